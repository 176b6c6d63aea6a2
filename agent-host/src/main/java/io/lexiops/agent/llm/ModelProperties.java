package io.lexiops.agent.llm;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The language model, any that speaks OpenAI's chat completions.
 *
 * @param enabled without it nothing of the model is loaded
 * @param baseUrl with the path up to and including {@code /v1}
 * @param apiKey  sent as bearer token; empty for an endpoint without
 * @param name    the model's name at the endpoint
 * @param timeout longest wait for an answer
 * @param retries further attempts after 408, 409, 429 and 5xx
 */
@Validated
@ConfigurationProperties("copilot.model")
record ModelProperties(
        @DefaultValue("false") boolean enabled,
        @DefaultValue("") String baseUrl,
        @DefaultValue("") String apiKey,
        @DefaultValue("") String name,
        @DefaultValue("60s") Duration timeout,
        @DefaultValue("1") @Min(0) @Max(5) int retries) {

    ModelProperties {
        if (enabled && (!baseUrl.matches("https?://.+") || name.isBlank())) {
            throw new IllegalArgumentException(
                    "copilot.model.enabled needs copilot.model.base-url (http or https) and copilot.model.name");
        }
    }

    @Override
    public String toString() {
        return "ModelProperties[enabled=%s, baseUrl=%s, name=%s]".formatted(enabled, baseUrl, name);
    }
}
