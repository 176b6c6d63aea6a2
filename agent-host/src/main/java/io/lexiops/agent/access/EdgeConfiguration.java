package io.lexiops.agent.access;

import org.apache.catalina.Host;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/** What stands before the controllers and after them, whoever calls. */
@Configuration(proxyBeanMethods = false)
class EdgeConfiguration {

    @Bean
    FilterRegistrationBean<HostAndOrigin> hostAndOrigin(ServerProperties server, AccessProperties access) {
        var address = server.getAddress();
        var loopback = address != null && address.isLoopbackAddress();
        var filter = new FilterRegistrationBean<>(
                new HostAndOrigin(loopback, access.allowedHosts(), access.allowedOrigins()));
        filter.setOrder(Ordered.HIGHEST_PRECEDENCE);
        filter.setAsyncSupported(true);
        return filter;
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> tomcatProblems() {
        return new ProblemsInsteadOfPages();
    }

    /** After Boot's own customizer: of two valves that report errors the later one comes first. */
    private static final class ProblemsInsteadOfPages
            implements WebServerFactoryCustomizer<TomcatServletWebServerFactory>, Ordered {

        @Override
        public void customize(TomcatServletWebServerFactory factory) {
            factory.addContextCustomizers(context -> {
                if (context.getParent() instanceof Host host) {
                    host.getPipeline().addValve(new TomcatProblems());
                }
            });
        }

        @Override
        public int getOrder() {
            return LOWEST_PRECEDENCE;
        }
    }
}
