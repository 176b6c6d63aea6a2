package io.lexiops.server.helm;

import io.lexiops.server.tool.ToolFailed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ReleaseRecordTests {

    @Test
    void readsWhatItWrites() {
        Map<String, Object> record = Map.of("name", "wéb", "version", 3L, "config", Map.of("a", List.of(1.5, true)));

        assertThat(ReleaseRecord.decode(ReleaseRecord.encode(record))).isEqualTo(record);
    }

    @Test
    void readsRecordsThatAreNotPacked() {
        var inner = Base64.getEncoder().encode("{\"name\":\"old\"}".getBytes(StandardCharsets.UTF_8));

        assertThat(ReleaseRecord.decode(Base64.getEncoder().encodeToString(inner)))
                .containsEntry("name", "old");
    }

    @Test
    void unpacksNoBomb() throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            var block = new byte[1 << 20];
            for (int i = 0; i < 70; i++) {
                gzip.write(block);
            }
        }
        var inner = Base64.getEncoder().encode(packed.toByteArray());

        assertThatThrownBy(() -> ReleaseRecord.decode(Base64.getEncoder().encodeToString(inner)))
                .isInstanceOf(ToolFailed.class)
                .hasRootCauseMessage("the record unpacks to more than 67108864 bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "!", "aGVsbG8=", "SDRzSUFBQUFBQUFBQUE="})
    void saysThatItCannotReadWhatHelmHasNotWritten(String data) {
        assertThatThrownBy(() -> ReleaseRecord.decode(data)).isInstanceOf(ToolFailed.class);
    }

    @Test
    void patchesLikeHelm() {
        Map<String, Object> old = Map.of(
                "data",
                Map.of("gone", "1", "kept", "2"),
                "list",
                List.of(Map.of("name", "a", "x", 1L), Map.of("name", "b")));
        Map<String, Object> wanted =
                Map.of("data", Map.of("kept", "3"), "list", List.of(Map.of("name", "a", "y", 2L)), "new", true);

        var strategic = MergePatch.of(old, wanted, true);
        assertThat(ReleaseRecord.json(strategic))
                .contains("\"gone\":null")
                .contains("\"kept\":\"3\"")
                .contains("\"x\":null")
                .contains("\"$patch\":\"delete\"");
        assertThat(MergePatch.of(old, wanted, false).get("list")).isEqualTo(wanted.get("list"));
    }

    @Test
    void mergesValuesDeeply() {
        assertThat(HelmUpgradeTool.merged(
                        Map.of("a", Map.of("b", 1L, "c", 2L), "d", List.of(1L)),
                        Map.of("a", Map.of("c", 3L), "d", List.of(2L))))
                .isEqualTo(Map.of("a", Map.of("b", 1L, "c", 3L), "d", List.of(2L)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Web",
                "web_1",
                "-web",
                "web-",
                "a..b",
                "web/x",
                "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeefffff"
            })
    void refusesNamesThatHelmRefuses(String name) {
        assertThatThrownBy(() -> new ReleaseRef("shop", name)).isInstanceOf(ToolFailed.class);
    }
}
