package io.lexiops.agent.cli;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class HostClientTests {

    @Test
    void takesTheFormInWhichTheHostExportsItsAuditTrail() throws IOException {
        var accepted = new AtomicReference<String>();
        var host = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        host.createContext("/", exchange -> {
            accepted.set(exchange.getRequestHeaders().getFirst("Accept"));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        host.start();
        try {
            new HostClient(host.getAddress().getPort(), "token").getText("/api/v1/audit/export");
        } finally {
            host.stop(0);
        }

        assertThat(accepted.get()).contains("application/x-ndjson");
    }
}
