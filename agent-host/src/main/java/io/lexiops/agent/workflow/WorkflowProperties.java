package io.lexiops.agent.workflow;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Limits of one case.
 *
 * @param maxReviews     how often review may send a plan back before a person is asked
 * @param maxAttempts    how many plans may fail to help before a person is asked
 * @param approvalExpiry how long a plan waits for its approval
 * @param settling       how long verification waits for a rollout to come to rest
 * @param concurrency    cases that are worked on at the same time
 */
@Validated
@ConfigurationProperties("copilot.workflow")
record WorkflowProperties(
        @DefaultValue("3") @Min(1) @Max(10) int maxReviews,
        @DefaultValue("2") @Min(1) @Max(10) int maxAttempts,
        @DefaultValue("1h") Duration approvalExpiry,
        @DefaultValue("90s") Duration settling,
        @DefaultValue("16") @Min(1) @Max(256) int concurrency) {}
