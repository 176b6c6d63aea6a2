package io.lexiops.server.mcp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/** Reads a request's body up to a size and within a time, so that nobody holds the room for it by sending slowly. */
record BodyReader(int most, Duration time) {

    /**
     * Reads it.
     *
     * @return at most one byte more than is allowed
     * @throws TooSlow if it has not arrived in time
     */
    byte[] read(InputStream body) throws IOException {
        long start = System.nanoTime();
        var read = new ByteArrayOutputStream();
        var chunk = new byte[8192];
        while (read.size() <= most) {
            int count = body.read(chunk, 0, Math.min(chunk.length, most + 1 - read.size()));
            if (count < 0) {
                break;
            }
            read.write(chunk, 0, count);
            if (System.nanoTime() - start > time.toNanos()) {
                throw new TooSlow();
            }
        }
        return read.toByteArray();
    }

    /** The client took too long. */
    static final class TooSlow extends IOException {

        private static final long serialVersionUID = 1L;

        TooSlow() {
            super("the request did not arrive in time");
        }
    }
}
