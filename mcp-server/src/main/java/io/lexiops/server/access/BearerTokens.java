package io.lexiops.server.access;

import io.lexiops.server.access.Callers.Answer;
import io.lexiops.server.tool.Caller;
import io.lexiops.server.tool.Role;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/** Turns a bearer token into a caller. Where callers are not told apart, who is on this machine may read. */
final class BearerTokens extends OncePerRequestFilter {

    /** Where the request keeps why its token is no good. */
    static final String ANSWER = Answer.class.getName();

    private static final Logger log = LoggerFactory.getLogger(BearerTokens.class);
    private static final String SCHEME = "bearer ";
    private static final Caller ANYBODY_HERE = new Caller("local", Role.OBSERVER, Set.of());

    private final Callers callers;
    private final BooleanSupplier authenticates;
    private final TokenBuckets badTokens;

    BearerTokens(Callers callers, BooleanSupplier authenticates, TokenBuckets badTokens) {
        this.callers = callers;
        this.authenticates = authenticates;
        this.badTokens = badTokens;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var answer = answer(request);
        if (answer instanceof Answer.Known(var caller)) {
            var context = SecurityContextHolder.createEmptyContext();
            context.setAuthentication(new CallerAuthentication(caller));
            SecurityContextHolder.setContext(context);
            request.setAttribute(CallerAuthentication.REQUEST_ATTRIBUTE, caller);
        } else if (answer != null) {
            request.setAttribute(ANSWER, answer);
        }
        chain.doFilter(request, response);
    }

    @Override
    protected boolean shouldNotFilterAsyncDispatch() {
        return false;
    }

    private @Nullable Answer answer(HttpServletRequest request) {
        if (!authenticates.getAsBoolean()) {
            return new Answer.Known(ANYBODY_HERE);
        }
        var header = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (header == null) {
            return null;
        }
        var token = header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? header.substring(SCHEME.length()).strip()
                : "";
        return looked(token, String.valueOf(request.getRemoteAddr()));
    }

    /** Who sends bad tokens for a while makes this server ask nobody; good ones from the same address still pass. */
    private Answer looked(String token, String address) {
        if (!badTokens.hasSome(address)) {
            var alone = callers.byTokenAlone(token);
            return alone instanceof Answer.Known ? alone : new Answer.TooMany();
        }
        var answer = callers.byToken(token);
        switch (answer) {
            case Answer.Unknown _, Answer.Refused _ -> badTokens.take(address);
            case Answer.Away(var why) -> log.atWarn().addKeyValue("why", why).log("a token could not be checked");
            case Answer.Known _, Answer.NothingOpen _, Answer.TooMany _ -> {}
        }
        return answer;
    }
}
