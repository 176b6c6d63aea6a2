package io.lexiops.server.access;

import io.lexiops.server.tool.Caller;
import io.lexiops.server.tool.Role;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/** Turns a bearer token into a caller. Without configured tokens, who is on this machine may read. */
final class BearerTokens extends OncePerRequestFilter {

    private static final String SCHEME = "bearer ";
    private static final Caller ANYBODY_HERE = new Caller("local", Role.OBSERVER, Set.of());

    private final Callers callers;
    private final Binding binding;

    BearerTokens(Callers callers, Binding binding) {
        this.callers = callers;
        this.binding = binding;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        caller(request).ifPresent(caller -> {
            var context = SecurityContextHolder.createEmptyContext();
            context.setAuthentication(new CallerAuthentication(caller));
            SecurityContextHolder.setContext(context);
            request.setAttribute(CallerAuthentication.REQUEST_ATTRIBUTE, caller);
        });
        chain.doFilter(request, response);
    }

    @Override
    protected boolean shouldNotFilterAsyncDispatch() {
        return false;
    }

    private Optional<Caller> caller(HttpServletRequest request) {
        var header = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (!binding.tokens()) {
            return Optional.of(ANYBODY_HERE);
        }
        return header != null && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? callers.byToken(header.substring(SCHEME.length()).strip())
                : Optional.empty();
    }
}
