package io.lexiops.server.access;

import io.lexiops.server.settings.ServerProperties;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;

/** What may be reached over HTTP, and by whom. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication
class WebSecurity {

    private static final String UNAUTHORIZED = "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32001,"
            + "\"message\":\"unauthorized: send a known token as Authorization: Bearer ...\"}}";

    @Bean
    Binding binding(org.springframework.boot.web.server.autoconfigure.ServerProperties web, ServerProperties server) {
        return Binding.of(web.getAddress(), server);
    }

    @Bean
    SecurityFilterChain security(HttpSecurity http, Callers callers, Binding binding) {
        return http.csrf(AbstractHttpConfigurer::disable) // no cookies, so nothing that a browser sends by itself
                .formLogin(AbstractHttpConfigurer::disable)
                .httpBasic(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .anonymous(AbstractHttpConfigurer::disable)
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .addFilterAt(new BearerTokens(callers, binding), AnonymousAuthenticationFilter.class)
                .exceptionHandling(handling -> handling.authenticationEntryPoint(unauthorized()))
                .authorizeHttpRequests(requests -> {
                    requests.dispatcherTypeMatchers(
                                    jakarta.servlet.DispatcherType.ASYNC, jakarta.servlet.DispatcherType.ERROR)
                            .permitAll();
                    // They say up or down, and what asks cannot hold a token.
                    requests.requestMatchers("/actuator/health/liveness", "/actuator/health/readiness")
                            .permitAll();
                    if (binding.loopback()) {
                        requests.requestMatchers("/actuator/health", "/actuator/prometheus")
                                .permitAll();
                    }
                    requests.anyRequest().authenticated();
                })
                .build();
    }

    private static AuthenticationEntryPoint unauthorized() {
        return (request, response, _) -> {
            boolean sentOne = request.getHeader(HttpHeaders.AUTHORIZATION) != null;
            response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
            response.setHeader(
                    HttpHeaders.WWW_AUTHENTICATE,
                    "Bearer realm=\"devops-copilot\"" + (sentOne ? ", error=\"invalid_token\"" : ""));
            response.setContentType(MediaType.APPLICATION_JSON_VALUE);
            response.getOutputStream().write(UNAUTHORIZED.getBytes(StandardCharsets.UTF_8));
        };
    }
}
