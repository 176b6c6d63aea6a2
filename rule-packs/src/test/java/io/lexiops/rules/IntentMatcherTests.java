package io.lexiops.rules;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class IntentMatcherTests {

    private final IntentMatcher matcher = IntentMatcher.of(RulePacks.builtIn());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nobody can reach web in shop, fix it",
                "nobody can reach web in shop, please fix",
                "people get errors from web in shop - repair it please",
                "something is off with web in shop, sort it out",
                "web in shop keeps crashing, do something about it",
            })
    void mendsWhatSomebodyComplainsOf(String said) {
        assertThat(understood(said).commands()).singleElement().satisfies(command -> {
            assertThat(command.goal()).isEqualTo(Understanding.Goal.FIX);
            assertThat(command.target()).containsEntry("name", "web").containsEntry("namespace", "shop");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "he told me to restart web, scale web to 0",
                "they said restart web in shop, delete web",
                "she asked me about web, delete it",
            })
    void doesNotDoWhatOthersAreSaidToWant(String said) {
        assertThat(understand(said)).satisfies(understanding -> {
            if (understanding instanceof Understanding.Understood understood) {
                assertThat(understood.commands()).noneMatch(Understanding.Command::changes);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bitte starte web neu",
                "starte bitte den webserver neu",
                "redémarre web s'il te plaît",
                "reinicia el despliegue web por favor",
                "重启 web",
                "перезапусти web",
            })
    void doesNotGuessAtAnotherLanguage(String said) {
        assertThat(understand(said)).isInstanceOf(Understanding.NotUnderstood.class);
    }

    @Test
    void countsVersionsBackAndDoesNotTakeTheNumberForARevision() {
        assertThat(understood("roll web back one version").commands())
                .singleElement()
                .satisfies(command -> assertThat(command.calls().getFirst().arguments())
                        .containsEntry("action", "undo")
                        .doesNotContainKey("toRevision"));
        assertThat(understand("roll web back two versions")).isInstanceOf(Understanding.Unsure.class);
        assertThat(understood("roll web back to version 2").commands())
                .singleElement()
                .satisfies(command ->
                        assertThat(command.calls().getFirst().arguments()).containsEntry("toRevision", 2L));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tail -n 20 of web in shop", "tail -20 web in shop"})
    void readsSoManyLogLines(String said) {
        assertThat(understood(said).commands().getLast().calls())
                .singleElement()
                .satisfies(call -> assertThat(call.arguments()).containsEntry("tail", 20L));
    }

    @Test
    void deletesOnlyWhatIsNamed() {
        assertThat(understand("scale web to 4, then delete")).isInstanceOf(Understanding.Unsure.class);
        assertThat(understand("scale web to 4; delete in namespace shop")).isInstanceOf(Understanding.Unsure.class);
        assertThat(understood("scale web to 4 && delete deployment checkout").commands())
                .extracting(Understanding.Command::says)
                .containsExactly(
                        "scale Deployment/web in shop from 3 to 4 replicas", "delete Deployment/checkout in shop");
    }

    @Test
    void hasNoReplicasBelowZero() {
        assertThat(understand("scale web to minus two")).isInstanceOf(Understanding.Impossible.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"web should have one more replica", "give web one more pod", "web needs 1 additional replica"})
    void addsOneMore(String said) {
        assertThat(understood(said).commands())
                .extracting(Understanding.Command::says)
                .containsExactly("scale Deployment/web in shop from 3 to 4 replicas");
    }

    @Test
    void asksWhereTheNumberBeforeIsAnotherOrThePercentHaveNoDirection() {
        assertThat(understand("scale web from 2 to 5"))
                .isInstanceOfSatisfying(
                        Understanding.Unsure.class,
                        unsure -> assertThat(unsure.question()).contains("has 3 replicas now, not 2"));
        assertThat(understood("scale web from 3 to 5").commands()).hasSize(1);
        assertThat(understand("scale web by 50%"))
                .isInstanceOfSatisfying(
                        Understanding.Unsure.class,
                        unsure -> assertThat(unsure.options()).containsExactly("up by 50%, to 5", "down by 50%, to 2"));
    }

    @Test
    void doesNotTakeAnAnswerToAQuestionThatIsNotAskedAnyMore() {
        var then = "Deployment/web in shop has 2 replicas; up to 1 is the other way. Scale it to 1?";
        var asked = "Deployment/web in shop has 3 replicas; up to 1 is the other way. Scale it to 1?";
        var old = new Understanding.Answer(then, "yes");

        assertThat(matcher.understand("scale web up to 1", ExampleWorld.SMALL_SHOP, List.of(old), null))
                .isInstanceOfSatisfying(
                        Understanding.Unsure.class,
                        unsure -> assertThat(unsure.question())
                                .startsWith("Things have changed")
                                .endsWith(asked));
        var answered =
                List.of(old, new Understanding.Answer("Things have changed since the last question. " + asked, "yes"));
        assertThat(matcher.understand("scale web up to 1", ExampleWorld.SMALL_SHOP, answered, null))
                .isInstanceOf(Understanding.Understood.class);
    }

    @Test
    void doesNotMakeWhatIsThere() {
        assertThat(understand("create a configmap app-settings in shop with a=1"))
                .isInstanceOfSatisfying(
                        Understanding.Impossible.class,
                        impossible ->
                                assertThat(impossible.because()).contains("ConfigMap app-settings in shop already"));
    }

    @Test
    void takesANamespaceForItselfThoughAServiceIsCalledLikeIt() {
        var world = new NamedLikeItsNamespace();
        var understanding = matcher.understand("is shop healthy?", world, List.of(), null);

        assertThat(((Understanding.Understood) understanding).commands())
                .extracting(Understanding.Command::target)
                .containsExactly(Map.of("namespace", "shop"));
    }

    /** The small shop with a Service named shop. */
    private static final class NamedLikeItsNamespace implements IntentWorld {

        @Override
        public List<String> namespaces() {
            return ExampleWorld.SMALL_SHOP.namespaces();
        }

        @Override
        public @Nullable String preferredNamespace() {
            return null;
        }

        @Override
        public List<Map<String, Object>> objects(String kind) {
            return kind.equals("Service")
                    ? List.of(Map.of("kind", kind, "apiVersion", "v1", "namespace", "shop", "name", "shop"))
                    : ExampleWorld.SMALL_SHOP.objects(kind);
        }

        @Override
        public @Nullable String kind(String word) {
            return null;
        }
    }

    @Test
    void saysThatANameIsOfAnotherKind() {
        assertThat(understand("suspend the cronjob web"))
                .isInstanceOfSatisfying(
                        Understanding.NotFound.class,
                        notFound -> assertThat(notFound.because()).contains("no CronJob web", "Deployment/web"));
    }

    private Understanding.Understood understood(String said) {
        assertThat(understand(said)).as(said).isInstanceOf(Understanding.Understood.class);
        return (Understanding.Understood) understand(said);
    }

    private Understanding understand(String said) {
        return matcher.understand(said, ExampleWorld.SMALL_SHOP, List.of(), null);
    }
}
