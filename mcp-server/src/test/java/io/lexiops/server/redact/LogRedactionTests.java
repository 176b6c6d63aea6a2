package io.lexiops.server.redact;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Secrets that only the lines around them tell, and lines that look like them. */
class LogRedactionTests {

    private static final String PART = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj";
    private static final String LAST = "NMoSfm76oqFvAp8Gy0iz5sxjZmSnXyCd";

    private final Redactor redactor = new Redactor(InstallationKey.random());

    @Test
    void eachLineOfAPrivateKeyIsHidden() {
        assertThat(shown(false, "-----BEGIN PRIVATE KEY-----", PART, LAST, "-----END PRIVATE KEY-----", "ready"))
                .noneMatch(line -> line.contains(PART) || line.contains(LAST))
                .endsWith("ready");
    }

    @Test
    void thePrefixOfALoggerAndTheTimeOfALineStay() {
        var shown = shown(
                true,
                "2026-01-01T00:00:00Z INFO -----BEGIN RSA PRIVATE KEY-----",
                "2026-01-01T00:00:01Z INFO " + PART,
                "2026-01-01T00:00:02Z INFO " + LAST);
        assertThat(shown.get(1)).startsWith("2026-01-01T00:00:01Z INFO <redacted:sha:");
        assertThat(shown.get(2)).startsWith("2026-01-01T00:00:02Z INFO <redacted:sha:");
    }

    @Test
    void aKeyWhoseBeginningWasNotReadIsHidden() {
        assertThat(shown(false, PART, LAST, "-----END PRIVATE KEY-----"))
                .noneMatch(line -> line.contains(PART) || line.contains(LAST));
        assertThat(shown(false, LAST, "-----END PRIVATE KEY-----")).noneMatch(line -> line.contains(LAST));
    }

    @Test
    void aValueBelowItsNameIsHidden() {
        assertThat(shown(false, "password:", "    hunter2-hunter2", "Authorization: Bearer", "abcdefgh"))
                .noneMatch(line -> line.contains("hunter2") || line.contains("abcdefgh"));
    }

    @Test
    void allOtherLinesStayAndEachComesOnce() {
        var lines = new String[] {
            "starting",
            "word",
            "",
            "-----BEGIN CERTIFICATE-----",
            PART,
            LAST,
            "-----END CERTIFICATE-----",
            "secret:",
            "  name: login",
            "the end"
        };
        assertThat(shown(false, lines)).containsExactly(lines);
    }

    @Test
    void linesBehindAKeyThatHasNoEndStay() {
        assertThat(shown(false, "-----BEGIN PRIVATE KEY-----", PART, "INFO server started", "INFO ready now"))
                .endsWith("INFO server started", "INFO ready now");
    }

    @Test
    void aReaderThatHasEnoughGetsNoMore() {
        var read = new ArrayList<String>();
        var log = redactor.log(false, line -> read.add(line) && read.size() < 2);
        assertThat(log.accept("one two")).isTrue();
        assertThat(log.accept("three four")).isFalse();
        assertThat(read).containsExactly("one two", "three four");
    }

    @Test
    void theDataOfASecretInATextIsHiddenWhateverItsKeys() {
        var text = """
                apiVersion: v1
                kind: ConfigMap
                data:
                  greeting: hello-there
                ---
                apiVersion: v1
                kind: Secret
                metadata: {name: login}
                stringData:
                  note: planted-one
                  lines: |
                    planted-two
                type: Opaque
                """;
        assertThat(redactor.text(text))
                .contains("hello-there", "name: login", "type: Opaque", "note: <redacted:sha:")
                .doesNotContain("planted-one", "planted-two");
        assertThat(redactor.text("{\"kind\":\"Secret\",\"data\":{\"note\":\"cGxhbnRlZA==\"},\"type\":\"Opaque\"}"))
                .contains("Opaque")
                .doesNotContain("cGxhbnRlZA");
    }

    private List<String> shown(boolean stamped, String... lines) {
        var read = new ArrayList<String>();
        var log = redactor.log(stamped, read::add);
        for (var line : lines) {
            assertThat(log.accept(line)).isTrue();
        }
        log.end();
        return read;
    }
}
