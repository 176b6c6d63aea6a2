package io.lexiops.server.helm;

import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Helm's record of a revision inside its Secret: base64 (the Secret's) of base64 (Helm's) of gzip of JSON. */
final class ReleaseRecord {

    // A Secret holds 1 MiB; what unpacks to more than this is no chart but a bomb.
    private static final int MOST_BYTES = 64 << 20;
    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_LONG_FOR_INTS)
            .build();

    private ReleaseRecord() {}

    static Map<String, Object> decode(String data) {
        try {
            var packed = Base64.getDecoder().decode(Base64.getDecoder().decode(data));
            // releases of Helm 2's time were not packed
            var json = packed.length > 2 && packed[0] == 0x1f && (packed[1] & 0xff) == 0x8b ? unpacked(packed) : packed;
            return JSON.readValue(json, OBJECT);
        } catch (IOException | IllegalArgumentException | JacksonException e) {
            throw new ToolFailed(
                    ErrorCode.BACKEND_UNAVAILABLE,
                    "a release Secret does not hold what Helm writes: "
                            + e.getClass().getSimpleName(),
                    "look at the Secret with helm itself",
                    Map.of(),
                    e);
        }
    }

    static String encode(Map<String, Object> record) {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(JSON.writeValueAsBytes(record));
        } catch (IOException e) {
            throw new IllegalStateException("memory cannot be written to", e);
        }
        var inner = Base64.getEncoder().encode(packed.toByteArray());
        return new String(Base64.getEncoder().encode(inner), StandardCharsets.US_ASCII);
    }

    static String json(Object tree) {
        return JSON.writeValueAsString(tree);
    }

    private static byte[] unpacked(byte[] packed) throws IOException {
        try (var gzip = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            var bytes = gzip.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new IOException("the record unpacks to more than " + MOST_BYTES + " bytes");
            }
            return bytes;
        }
    }
}
