package io.lexiops.server.mcp;

import io.lexiops.server.tool.Role;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Five hundred calls at once, of one caller, with the limits as they are by default: all of them are answered. */
class ParallelCallsTests extends RunningServer {

    @Test
    void answersFiveHundredCallsAtOnce() throws Exception {
        var session = as(Role.OPERATOR).open();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var calls = IntStream.range(0, 500)
                    .mapToObj(i -> threads.submit(() ->
                            session.call("k8s_get", Map.of("kind", "cm", "name", "settings", "namespace", "edge"))))
                    .toList();
            for (var call : calls) {
                assertThat(WireSession.failed(call.get())).isFalse();
            }
        }
        session.delete();
    }
}
