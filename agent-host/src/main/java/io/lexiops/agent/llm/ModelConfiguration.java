package io.lexiops.agent.llm;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Gives the model that is configured, or one that says that there is none. */
@Configuration(proxyBeanMethods = false)
class ModelConfiguration {

    @Bean
    LanguageModel languageModel(ModelProperties properties) {
        return properties.enabled()
                ? SpringAiLanguageModel.connect(properties)
                : prompt -> new Completion.Away("no language model is configured (copilot.model.enabled=false)");
    }
}
