package io.lexiops.server.access;

import io.lexiops.server.access.Callers.Answer;
import io.lexiops.server.settings.LiveSettings;
import io.lexiops.server.settings.ServerProperties;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;
import org.springframework.web.servlet.function.RequestPredicate;
import org.springframework.web.servlet.function.RequestPredicates;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;

/** What may be reached over HTTP, and by whom. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication
class WebSecurity {

    private static final int UNAUTHORIZED = -32001;
    private static final int FORBIDDEN = -32003;
    private static final int SERVER_BUSY = -32000;
    private static final double HALF_A_MINUTE = 120;

    @Bean
    Binding binding(
            org.springframework.boot.web.server.autoconfigure.ServerProperties web,
            ServerProperties server,
            LiveSettings live) {
        live.check(settings -> Binding.of(web.getAddress(), server, settings.tokens()));
        return Binding.of(web.getAddress(), server, live.current().tokens());
    }

    @Bean
    SecurityFilterChain security(
            HttpSecurity http,
            Callers callers,
            Binding binding,
            ProtectedResource resource,
            ServerProperties properties,
            LiveSettings live,
            Clock clock) {
        int most = properties.limits().badTokens();
        var tokens = new BearerTokens(
                callers,
                () -> properties.authenticates(live.current().tokens()),
                new TokenBuckets(most / HALF_A_MINUTE, most, clock));
        return http.csrf(AbstractHttpConfigurer::disable) // no cookies, so nothing that a browser sends by itself
                .formLogin(AbstractHttpConfigurer::disable)
                .httpBasic(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .anonymous(AbstractHttpConfigurer::disable)
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .addFilterAt(tokens, AnonymousAuthenticationFilter.class)
                .exceptionHandling(handling -> handling.authenticationEntryPoint(refused(resource)))
                .authorizeHttpRequests(requests -> {
                    requests.dispatcherTypeMatchers(
                                    jakarta.servlet.DispatcherType.ASYNC, jakarta.servlet.DispatcherType.ERROR)
                            .permitAll();
                    // They say up or down, and what asks cannot hold a token.
                    requests.requestMatchers("/actuator/health/liveness", "/actuator/health/readiness")
                            .permitAll();
                    // Whoever has no token yet learns here where to get one.
                    requests.requestMatchers(resource.paths().toArray(String[]::new))
                            .permitAll();
                    if (binding.loopback()) {
                        requests.requestMatchers("/actuator/health", "/actuator/prometheus")
                                .permitAll();
                    }
                    requests.anyRequest().authenticated();
                })
                .build();
    }

    @Bean
    RouterFunction<ServerResponse> protectedResourceMetadata(ProtectedResource resource) {
        var paths = resource.paths().stream()
                .map(RequestPredicates::path)
                .reduce(RequestPredicate::or)
                .orElseThrow();
        return RouterFunctions.route(RequestPredicates.method(HttpMethod.GET).and(paths), _ -> {
            var metadata = resource.metadata();
            return metadata.isEmpty()
                    ? ServerResponse.notFound().build()
                    : ServerResponse.ok()
                            .contentType(MediaType.APPLICATION_JSON)
                            .header(HttpHeaders.CACHE_CONTROL, "max-age=3600")
                            .body(metadata);
        });
    }

    private static AuthenticationEntryPoint refused(ProtectedResource resource) {
        return (request, response, _) -> {
            switch ((@Nullable Answer) request.getAttribute(BearerTokens.ANSWER)) {
                case Answer.Away _ -> {
                    response.setHeader(HttpHeaders.RETRY_AFTER, "5");
                    send(response, 503, SERVER_BUSY, "tokens cannot be checked now; try again");
                }
                case Answer.TooMany _ -> {
                    response.setHeader(HttpHeaders.RETRY_AFTER, "2");
                    send(response, 429, SERVER_BUSY, "too many wrong tokens came from this address; try again later");
                }
                case Answer.NothingOpen(var why) -> {
                    response.setHeader(HttpHeaders.WWW_AUTHENTICATE, resource.stepUp(ToolScopes.READ, why));
                    send(response, HttpServletResponse.SC_FORBIDDEN, FORBIDDEN, "forbidden: " + why);
                }
                case Answer.Refused(var why) -> unauthorized(response, resource, why);
                case Answer.Unknown _, Answer.Known _ ->
                    unauthorized(response, resource, "the token is not known here");
                case null -> unauthorized(response, resource, null);
            }
        };
    }

    private static void unauthorized(HttpServletResponse response, ProtectedResource resource, @Nullable String why)
            throws IOException {
        response.setHeader(HttpHeaders.WWW_AUTHENTICATE, resource.challenge(why));
        send(
                response,
                HttpServletResponse.SC_UNAUTHORIZED,
                UNAUTHORIZED,
                "unauthorized: send a known token as Authorization: Bearer ...");
    }

    private static void send(HttpServletResponse response, int status, int code, String message) throws IOException {
        response.setStatus(status);
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        var text = message.replaceAll("[\"\\\\\\p{Cntrl}]", "'");
        var body = "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":" + code + ",\"message\":\"" + text + "\"}}";
        response.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
    }
}
