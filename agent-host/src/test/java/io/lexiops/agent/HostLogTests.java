package io.lexiops.agent;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.joran.spi.JoranException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class HostLogTests {

    @Test
    void aRefusedRuleIsInTheLogWithItsFileAndLine(CapturedOutput log) throws JoranException {
        var context = new LoggerContext();
        context.setMDCAdapter(new LogbackMDCAdapter());
        var configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(HostLogTests.class.getResource("/logback-spring.xml"));

        context.getLogger("io.lexiops.agent.supervise.GitRuleRepository")
                .atWarn()
                .addKeyValue("file", "ours/guards/a.yaml")
                .addKeyValue("line", 3)
                .log("rules refused; the ones before stay in force");
        context.stop();

        assertThat(log.getOut()).contains("rules refused", "file=\"ours/guards/a.yaml\"", "line=\"3\"");
    }
}
