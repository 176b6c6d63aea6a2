package io.lexiops.server.mcp;

import io.lexiops.server.tool.Role;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;

import static org.awaitility.Awaitility.await;

/** A session that nobody uses does not stay open. */
@TestPropertySource(properties = "copilot.server.session-idle=1s")
class IdleSessionTests extends RunningServer {

    @Test
    void endsASessionThatIsNotUsed() {
        var session = as(Role.OPERATOR).open();
        // Each look is a use: between two of them there is more than the idle time.
        await().pollInterval(Duration.ofSeconds(3))
                .atMost(Duration.ofSeconds(60))
                .until(() ->
                        session.post(WireClient.message(1, "ping", Map.of())).statusCode() == 404);
    }
}
