package io.lexiops.server.mcp;

import io.lexiops.server.access.CallerAuthentication;
import io.lexiops.server.access.TokenBuckets;
import io.lexiops.server.tool.Caller;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Stands before the SDK's servlet and does what it leaves out: the protocol version, whose session it is, how large, how
 * many, whether it is a message at all, and cancellation.
 */
final class HttpGate extends OncePerRequestFilter {

    static final String SESSION_HEADER = "Mcp-Session-Id";
    static final String VERSION_HEADER = "MCP-Protocol-Version";
    private static final Set<String> METHODS = Set.of("GET", "POST", "DELETE");

    private final StatelessHttp stateless;
    private final Set<String> versions;
    private final SessionOwners owners;
    private final OpenStreams streams;
    private final CallLimits limits;
    private final RunningCalls running;
    private final ScopeStepUp stepUp;
    private final TokenBuckets rate;
    private final BodyReader reader;
    private final BodyBudget bodies;
    private final int maxBody;

    HttpGate(
            StatelessHttp stateless,
            Set<String> versions,
            SessionOwners owners,
            OpenStreams streams,
            CallLimits limits,
            RunningCalls running,
            ScopeStepUp stepUp,
            TokenBuckets rate,
            BodyReader reader) {
        this.stateless = stateless;
        this.versions = versions;
        this.owners = owners;
        this.streams = streams;
        this.limits = limits;
        this.running = running;
        this.stepUp = stepUp;
        this.rate = rate;
        this.reader = reader;
        this.bodies = new BodyBudget(reader.most());
        this.maxBody = reader.most();
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var caller = (Caller) Objects.requireNonNull(
                request.getAttribute(CallerAuthentication.REQUEST_ATTRIBUTE), "authentication comes first");
        var session = request.getHeader(SESSION_HEADER);
        var version = request.getHeader(VERSION_HEADER);
        if (StatelessHttp.byVersion(request) && !request.getMethod().equals("POST")) {
            response.setHeader("Allow", "POST");
            JsonRpcResponses.send(response, 405, JsonRpc.INVALID_REQUEST, "use POST");
        } else if (!METHODS.contains(request.getMethod())) {
            response.setHeader("Allow", "GET, POST, DELETE");
            JsonRpcResponses.send(response, 405, JsonRpc.INVALID_REQUEST, "use GET, POST or DELETE");
        } else if (request.getMethod().equals("POST")) {
            post(request, response, chain, caller, session);
        } else if (!sessionFits(response, caller, session, version)) {
            return;
        } else {
            withoutBody(request, response, chain, session);
        }
    }

    /** Whether version and session are good; else it is answered. */
    private boolean sessionFits(
            HttpServletResponse response, Caller caller, @Nullable String session, @Nullable String version)
            throws IOException {
        if (version != null && !versions.contains(version)) {
            JsonRpcResponses.send(
                    response,
                    400,
                    JsonRpc.INVALID_REQUEST,
                    "this MCP-Protocol-Version is not supported; supported: " + String.join(", ", versions));
        } else if (session != null && !owners.belongsTo(session, caller.name())) {
            JsonRpcResponses.send(response, 403, JsonRpc.FORBIDDEN, "the session belongs to another caller");
        } else if (session != null && owners.hasEnded(session)) {
            JsonRpcResponses.send(
                    response, 404, JsonRpc.INVALID_REQUEST, "the session has ended; initialize a new one");
        } else {
            return true;
        }
        return false;
    }

    private void withoutBody(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain, @Nullable String session)
            throws ServletException, IOException {
        chain.doFilter(request, new GateResponse(response, _ -> {}));
        if (session != null && request.isAsyncStarted()) {
            var async = request.getAsyncContext();
            var end = (Runnable) async::complete;
            streams.opened(session, end);
            // The container uses a request again: what has ended must not be ended a second time.
            async.addListener(new WhenAsyncEnds(() -> streams.ended(session, end)));
        }
        boolean gone = response.getStatus() == HttpServletResponse.SC_NOT_FOUND;
        if (session != null && (gone || request.getMethod().equals("DELETE"))) {
            running.cancelAll(session);
            owners.ended(session);
        }
    }

