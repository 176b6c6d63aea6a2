package io.lexiops.server.diagnose;

import io.lexiops.server.kubernetes.KubernetesObject;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

import static org.assertj.core.api.Assertions.assertThat;

/** The examples of the built-in causes speak of facts as they are really made. */
class CauseFactsTests {

    private static final Path CAUSES = Path.of("..", "rule-packs", "packs", "core", "causes");
    private static final List<Class<? extends Record>> FACTS = List.of(
            ImagePull.class,
            StartFailure.class,
            MissingReference.class,
            Crash.class,
            ProbeFailure.class,
            Unschedulable.class,
            Placement.class,
            CreateFailure.class,
            ScaledToZero.class,
            Rollout.class,
            ServiceFault.class,
            ServiceDown.class);

    @Test
    void useOnlyTypesAndFieldsThatExist() throws IOException {
        try (var files = Files.list(CAUSES)) {
            assertThat(files).isNotEmpty().allSatisfy(CauseFactsTests::check);
        }
    }

    private static void check(Path file) throws IOException {
        var rule = new KubernetesObject(
                map(new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file))));
        assertThat(fields()).containsKey(rule.textAt("", "for"));
        for (var example : rule.objectsAt("examples")) {
            new KubernetesObject(example).mapAt("facts").forEach((type, list) -> {
                assertThat(fields()).containsKey(type);
                for (var fact : (List<?>) list) {
                    assertThat(fields().get(type))
                            .as("%s: a fact of type %s", file.getFileName(), type)
                            .containsAll(map(fact).keySet());
                }
            });
        }
    }

    private static Map<String, List<String>> fields() {
        var fields = new LinkedHashMap<String, List<String>>();
        for (var fact : FACTS) {
            var name = fact.getSimpleName();
            fields.put(
                    Character.toLowerCase(name.charAt(0)) + name.substring(1),
                    Stream.of(fact.getRecordComponents())
                            .map(RecordComponent::getName)
                            .toList());
        }
        return fields;
    }

    @SuppressWarnings("unchecked") // keys of a rule file are texts
    private static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }
}
