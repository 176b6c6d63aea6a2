package io.lexiops.server.sandbox;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import tools.jackson.databind.JsonNode;

/** The short name of a pod template, by which its revision is known. */
final class TemplateHash {

    private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";

    private TemplateHash() {}

    static String of(JsonNode template, int collisions) {
        var checksum = new CRC32();
        checksum.update(template.toString().getBytes(StandardCharsets.UTF_8));
        if (collisions > 0) {
            checksum.update(collisions);
        }
        var name = new StringBuilder();
        for (var digit : Long.toString(checksum.getValue()).toCharArray()) {
            name.append(ALPHABET.charAt(digit - '0'));
        }
        return name.toString();
    }
}
