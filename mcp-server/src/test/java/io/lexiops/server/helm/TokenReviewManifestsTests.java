package io.lexiops.server.helm;

import io.lexiops.server.kubernetes.KubernetesObject;
import io.lexiops.server.settings.ServerProperties;
import io.lexiops.server.settings.SubjectRule;
import io.lexiops.server.tool.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/** The optional part of manifests/ that lets service accounts come: what it grants, and that the server reads its settings. */
class TokenReviewManifestsTests {

    private static final Path MANIFESTS = Path.of("..", "manifests");

    @Test
    void grantsTheServerToAskAndNothingElse() throws IOException {
        var binding = read("components/token-review/binding.yaml");
        assertThat(binding.kind()).isEqualTo("ClusterRoleBinding");
        assertThat(binding.textAt("", "roleRef", "name")).isEqualTo("system:auth-delegator");
        assertThat(binding.objectsAt("subjects"))
                .hasSize(1)
                .allSatisfy(subject -> assertThat(subject)
                        .containsEntry("kind", "ServiceAccount")
                        .containsEntry("name", "mcp-server"));
    }

    @Test
    void isTheOnlyPartThatIsClusterScoped() throws IOException {
        var scoped = new ArrayList<String>();
        try (var files = Files.walk(MANIFESTS)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                if (Files.readString(file).contains("kind: ClusterRole")) {
                    scoped.add(MANIFESTS.relativize(file).toString());
                }
            }
        }
        assertThat(scoped).containsExactly("components/token-review/binding.yaml");
    }

    @Test
    void saysWhoMayComeInWordsThatTheServerReads() throws IOException {
        var variables = new HashMap<String, Object>();
        for (var file : List.of("components/token-review/deployment.yaml", "overlays/token-review/access.yaml")) {
            var pod = new KubernetesObject(read(file).mapAt("spec", "template", "spec"));
            for (var variable : new KubernetesObject(pod.objectsAt("containers").getFirst()).objectsAt("env")) {
                variables.put(String.valueOf(variable.get("name")), Objects.requireNonNull(variable.get("value")));
            }
        }
        var review = Objects.requireNonNull(settings(variables).tokenReview());
        assertThat(review.enabled()).isTrue();
        assertThat(review.audiences()).containsExactly("devops-copilot");
        assertThat(review.access())
                .containsExactly(new SubjectRule(
                        "system:serviceaccount:devops-copilot:assistant",
                        null,
                        Role.OBSERVER,
                        Set.of("devops-copilot")));
    }

    private static ServerProperties settings(Map<String, Object> variables) {
        var environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .addFirst(new SystemEnvironmentPropertySource("test-systemEnvironment", variables));
        environment
                .getPropertySources()
                .addFirst(new MapPropertySource("data", Map.of("copilot.server.data-dir", "target")));
        Iterable<ConfigurationPropertySource> sources =
                ConfigurationPropertySources.from(environment.getPropertySources());
        return new Binder(sources)
                .bind("copilot.server", Bindable.of(ServerProperties.class))
                .get();
    }

    private static KubernetesObject read(String file) throws IOException {
        return new KubernetesObject(
                YamlDocuments.parse(Files.readString(MANIFESTS.resolve(file))).getFirst());
    }
}
