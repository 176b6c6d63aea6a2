package io.lexiops.agent.supervise;

import io.lexiops.agent.knowledge.KnowledgeBase;
import io.lexiops.agent.knowledge.KnowledgeState;
import io.lexiops.agent.knowledge.Query;
import io.lexiops.agent.knowledge.Similarity;
import io.lexiops.agent.llm.Completion;
import io.lexiops.agent.llm.LanguageModel;
import io.lexiops.agent.llm.Prompt;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/** The beans of the three packages as the host puts them together. */
class WiringTests {

    @TempDir
    Path temp;

    private ApplicationContextRunner host;

    @Configuration(proxyBeanMethods = false)
    @ComponentScan({"io.lexiops.agent.knowledge", "io.lexiops.agent.llm", "io.lexiops.agent.supervise"})
    @ConfigurationPropertiesScan({"io.lexiops.agent.knowledge", "io.lexiops.agent.llm", "io.lexiops.agent.supervise"})
    static class Packages {
        @Bean
        Clock clock() {
            return Clock.systemUTC();
        }
    }

    @BeforeEach
    void configure() {
        host = new ApplicationContextRunner()
                .withUserConfiguration(Packages.class)
                .withConfiguration(AutoConfigurations.of(
                        DataSourceAutoConfiguration.class,
                        JdbcTemplateAutoConfiguration.class,
                        JdbcClientAutoConfiguration.class,
                        FlywayAutoConfiguration.class))
                .withPropertyValues(
                        "spring.datasource.url=jdbc:h2:mem:wiring" + System.nanoTime()
                                + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE",
                        "copilot.knowledge.directory=" + temp.resolve("knowledge"),
                        "copilot.rules.directory=" + temp.resolve("rules"));
    }

    @Test
    void knowledgeIsSeededAndSearchedByMeaning() {
        host.run(context -> {
            assertThat(context).hasNotFailed();
            var knowledge = context.getBean(KnowledgeBase.class);
            assertThat(knowledge.find(Query.of("the pod cannot fetch its picture from the registry", 3)))
                    .isNotEmpty();
            assertThat(knowledge.state().search()).isInstanceOf(KnowledgeState.Search.Hybrid.class);
            assertThat(context.getBean(Similarity.class).semantic()).isTrue();
            assertThat(context.getBean(GitRuleRepository.class).state().well()).isTrue();
            assertThat(context.getBean(AgentSupervisor.class).look()).isEmpty();
        });
    }

    @Test
    void withoutAModelTheModelIsAway() {
        host.withPropertyValues("copilot.knowledge.embeddings=false").run(context -> {
            assertThat(context.getBean(LanguageModel.class).complete(new Prompt("x", List.of(), 1, null)))
                    .isInstanceOf(Completion.Away.class);
            assertThat(context.getBean(Similarity.class).semantic()).isFalse();
            assertThat(context.getBean(KnowledgeBase.class).find(Query.of("ImagePullBackOff", 3)))
                    .isNotEmpty();
        });
    }

    @Test
    void wrongValuesStopTheStart() {
        host.withPropertyValues("copilot.model.enabled=true")
                .run(context -> assertThat(context).hasFailed());
        host.withPropertyValues(
                        "copilot.knowledge.remote.url=ssh://git@example/x", "copilot.knowledge.embeddings=false")
                .run(context -> assertThat(context).hasFailed());
    }
}
