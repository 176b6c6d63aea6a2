package io.lexiops.agent;

import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;

class ModularityTests {

    @Test
    void modulesKeepToTheArrowsThatTheyDeclare() {
        var modules = ApplicationModules.of(AgentHostApplication.class);
        modules.forEach(System.out::println);
        modules.verify();
    }
}
