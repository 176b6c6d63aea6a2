package io.lexiops.server.diagnose;

import io.lexiops.server.kubernetes.ClusterReader;
import io.lexiops.server.kubernetes.Kubernetes;
import io.lexiops.server.rules.RulesInForce;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the diagnosis together. */
@Configuration(proxyBeanMethods = false)
class DiagnoseConfiguration {

    @Bean
    DiagnoseToolset diagnoseToolset(Kubernetes kubernetes, RulesInForce rules, Clock clock) {
        return new DiagnoseToolset(
                new DiagnoseTool(new ClusterReader(kubernetes), new Diagnostician(kubernetes, rules, clock)));
    }
}
