package io.lexiops.server.history;

import io.lexiops.server.access.Fence;
import io.lexiops.server.change.OwnChanges;
import io.lexiops.server.kubernetes.ClusterReader;
import io.lexiops.server.kubernetes.Kubernetes;
import io.lexiops.server.redact.InstallationKey;
import io.lexiops.server.redact.Redactor;
import io.lexiops.server.settings.LiveSettings;
import io.lexiops.server.tool.ServedContexts;
import java.time.Clock;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Puts the history together. */
@Configuration(proxyBeanMethods = false)
class HistoryConfiguration {

    @Bean
    JdbcHistory history(
            JdbcClient jdbc,
            PlatformTransactionManager transactions,
            HistoryProperties properties,
            Clock clock,
            InstallationKey key) {
        return new JdbcHistory(jdbc, new TransactionTemplate(transactions), properties, clock, new Fingerprints(key));
    }

    @Bean
    CompactState compactState(Redactor redactor, InstallationKey key) {
        return new CompactState(redactor, key);
    }

    @Bean
    HistoryWatches historyWatches(
            Kubernetes kubernetes,
            JdbcHistory history,
            CompactState compact,
            Fence fence,
            HistoryProperties properties,
            ServedContexts contexts,
            Clock clock) {
        var sources = new KindWatch.Sources(kubernetes, history, compact, fence, properties, clock);
        return new HistoryWatches(sources, contexts);
    }

    @Bean
    HistoryToolset historyToolset(
            Kubernetes kubernetes,
            JdbcHistory history,
            CompactState compact,
            Fence fence,
            HistoryProperties properties,
            ServedContexts contexts,
            Clock clock,
            InstallationKey key,
            OwnChanges own) {
        var tool = new HistoryTool(
                new ClusterReader(kubernetes),
                history,
                new EarlierChanges(kubernetes, compact, new Fingerprints(key)),
                own,
                contexts,
                fence,
                clock);
        return new HistoryToolset(properties.enabled(), tool);
    }

    /** When everything else is done: nobody waits for a history. */
    @Bean
    ApplicationListener<ApplicationReadyEvent> watchChanges(HistoryWatches watches, LiveSettings live) {
        live.onChange((before, now) -> {
            if (!now.namespaces().equals(before.namespaces())) {
                watches.start(now.namespaces());
            }
        });
        return _ -> watches.start(live.current().namespaces());
    }
}
