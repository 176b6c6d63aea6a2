package io.lexiops.rules;

import dev.cel.common.types.SimpleType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What an expression in a rule can say. */
class RuleLanguageTests {

    private static final RuleScope SCOPE = RuleScope.of(Map.of("it", SimpleType.DYN), List.of());

    private static final Map<String, Object> IT = Map.of(
            "name",
            "web",
            "count",
            3,
            "half",
            0.5,
            "labels",
            Map.of("app.kubernetes.io/name", "web"),
            "list",
            List.of("a", "b"),
            "deployment",
            Map.of(
                    "kind",
                    "Deployment",
                    "spec",
                    Map.of(
                            "template",
                            Map.of(
                                    "spec",
                                    Map.of(
                                            "initContainers",
                                            List.of(Map.of("name", "init")),
                                            "containers",
                                            List.of(Map.of("name", "web", "image", "web:1")))))),
            "cronjob",
            Map.of(
                    "kind",
                    "CronJob",
                    "spec",
                    Map.of(
                            "jobTemplate",
                            Map.of(
                                    "spec",
                                    Map.of(
                                            "template",
                                            Map.of("spec", Map.of("containers", List.of(Map.of("name", "job")))))))));

    private static Object filled(String template) throws BadRule, EvaluationFailed {
        var yaml = RuleYaml.parse("x.yaml", "t: '" + template.replace("'", "''") + "'\n");
        return SCOPE.template(yaml.at("t"))
                .fill(Map.of("it", Trees.toCel(IT)))
                .map(Object.class::cast)
                .orElse("(left out)");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    plain                                                   | plain
                    {{it.name}}-{{it.count}}                                | web-3
                    {{it.count * 2}} pods                                   | 6 pods
                    {{ it.half }}                                           | 0.5
                    {{it.list}} and c                                       | a, b and c
                    {{it.list.join(" + ")}}                                 | a + b
                    {{it.name.replace("w", "vv")}}                          | vveb
                    {{it.name.upperAscii()}} {{"a,b".split(",")[1]}}        | WEB b
                    {{has(it.no.such.field)}}                               | false
                    {{it.?no.?such.orValue("nothing")}}                     | nothing
                    {{it.?no}}                                              | (left out)
                    {{it.labels["app.kubernetes.io/name"]}}                 | web
                    {{"{{}}"}}                                              | {{}}
                    {{{"a": {"b": 1}}.a.b}}                                 | 1
                    {{containers(it.deployment).map(c, c.name).join(" ")}}  | web init
                    {{containers(it.cronjob)[0].name}}                      | job
                    {{named(containers(it.deployment), "web").image}}       | web:1
                    {{named(containers(it.deployment), "no")}}              | {}
                    {{podSpec(it.name)}}                                    | {}
                    {{image("nginx").registry}}                             | docker.io
                    {{image("nginx").repository}}                           | library/nginx
                    {{image("r.test:5000/a/b:1@sha256:ab").repository}}     | a/b
                    {{image("r.test:5000/a/b:1@sha256:ab").tag}}            | 1
                    {{image("r.test:5000/a/b:1@sha256:ab").digest}}         | sha256:ab
                    {{image("r.test:5000/a/b").registry}}                   | r.test:5000
                    {{quantity("500m") + quantity("1Ki") + quantity(2)}}    | 1026.5
                    {{quantity("1e3")}}                                     | 1000.0
                    """)
    void saysWhatIsExpected(String template, String expected) throws Exception {
        assertThat(filled(template)).hasToString(expected);
    }

    @Test
    void aSingleExpressionKeepsItsType() throws Exception {
        assertThat(filled("{{it.count}}")).isEqualTo(3L);
        assertThat(filled("{{it.list}}")).isEqualTo(List.of("a", "b"));
        assertThat(filled("{{it.count > 2}}")).isEqualTo(true);
        assertThat(filled("{{ {\"a\": it.count} }}")).isEqualTo(Map.of("a", 3L));
    }

    @Test
    void whatHasNoValueSaysWhy() {
        assertThatThrownBy(() -> filled("{{it.no}}")).hasMessage("key 'no' is not present in map.");
        assertThatThrownBy(() -> filled("{{it.count / 0}}")).hasMessage("/ by zero");
        assertThatThrownBy(() -> filled("{{quantity(\"much\")}}")).hasMessageContaining("\"much\" is no quantity");
        assertThatThrownBy(() -> filled("{{null}}")).hasMessage("a null is no value here");
        assertThatThrownBy(() -> filled("{{it.name.replace(\"\", \"x\")}}"))
                .hasMessageContaining("replace() of an empty text");
    }
}
