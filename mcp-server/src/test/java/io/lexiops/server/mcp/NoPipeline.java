package io.lexiops.server.mcp;

import io.lexiops.server.change.ChangePipeline;
import io.lexiops.server.change.WriteTool;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.Tool;
import io.lexiops.server.tool.ToolCall;
import io.lexiops.server.tool.ToolFailed;
import io.lexiops.server.tool.ToolResult;
import io.lexiops.server.tool.ToolSpec;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.beans.factory.support.RootBeanDefinition;

/** Refuses every write, where the server has no pipeline. */
class NoPipeline implements BeanDefinitionRegistryPostProcessor {

    @Override
    public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
        var beans = (ConfigurableListableBeanFactory) registry;
        if (beans.getBeanNamesForType(ChangePipeline.class, false, false).length == 0) {
            registry.registerBeanDefinition(
                    "noPipeline", new RootBeanDefinition(ChangePipeline.class, () -> NoPipeline::refusing));
        }
    }

    private static Tool refusing(WriteTool tool) {
        return new Tool() {
            @Override
            public ToolSpec spec() {
                return tool.spec();
            }

            @Override
            public ToolResult call(ToolCall call) {
                throw new ToolFailed(ErrorCode.REFUSED, "there is no pipeline", "");
            }
        };
    }
}
