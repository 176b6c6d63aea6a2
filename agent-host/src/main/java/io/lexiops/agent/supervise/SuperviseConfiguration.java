package io.lexiops.agent.supervise;

import io.lexiops.agent.knowledge.KnowledgeBase;
import io.lexiops.agent.knowledge.KnowledgeRepository;
import io.lexiops.agent.knowledge.Similarity;
import io.lexiops.rules.LoadingPacks;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Wires the supervisor. */
@Configuration(proxyBeanMethods = false)
class SuperviseConfiguration {

    @Bean
    LoadingPacks builtInPacks(Clock clock) {
        return LoadingPacks.begin(clock);
    }

    @Bean
    RuleCheck ruleCheck(LoadingPacks builtIn) {
        return new RulePackCheck(builtIn);
    }

    @Bean
    FollowedPacks packsInForce(LoadingPacks builtIn, GitRuleRepository repository) {
        return new FollowedPacks(builtIn, repository::linked);
    }

    @Bean
    GitRuleRepository ruleRepository(RulesProperties properties, RuleCheck check, Clock clock) {
        return new GitRuleRepository(properties.directory(), check, clock).start(properties.interval());
    }

    @Bean
    Proposals proposals(
            JdbcClient jdbc, KnowledgeRepository knowledge, GitRuleRepository rules, RuleCheck check, Clock clock) {
        return new Proposals(
                new JdbcProposalRegister(jdbc),
                Map.of(
                        Proposal.Repository.KNOWLEDGE, knowledge::repository,
                        Proposal.Repository.RULES, rules::repository),
                check,
                clock);
    }

    @Bean
    AgentSupervisor agentSupervisor(
            SuperviseProperties properties,
            ObjectProvider<CaseHistory> history,
            SignalRules rules,
            KnowledgeBase knowledge,
            Similarity similarity,
            Proposals proposals,
            Clock clock) {
        // Asked for late: the workflow that knows the cases also tells the supervisor when one is closed.
        CaseHistory late = since -> {
            var known = history.getIfAvailable();
            return known == null ? List.of() : known.closedSince(since);
        };
        var detector = new SignalDetector(late, rules, similarity, clock);
        return new AgentSupervisor(detector, List.of(new KnowledgeProposer(knowledge)), proposals, similarity)
                .start(properties.interval());
    }
}
