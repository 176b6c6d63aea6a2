package io.lexiops.agent.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

@Tag("cluster-acceptance")
class RealAcceptanceTests extends AcceptanceContract {

    /** A ServiceAccount that may do in its namespace what the manifests grant there, and nothing anywhere else. */
    private static final String ACCOUNT = """
            apiVersion: v1
            kind: ServiceAccount
            metadata: {name: copilot}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: copilot-read}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: copilot-read}
            subjects: [{kind: ServiceAccount, name: copilot, namespace: NS}]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: copilot-write}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: copilot-write}
            subjects: [{kind: ServiceAccount, name: copilot, namespace: NS}]
            """;

    @Override
    List<String> options() {
        return List.of("--kubeconfig", System.getenv("KUBECONFIG"));
    }

    @Override
    Path kubeconfig() {
        return Path.of(System.getenv("KUBECONFIG"));
    }

    @Test
    void worksWithTheRightsOfOneNamespaceAndSaysWhichAreMissingElsewhere(@TempDir Path home) throws IOException {
        var elsewhere = withWeb();
        var own = withWeb();
        for (var role : List.of("read", "write")) {
            var file = Path.of("../manifests/base/granted", role + ".yaml");
            cluster.apply(own, Files.readString(file).split("\n---", -1)[0]);
        }
        cluster.apply(own, ACCOUNT.replace("NS", own));
        var kubeconfig = Files.writeString(home.resolve("kubeconfig"), """
                apiVersion: v1
                kind: Config
                current-context: here
                clusters: [{name: here, cluster: {server: "%s", certificate-authority-data: %s}}]
                users: [{name: copilot, user: {token: %s}}]
                contexts: [{name: here, context: {cluster: here, user: copilot, namespace: %s}}]
                """.formatted(
                        cluster.server(), certificateAuthority(), cluster.token(own, "copilot"), own));

        try (var restricted =
                new CommandLineUser(home.resolve("home"), List.of("--kubeconfig", kubeconfig.toString()))) {
            var done = restricted.ask(own, "scale web to 3").done();
            restricted.say("undo", done.id(), "-o", "json").done();
            var healthy = restricted.ask(own, "is web healthy?").done();
            var refused = restricted.ask(elsewhere, "scale web to 3");

            assertThat(healthy.answer()).contains("nothing wrong");
            assertThat(refused.exit()).as(refused.out()).isNotZero();
            assertThat(refused.out())
                    .contains("forbidden")
                    .contains("kubectl -n " + elsewhere + " create role copilot-list-deployments")
                    .contains("--serviceaccount=" + own + ":copilot");
        }
        assertThat(cluster.get("deployments", elsewhere, "web")
                        .at("/spec/replicas")
                        .asInt())
                .isEqualTo(2);
    }

    private static String certificateAuthority() throws IOException {
        var admin = Files.readString(Path.of(System.getenv("KUBECONFIG")));
        var data =
                Pattern.compile("certificate-authority-data: ([A-Za-z0-9+/=]+)").matcher(admin);
        assertThat(data.find()).isTrue();
        return data.group(1);
    }
}
