package io.lexiops.server.kubernetes;

import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class KubeconfigTests {

    private static final String CONTEXT = """
            current-context: a
            contexts: [{name: a, context: {cluster: b, user: c}}]
            """;

    static Stream<Arguments> kubeconfigs() {
        return Stream.of(
                arguments("", "empty"),
                arguments("[a, b]", "no mapping"),
                arguments("just words", "no mapping"),
                arguments("users: [{name: a, user: {token: s3cr3tt0k3n]", "line 1, column"),
                arguments("clusters: {token: s3cr3tt0k3n}", "kubeconfig"),
                arguments("current-context: x", "there is no context 'x'"),
                arguments(CONTEXT, "context 'a'"),
                arguments(
                        CONTEXT + "clusters: [{name: b, cluster: {server: 'https://h',"
                                + " certificate-authority-data: s3cr3tt0k3n}}]",
                        "context 'a'"),
                arguments(CONTEXT + "users: [{name: c, user: {exec: {command: sh}}}]", "would start another program"));
    }

    @ParameterizedTest
    @MethodSource("kubeconfigs")
    void saysWhatIsWrongWithoutRepeatingWhatIsSecret(String kubeconfig, String says) {
        var connection = new ClientJavaConnection(new ClusterAccess.Text(kubeconfig, "here"), Duration.ofSeconds(1));

        assertThatThrownBy(connection::place).isInstanceOfSatisfying(ToolFailed.class, failed -> {
            assertThat(failed.code()).isEqualTo(ErrorCode.BACKEND_UNAVAILABLE);
            assertThat(failed.getMessage())
                    .contains("cannot read the cluster configuration", says)
                    .doesNotContain("s3cr3tt0k3n");
        });
    }
}
