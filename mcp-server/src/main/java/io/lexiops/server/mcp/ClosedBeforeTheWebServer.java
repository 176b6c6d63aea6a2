package io.lexiops.server.mcp;

import org.springframework.context.SmartLifecycle;

/** Ends the open streams first: the web server would wait for them in vain when it goes down gracefully. */
final class ClosedBeforeTheWebServer implements SmartLifecycle {

    private final Runnable close;
    private volatile boolean running;

    ClosedBeforeTheWebServer(Runnable close) {
        this.close = close;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        close.run();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return DEFAULT_PHASE;
    }
}
