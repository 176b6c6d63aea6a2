package io.lexiops.agent.access;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import static org.assertj.core.api.Assertions.assertThat;

class HostAndOriginTests {

    @Test
    void beyondThisMachineAnyNameMayBeTheHosts() throws ServletException, IOException {
        var filter = new HostAndOrigin(false, Set.of(), Set.of());

        assertThat(status(filter, "copilot.example", null)).isEqualTo(200);
        assertThat(status(filter, "copilot.example", "https://copilot.example")).isEqualTo(200);
        assertThat(status(filter, "copilot.example", "https://evil.example")).isEqualTo(403);
        assertThat(status(filter, "copilot.example", "http://localhost")).isEqualTo(403);
    }

    @Test
    void namesThatAreSetAreTheOnlyOnes() throws ServletException, IOException {
        var filter = new HostAndOrigin(false, Set.of("agent-host", "other:81"), Set.of());

        assertThat(status(filter, "agent-host:8080", null)).isEqualTo(200);
        assertThat(status(filter, "AGENT-HOST", null)).isEqualTo(200);
        assertThat(status(filter, "other:81", null)).isEqualTo(200);
        assertThat(status(filter, "other:82", null)).isEqualTo(403);
        assertThat(status(filter, "localhost", null)).isEqualTo(403);
        assertThat(status(filter, null, null)).isEqualTo(403);
    }

    private static int status(HostAndOrigin filter, @Nullable String host, @Nullable String origin)
            throws ServletException, IOException {
        var request = new MockHttpServletRequest();
        if (host != null) {
            request.addHeader("Host", host);
        }
        if (origin != null) {
            request.addHeader("Origin", origin);
        }
        var response = new MockHttpServletResponse();
        filter.doFilter(request, response, new MockFilterChain());
        return response.getStatus();
    }
}
