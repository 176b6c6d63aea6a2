package io.lexiops.agent.access;

import jakarta.servlet.DispatcherType;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.UsernamePasswordAuthenticationFilter;

/** Every path needs a token but the probes; what a token may do is decided here and nowhere else. */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

    @Bean
    SecurityFilterChain security(HttpSecurity http, People people) {
        return http.csrf(
                        AbstractHttpConfigurer::disable) // no cookies, no forms: nothing a browser would send by itself
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .addFilterBefore(new TokenFilter(people), UsernamePasswordAuthenticationFilter.class)
                .authorizeHttpRequests(requests -> requests.dispatcherTypeMatchers(DispatcherType.ASYNC)
                        .permitAll()
                        .requestMatchers("/actuator/health/**", "/actuator/health", "/openapi.json")
                        .permitAll()
                        .requestMatchers(HttpMethod.POST, "/api/v1/requests/*/approval")
                        .hasAuthority(Right.OPERATOR.authority())
                        .requestMatchers("/api/v1/audit/**", "/api/v1/audit")
                        .hasAuthority(Right.ADMIN.authority())
                        .requestMatchers(HttpMethod.POST, "/api/v1/proposals/**")
                        .hasAuthority(Right.ADMIN.authority())
                        .requestMatchers(HttpMethod.POST, "/api/v1/**")
                        .hasAuthority(Right.OPERATOR.authority())
                        .requestMatchers(HttpMethod.GET, "/api/v1/**", "/actuator/**")
                        .hasAuthority(Right.VIEWER.authority())
                        .anyRequest()
                        .denyAll())
                .exceptionHandling(denied -> denied.authenticationEntryPoint((_, response, _) -> {
                            response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
                            ProblemDocument.send(response, 401, "a bearer token is needed");
                        })
                        .accessDeniedHandler((_, response, _) ->
                                ProblemDocument.send(response, 403, "your token does not allow this")))
                .build();
    }

    /** There is no log-in with a password; without this bean Boot would invent a user. */
    @Bean
    AuthenticationManager noPasswords() {
        return _ -> {
            throw new BadCredentialsException("tokens only");
        };
    }
}
