package io.lexiops.server.change;

import io.lexiops.server.access.Fence;
import io.lexiops.server.audit.AuditTrail;
import io.lexiops.server.redact.InstallationKey;
import io.lexiops.server.redact.Redactor;
import io.lexiops.server.rules.RulesInForce;
import io.lexiops.server.tool.ServedContexts;
import java.time.Clock;
import java.util.List;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Puts the pipeline together. */
@Configuration(proxyBeanMethods = false)
class ChangeConfiguration {

    @Bean
    GrantKeys grantKeys(GrantProperties properties) {
        return new GrantKeys(properties.publicKeyFile());
    }

    @Bean
    JdbcLedger ledger(JdbcClient jdbc, PlatformTransactionManager transactions, Clock clock, InstallationKey key) {
        return new JdbcLedger(jdbc, new TransactionTemplate(transactions), clock, key);
    }

    @Bean
    SeenVersions seenVersions(InstallationKey key, JdbcLedger ledger) {
        return new SeenVersions(key, ledger);
    }

    @Bean
    OwnChanges ownChanges(JdbcLedger ledger) {
        return new LedgerOwnChanges(ledger);
    }

    @Bean
    WriteTools writeTools() {
        return new WriteTools();
    }

    @Bean
    ChangeHome changeHome(ServedContexts contexts) {
        return new ChangeHome(contexts);
    }

    @Bean
    Turns changeTurns() {
        return new Turns();
    }

    @Bean
    Uninterrupted uninterruptedWrites() {
        return new Uninterrupted();
    }

    @Bean
    Judge judge(Fence fence, Redactor redactor, RulesInForce rules, SeenVersions versions) {
        return new Judge(fence, redactor, GuardPacks.of(rules), versions);
    }

    @Bean
    LiveCheck liveCheck(LiveObjects live, SeenVersions versions) {
        return new LiveCheck(live, versions);
    }

    @Bean
    Converging converging(ChangeProperties properties, Clock clock, Redactor redactor) {
        return new Converging(properties, clock, Thread::sleep, redactor);
    }

    @Bean
    Permission permission(
            GrantKeys keys,
            GrantProperties grants,
            ChangeProperties changes,
            InstallationKey key,
            Judge judge,
            Clock clock) {
        return new Permission(
                new JoseGrants(keys, grants, clock),
                new ConfirmationHandles(key, changes.confirmationExpiry(), clock),
                judge);
    }

    @Bean
    Settlement settlement(
            JdbcLedger ledger,
            LiveCheck live,
            WriteTools tools,
            ChangeHome home,
            Converging converging,
            Redactor redactor,
            Clock clock,
            Turns turns,
            AuditTrail trail) {
        return new Settlement(
                ledger, live, tools, home, converging, redactor, clock, turns, new LostRecords(ledger, trail));
    }

    @Bean
    TakingBack takingBack(WriteTools tools, LiveCheck live, Redactor redactor) {
        return new TakingBack(tools, live, redactor);
    }

    @Bean
    Execution execution(
            JdbcLedger ledger,
            Judge judge,
            LiveCheck live,
            Converging converging,
            Redactor redactor,
            Clock clock,
            Turns turns,
            TakingBack takingBack) {
        return new Execution(ledger, judge, live, converging, redactor, clock, turns, takingBack);
    }

    @Bean
    ChangePipeline changePipeline(
            WriteTools tools,
            Judge judge,
            Permission permission,
            Execution execution,
            WriteFlow.Replay replay,
            Uninterrupted threads) {
        return new GuardedChangePipeline(tools, new WriteFlow(judge, permission, execution, replay, threads));
    }

    @Bean
    WriteFlow.Replay replay(JdbcLedger ledger, Settlement settlement, Turns turns) {
        return new WriteFlow.Replay(ledger, settlement, turns);
    }

    @Bean
    ChangeToolset changeToolset(
            ChangePipeline pipeline,
            JdbcLedger ledger,
            WriteTools tools,
            ChangeHome home,
            ServedContexts contexts,
            LiveObjects live,
            SeenVersions versions) {
        return new ChangeToolset(List.of(
                pipeline.guard(new UndoTool(ledger, tools, home, live, versions)),
                new ChangesListTool(ledger, contexts)));
    }

    @Bean
    SmartInitializingSingleton recordWhatACrashHasLost(Settlement settlement) {
        return settlement::recordWhatWasLost;
    }

    /** In the background: a cluster that does not answer must not hold up the start. */
    @Bean
    ApplicationListener<ApplicationReadyEvent> settleWhatACrashHasLeft(Settlement settlement) {
        return _ -> Thread.ofVirtual().name("settlement").start(settlement::settleAll);
    }
}
