package io.lexiops.server.redact;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

/** Text that somebody wrote to make the redactor slow, or to make it fail. */
class HostileTextTests {

    private static final int MEGABYTE = 1 << 20;
    private static final int LONG = 400_000;
    // A second or so; a pattern that looks at the text again for each of its characters takes minutes.
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String[] PIECES = {
        "password",
        "=",
        ":",
        " ",
        "\"",
        "'",
        "\\",
        "\n",
        "\r",
        "-",
        "--",
        "/",
        "//",
        "://",
        "@",
        "eyJ",
        ".",
        "<",
        ">",
        "redacted:sha:",
        "<redacted:sha:0123abcd>",
        "BEGIN PRIVATE KEY",
        "-----",
        "token",
        "secret",
        "Bearer ",
        "AKIA",
        "0123456789ABCDEF",
        "\u001b[",
        "\u200b",
        "\ud800",
        "\udc00",
        "漢",
        "{",
        "}",
        "[",
        "]",
        "$(",
        "{{",
        "%3D",
        "\u0000",
        "authorization",
        "Cookie: ",
        "ghp_",
        "xoxb-",
        "hooks.slack.com/services/",
        "&",
        ";",
        ",",
        "apiKey",
        "vigorous-walrus-42"
    };

    private final Redactor redactor = new Redactor(InstallationKey.random());

    static Stream<String> slowText() {
        return Stream.of(
                        "a",
                        " ",
                        "-",
                        "=",
                        ":",
                        "\"",
                        "'",
                        "\\",
                        "\n",
                        "eyJ",
                        "eyJa.",
                        "eyJaaaaaaaaa.",
                        "://",
                        "a://",
                        "a:b@",
                        "http://a:",
                        "x=",
                        "x: ",
                        "password",
                        "password ",
                        "password=",
                        "password: ",
                        "password='",
                        "password=\"",
                        "password\\\"",
                        "a.b/c-",
                        "-----BEGIN ",
                        "-----BEGIN PRIVATE KEY-----",
                        "PRIVATE KEY",
                        "--password ",
                        "-a ",
                        "--",
                        "authorization",
                        "authorization: ",
                        "bearer ",
                        "basic a ",
                        "Cookie:",
                        "AKIA",
                        "AKIA0",
                        "gh",
                        "ghp_",
                        "xoxb-",
                        "sk-",
                        "SG.",
                        "SG.a",
                        "hvs.",
                        "hooks.slack.com/services/",
                        "\u001b[",
                        "\u001b]",
                        "\u200b",
                        "<redacted:sha:",
                        "[[[[",
                        "{\"a\":",
                        "token: x ",
                        "aA1",
                        "A_",
                        "secret.",
                        "key-",
                        "%3D",
                        "&amp;",
                        "password%3D",
                        "?sig=",
                        "login a password ",
                        "<a>b</",
                        "<password>",
                        "\ud800",
                        "LS0tLS1CRUdJTi")
                .map(piece -> piece.repeat(LONG / piece.length()));
    }

    @ParameterizedTest
    @MethodSource("slowText")
    void textThatWasMadeToBeSlowTakesBoundedTime(String text) {
        learnSome();
        assertTimeoutPreemptively(LIMIT, () -> redactor.text(text));
    }

    @Test
    void aMegabyteOfOneLineOfJsonTakesBoundedTime() {
        learnSome();
        var json = new StringBuilder("{");
        for (int i = 0; json.length() < MEGABYTE; i++) {
            json.append("\"field")
                    .append(i)
                    .append("\":\"value ")
                    .append(i * 31)
                    .append("\",\"password\":\"p")
                    .append(i)
                    .append("x\",");
        }
        assertTimeoutPreemptively(LIMIT, () -> redactor.text(json.toString()));
    }

    @Test
    void anyTextComesThroughAndASecondTimeUnchanged() {
        learnSome();
        var random = new Random(20261124);
        for (int i = 0; i < 4000; i++) {
            var text = new StringBuilder();
            for (int pieces = random.nextInt(40); pieces > 0; pieces--) {
                text.append(PIECES[random.nextInt(PIECES.length)]);
            }
            var once = redactor.text(text.toString());
            assertThat(redactor.text(once)).as("twice: %s", text).isEqualTo(once);
            assertThat(once).doesNotContain("vigorous-walrus-42");
        }
    }

    @Test
    void anyCharactersComeThrough() {
        var random = new Random(7);
        for (int i = 0; i < 500; i++) {
            var text = new StringBuilder();
            for (int length = random.nextInt(300); length > 0; length--) {
                text.append((char) random.nextInt(Character.MAX_VALUE + 1));
            }
            var once = redactor.text(text.toString());
            assertThat(redactor.text(once)).isEqualTo(once);
        }
    }

    @Test
    void anyTreeComesThroughAndASecondTimeUnchanged() {
        learnSome();
        var random = new Random(42);
        for (int i = 0; i < 1000; i++) {
            var tree = tree(random, 4);
            var once = redactor.tree(tree);
            assertThat(redactor.tree(once)).as("twice: %s", tree).isEqualTo(once);
        }
    }

    @Test
    void aCallersTreeIsNotChanged() {
        var env = new LinkedHashMap<String, Object>(Map.of("name", "DB_PASSWORD", "value", "swordfish"));
        redactor.object(Map.of("env", List.of(env)));
        assertThat(env).containsEntry("value", "swordfish");
    }

    @Test
    void soManySecretsThatTheOldestAreForgottenStillEndsSoon() {
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            // Each is remembered in several spellings; the most that are kept are exceeded several times.
            for (int i = 0; i < 60_000; i++) {
                redactor.learn(Map.of("kind", "Secret", "stringData", Map.of("token", i + "-is-a-Secret-value-" + i)));
            }
            assertThat(redactor.text("it is 59999-is-a-Secret-value-59999 now")).doesNotContain("value-59999");
            assertThat(redactor.text("it is 59000-is-a-Secret-value-59000 now")).doesNotContain("value-59000");
        });
    }

    private void learnSome() {
        redactor.learn(Map.of(
                "kind",
                "Secret",
                "stringData",
                Map.of("a", "vigorous-walrus-42", "b", "aaaaaaaaaaaaaaaaaaaaaaaa", "c", "password=password=password")));
    }

    private static Object tree(Random random, int depth) {
        return switch (depth == 0 ? 3 + random.nextInt(3) : random.nextInt(6)) {
            case 0, 1 -> {
                var map = new LinkedHashMap<String, Object>();
                for (int size = random.nextInt(4); size > 0; size--) {
                    map.put(word(random), tree(random, depth - 1));
                }
                yield map;
            }
            case 2 ->
                Stream.generate(() -> tree(random, depth - 1))
                        .limit(random.nextInt(4))
                        .toList();
            case 3 -> random.nextLong();
            case 4 -> random.nextBoolean();
            default -> word(random) + word(random);
        };
    }

    private static String word(Random random) {
        var words = List.of(
                "kind",
                "Secret",
                "data",
                "stringData",
                "name",
                "value",
                "password",
                "token",
                "items",
                "SecretList",
                "path",
                "/spec/password",
                "old",
                "new",
                "env",
                "x");
        return random.nextInt(3) == 0 ? PIECES[random.nextInt(PIECES.length)] : words.get(random.nextInt(words.size()));
    }
}