    private void post(
            HttpServletRequest request,
            HttpServletResponse response,
            FilterChain chain,
            Caller caller,
            @Nullable String session)
            throws ServletException, IOException {
        if (request.getContentLengthLong() > maxBody) {
            tooLarge(response);
            return;
        }
        var wait = rate.take(caller.name());
        if (wait.isPositive()) {
            response.setHeader("Retry-After", Long.toString(wait.plusMillis(999).toSeconds()));
            tooMany(response, null, "too many messages in a short time; wait and try again");
            return;
        }
        var room = bodies.reserve(request.getContentLengthLong());
        if (room.isEmpty()) {
            busy(response, null, "too many large requests are open; try again");
            return;
        }
        try (var _ = room.get()) {
            var body = reader.read(request.getInputStream());
            if (body.length > maxBody) {
                tooLarge(response);
            } else {
                pass(JsonRpc.read(body), request, response, chain, caller, session);
            }
        } catch (BodyReader.TooSlow slow) {
            response.setHeader("Connection", "close");
            JsonRpcResponses.send(response, 408, JsonRpc.INVALID_REQUEST, String.valueOf(slow.getMessage()));
        } catch (JsonRpc.Refused refused) {
            JsonRpcResponses.send(response, HttpServletResponse.SC_BAD_REQUEST, refused.toError());
        }
    }

    private void pass(
            JsonRpc.Message message,
            HttpServletRequest request,
            HttpServletResponse response,
            FilterChain chain,
            Caller caller,
            @Nullable String session)
            throws ServletException, IOException {
        var refusal = stepUp.refusal(message, caller);
        if (refusal.isPresent()) {
            response.setHeader("WWW-Authenticate", refusal.get().challenge());
            JsonRpcResponses.send(
                    response, HttpServletResponse.SC_FORBIDDEN, refusal.get().error());
            return;
        }
        if (StatelessHttp.speaks(request, message)) {
            stateless.handle(message, request, response, caller);
            return;
        }
        if (!sessionFits(response, caller, session, request.getHeader(VERSION_HEADER))) {
            return;
        }
        var cancels = message.cancels();
        if (cancels.isPresent() && session != null) {
            running.cancel(session, cancels.get());
            response.setStatus(HttpServletResponse.SC_ACCEPTED);
            return;
        }
        if (message.is("initialize") && !owners.hasRoom(caller.name())) {
            busy(response, message.id(), "too many sessions are open; close some or wait");
            return;
        }
        var gone = (Runnable) () -> {
            if (session != null && message.id() != null) {
                running.cancel(session, message.id());
            }
        };
        var forwarded = new BufferedRequest(request, message.forwarded(), gone);
        var answer = new GateResponse(response, opened -> owners.opened(opened, caller.name()));
        if (message.method() == null || message.id() == null) {
            chain.doFilter(forwarded, answer);
            return;
        }
        var permit = limits.acquire(caller.name());
        if (permit.isEmpty()) {
            busy(response, message.id(), "too many calls are running; try again");
            return;
        }
        try (var _ = permit.get()) {
            chain.doFilter(forwarded, answer);
        }
    }

    private static void busy(HttpServletResponse response, @Nullable Object id, String why) throws IOException {
        response.setHeader("Retry-After", "1");
        tooMany(response, id, why);
    }

    private static void tooMany(HttpServletResponse response, @Nullable Object id, String why) throws IOException {
        JsonRpcResponses.send(response, 429, JsonRpc.error(id, JsonRpc.SERVER_BUSY, why));
    }

    private void tooLarge(HttpServletResponse response) throws IOException {
        // What is left of the body is not read: the connection ends with this answer.
        response.setHeader("Connection", "close");
        JsonRpcResponses.send(
                response,
                HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE,
                JsonRpc.INVALID_REQUEST,
                "a request has at most " + maxBody + " bytes");
    }
}
