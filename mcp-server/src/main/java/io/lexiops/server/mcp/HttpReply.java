package io.lexiops.server.mcp;

import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The answer to one POST: a JSON object, or an event stream as soon as something comes before the result. A client that has
 * gone is only noticed by writing to it.
 */
final class HttpReply {

    private static final byte[] BEAT = ": still here\n\n".getBytes(StandardCharsets.US_ASCII);

    private final HttpServletResponse response;
    private final Runnable gone;
    private final ReentrantLock writing = new ReentrantLock();
    private boolean streaming;
    private boolean ended;
    private boolean lost;

    /**
     * Prepares the answer.
     *
     * @param gone is told once when the client cannot be written to any more
     */
    HttpReply(HttpServletResponse response, Runnable gone) {
        this.response = response;
        this.gone = gone;
    }

    /** Sends something before the result. */
    void notify(Map<String, Object> message) {
        write(event(message), false);
    }

    /** Shows that this side is there, and finds out whether the other is. */
    void beat() {
        write(BEAT, false);
    }

    /** Sends the result, or an error with this status unless the stream has begun. */
    void end(int status, Map<String, Object> message) {
        writing.lock();
        try {
            if (ended) {
                return;
            }
            if (streaming) {
                write(event(message), true);
            } else {
                ended = true;
                JsonRpcResponses.send(response, status, message);
            }
        } catch (IOException _) {
            lose();
        } finally {
            writing.unlock();
        }
    }

    /** Nothing more is sent, whatever comes: the response may belong to another request soon. */
    void close() {
        writing.lock();
        try {
            ended = true;
        } finally {
            writing.unlock();
        }
    }

    private void write(byte[] bytes, boolean last) {
        writing.lock();
        try {
            if (ended || lost) {
                return;
            }
            if (!streaming) {
                streaming = true;
                response.setStatus(HttpServletResponse.SC_OK);
                response.setContentType("text/event-stream");
                response.setCharacterEncoding(StandardCharsets.UTF_8);
                response.setHeader("Cache-Control", "no-store");
                response.setHeader("X-Accel-Buffering", "no");
            }
            ended = last;
            response.getOutputStream().write(bytes);
            response.flushBuffer();
        } catch (IOException _) {
            lose();
        } finally {
            writing.unlock();
        }
    }

    private void lose() {
        if (!lost) {
            lost = true;
            gone.run();
        }
    }

    private static byte[] event(Map<String, Object> message) {
        var event = new ByteArrayOutputStream();
        event.writeBytes("event: message\ndata: ".getBytes(StandardCharsets.US_ASCII));
        event.writeBytes(JsonRpc.write(message));
        event.writeBytes("\n\n".getBytes(StandardCharsets.US_ASCII));
        return event.toByteArray();
    }
}
