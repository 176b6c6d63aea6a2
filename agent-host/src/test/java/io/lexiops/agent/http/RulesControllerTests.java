package io.lexiops.agent.http;

import io.lexiops.agent.knowledge.CommandLineGit;
import io.lexiops.agent.supervise.GitRuleRepository;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
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
import org.springframework.context.annotation.FilterType;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

class RulesControllerTests {

    @TempDir
    Path temp;

    @Configuration(proxyBeanMethods = false)
    @ComponentScan(
            basePackages = {"io.lexiops.agent.knowledge", "io.lexiops.agent.llm", "io.lexiops.agent.supervise"},
            // other tests' configurations lie in these packages too
            excludeFilters = @ComponentScan.Filter(type = FilterType.REGEX, pattern = ".*Tests.*"))
    @ConfigurationPropertiesScan({"io.lexiops.agent.knowledge", "io.lexiops.agent.llm", "io.lexiops.agent.supervise"})
    @Import(RulesController.class)
    static class Packages {
        @Bean
        Clock clock() {
            return Clock.systemUTC();
        }
    }

    @Test
    void namesTheRulesInForceAndWhyACommitIsNot() {
        new ApplicationContextRunner()
                .withUserConfiguration(Packages.class)
                .withConfiguration(AutoConfigurations.of(
                        DataSourceAutoConfiguration.class,
                        JdbcTemplateAutoConfiguration.class,
                        JdbcClientAutoConfiguration.class,
                        FlywayAutoConfiguration.class))
                .withPropertyValues(
                        "spring.datasource.url=jdbc:h2:mem:rules" + System.nanoTime()
                                + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE",
                        "copilot.knowledge.directory=" + temp.resolve("knowledge"),
                        "copilot.knowledge.embeddings=false",
                        "copilot.rules.directory=" + temp.resolve("rules"))
                .run(context -> {
                    var controller = context.getBean(RulesController.class);
                    var before = controller.rules();
                    var repository = Path.of(
                            context.getBean(GitRuleRepository.class).state().directory());
                    Files.createDirectories(repository.resolve("ours"));
                    Files.writeString(repository.resolve("ours/pack.yaml"), "name: ours\nversoin: 1\n");
                    var git = new CommandLineGit(repository);
                    git.run("add", "-A");
                    git.run("commit", "-qm", "by hand");

                    var after = controller.rules();

                    assertThat(before).containsEntry("refused", "").containsEntry("problems", List.of());
                    assertThat(before.get("guards"))
                            .asInstanceOf(LIST)
                            .contains(
                                    Map.of(
                                            "rule", "core/namespace-delete",
                                            "severity", "two_person",
                                            "floor", true,
                                            "why",
                                                    "Everything in the namespace goes with it, volumes too, and nothing of it can be brought back."));
                    assertThat(after)
                            .containsEntry("digest", before.get("digest"))
                            .containsEntry("commit", before.get("commit"))
                            .containsEntry(
                                    "refused", git.run("rev-parse", "main").strip());
                    assertThat(after.get("problems"))
                            .asString()
                            .contains("ours/pack.yaml:2:1: unknown key \"versoin\"");
                });
    }
}
