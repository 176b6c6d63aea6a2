package io.lexiops.agent.workflow;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.lexiops.agent.plan.Planning;
import io.lexiops.agent.review.Verdict;
import io.lexiops.agent.tool.ToolOutcome;
import java.util.Arrays;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.MapperBuilder;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.NamedType;

/**
 * Events as they are stored. Names of the cases are part of the format: renaming a record needs a migration of the
 * journal. An event that has gained a field is read with null in it, so fields are only ever added as nullable.
 */
final class CaseEventJson {

    private final JsonMapper json;

    CaseEventJson() {
        var builder = JsonMapper.builder()
                .enable(DeserializationFeature.USE_LONG_FOR_INTS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .changeDefaultPropertyInclusion(old -> old.withValueInclusion(JsonInclude.Include.NON_NULL));
        for (var sealed : new Class<?>[] {CaseEvent.class, Planning.class, Verdict.class, ToolOutcome.class}) {
            named(builder, sealed);
        }
        json = builder.build();
    }

    String write(CaseEvent event) {
        return json.writerFor(CaseEvent.class).writeValueAsString(event);
    }

    CaseEvent read(String text) {
        return json.readValue(text, CaseEvent.class);
    }

    private static void named(MapperBuilder<?, ?> builder, Class<?> sealed) {
        builder.addMixIn(sealed, Named.class);
        Arrays.stream(sealed.getPermittedSubclasses())
                .forEach(type -> builder.registerSubtypes(new NamedType(type, type.getSimpleName())));
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
    private interface Named {}
}
