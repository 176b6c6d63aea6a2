package io.lexiops.server.mcp;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Values that somebody sends who wants to see a server fail; the same for the same seed. */
final class HostileWords {

    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "..",
            "../../../api/v1/secrets",
            "..%2f..%2fsecrets",
            "edge/../kube-system",
            "a\r\nX-Injected: yes",
            "a\u0000b",
            "\u200b\u202eweb\ufeff",
            "\ud800",
            "\u001b[2J",
            "{{ .Values }}",
            "${jndi:ldap://127.0.0.1:1/a}",
            "' OR 1=1 --",
            "web;reboot",
            "=?base64?d2Vi?=",
            "%",
            "%ZZ",
            "?watch=true",
            "web?dryRun=All#",
            "-1",
            "1e999",
            "NaN",
            "9999999999999999999999",
            "null",
            "pods/exec",
            "deployments/web/scale",
            "*",
            "(",
            "(a+)+$",
            "[[:alpha:]",
            "x in (a,b",
            "!,,,=",
            "!!java.net.URL [x]",
            "chg-0000000000000000",
            "web",
            "edge",
            "ConfigMap",
            "settings");

    private final Random random;

    HostileWords(long seed) {
        this.random = new Random(seed);
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    <T> T oneOf(List<T> things) {
        return things.get(random.nextInt(things.size()));
    }

    String text() {
        return switch (random.nextInt(8)) {
            case 0 -> oneOf(TEXTS) + oneOf(TEXTS);
            case 1 -> oneOf(TEXTS).repeat(random.nextInt(2_000) + 1);
            case 2 ->
                random.ints(random.nextInt(60), 0, 0x10000)
                        .collect(StringBuilder::new, (text, c) -> text.append((char) c), StringBuilder::append)
                        .toString();
            default -> oneOf(TEXTS);
        };
    }

    /** Any JSON value. */
    Object value(int depth) {
        return switch (random.nextInt(depth > 4 ? 6 : 9)) {
            case 0 -> random.nextLong();
            case 1 -> random.nextDouble() * 1e300;
            case 2 -> random.nextBoolean();
            case 3 -> new java.math.BigInteger("9".repeat(random.nextInt(60) + 1));
            case 4, 5 -> text();
            case 6 -> deep(random.nextInt(150));
            case 7 -> {
                var list = new ArrayList<Object>();
                for (int i = random.nextInt(5); i > 0; i--) {
                    list.add(value(depth + 1));
                }
                yield list;
            }
            default -> {
                var map = new LinkedHashMap<String, Object>();
                for (int i = random.nextInt(5); i > 0; i--) {
                    map.put(text(), value(depth + 1));
                }
                yield map;
            }
        };
    }

    /** Arguments for a tool: names of its schema with values that fit, nearly fit, and do not fit. */
    Map<String, Object> arguments(Map<String, Object> tool) {
        var properties = WireSession.object(WireSession.object(tool, "inputSchema"), "properties");
        var arguments = new LinkedHashMap<String, Object>();
        properties.forEach((name, schema) -> {
            if (random.nextInt(3) > 0) {
                arguments.put(name, random.nextInt(4) == 0 ? value(0) : fitting(String.valueOf(schema)));
            }
        });
        if (random.nextInt(8) == 0) {
            arguments.put(text(), value(0));
        }
        if (arguments.containsKey("timeout")) {
            arguments.put("timeout", 1);
        }
        return arguments;
    }

    private Object fitting(String schema) {
        if (schema.contains("type=integer")) {
            return random.nextInt(1_000_000) - 10;
        }
        if (schema.contains("type=boolean")) {
            return random.nextBoolean();
        }
        if (schema.contains("type=array")) {
            return Collections.nCopies(random.nextInt(20) == 0 ? 10_000 : 3, text());
        }
        return schema.contains("type=object") ? Map.of(text(), value(2)) : text();
    }

    private static Object deep(int depth) {
        Object value = "x";
        for (int i = 0; i < depth; i++) {
            value = i % 2 == 0 ? List.of(value) : Map.of("a", value);
        }
        return value;
    }
}
