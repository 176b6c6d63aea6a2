package io.lexiops.server.redact;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Walks a JSON tree and takes the secrets out by what the tree says about them: kind, key, name beside the value. */
final class TreeRedaction {

    private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

    // These point to a secret or say what it is for, also inside of an object that is called "secret".
    private static final Set<String> REFERENCES = Set.of(
            "name",
            "namespace",
            "key",
            "path",
            "secretName",
            "kind",
            "apiVersion",
            "type",
            "description",
            "format",
            "audience",
            "uid",
            "resourceVersion",
            "serviceAccountName",
            "existingSecret",
            "user",
            "username",
            "mountPath",
            "provider",
            "group",
            "version",
            "message",
            "reason",
            "rule",
            "code");
    // Of a chart: holds a user beside a password. As a text it is both in base64.
    private static final String LOGIN = "auth";
    // Hiding a name because it equals a secret would break every reference to it.
    private static final Set<String> IDENTITIES =
            Set.of("name", "namespace", "kind", "apiVersion", "uid", "resourceVersion");
    // What an object or a kind may be called; other words are what somebody has put there.
    private static final Pattern IDENTIFIER =
            Pattern.compile("[a-z0-9]([a-z0-9./-]{0,251}[a-z0-9])?|[A-Z][A-Za-z]{0,62}");
    private static final List<String> VALUES_BESIDE_A_NAME = List.of("value", "old", "new", "defaultValue");

    private final Redactor redactor;
    private final Consumer<String> hidden;

    /** @param hidden is told each text that is hidden because of its name */
    TreeRedaction(Redactor redactor, Consumer<String> hidden) {
        this.redactor = redactor;
        this.hidden = hidden;
    }

    Map<String, Object> object(Map<String, Object> object) {
        return fields(object, false, SecretValues.isSecret(object));
    }

    @Nullable Object value(String key, @Nullable Object value, boolean secret) {
        return switch (value) {
            case String text -> leaf(key, text, secret);
            case Map<?, ?> map -> fields(map, secret, SecretValues.isSecret(map));
            case List<?> list -> items(key, list, secret);
            case Number number when SecretNames.isPassword(key) -> redactor.placeholder(number.toString());
            case null, default -> value;
        };
    }

    private String leaf(String key, String text, boolean secret) {
        if (secret && !text.isEmpty() && !Placeholders.isOne(text) && !isFlag(text)) {
            hidden.accept(text);
            return redactor.placeholder(text);
        }
        if (IDENTITIES.contains(key) && IDENTIFIER.matcher(text).matches()) {
            return text;
        }
        return redactor.text(text);
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // a JSON object always has string keys, and may hold null
    private Map<String, Object> fields(Map<?, ?> map, boolean secret, boolean ofSecret) {
        var given = (Map<String, Object>) map;
        if (ofSecret) {
            redactor.learnTold(given);
        }
        boolean secretBeside = besideSecretName(given);
        boolean list = "SecretList".equals(given.get("kind"));
        var fields = new LinkedHashMap<String, Object>();
        given.forEach((key, value) -> {
            if (ofSecret && (key.equals("data") || key.equals("stringData"))) {
                fields.put(key, secretData(value, key.equals("data")));
            } else if (key.equals(LAST_APPLIED)) {
                fields.put(key, value == null ? null : redactor.placeholder(value.toString()));
            } else if (list && key.equals("items") && value instanceof List<?> items) {
                fields.put(key, items.stream().map(this::secretItem).toList());
            } else if (secretBeside && VALUES_BESIDE_A_NAME.contains(key)) {
                fields.put(redactor.text(key), value(key, value, true));
            } else {
                boolean inherits = secret && !REFERENCES.contains(key);
                boolean named = SecretNames.isSecret(key) && !(value instanceof Map && key.equals(LOGIN));
                fields.put(redactor.text(key), value(key, value, inherits || named));
            }
        });
        return fields;
    }

    @SuppressWarnings("NullAway") // JSON may hold null
    private List<Object> items(String key, List<?> list, boolean secret) {
        var items = new ArrayList<Object>(list.size());
        boolean afterFlag = false;
        for (var item : list) {
            items.add(value(key, item, secret || afterFlag));
            // ["--password", "..."]
            afterFlag = item instanceof String flag
                    && flag.startsWith("-")
                    && flag.indexOf('=') < 0
                    && SecretNames.isSecret(flag);
        }
        return items;
    }

    @SuppressWarnings("NullAway") // JSON may hold null
    private Object secretData(@Nullable Object data, boolean encoded) {
        if (!(data instanceof Map<?, ?> map)) {
            return data == null ? null : redactor.placeholder(data.toString());
        }
        var hidden = new LinkedHashMap<String, Object>();
        map.forEach((key, value) -> {
            var text = String.valueOf(value);
            boolean already = value == null || Placeholders.isOne(text);
            hidden.put(
                    String.valueOf(key),
                    already ? value : redactor.placeholder(encoded ? SecretValues.decoded(text) : text));
        });
        return hidden;
    }

    private Object secretItem(@Nullable Object item) {
        if (!(item instanceof Map<?, ?> map)) {
            return String.valueOf(item);
        }
        // items of a list may come without their kind
        var complete = new LinkedHashMap<Object, Object>(map);
        complete.put("kind", "Secret");
        return fields(complete, false, true);
    }

    // {name: DB_PASSWORD, value: ...} of a container's environment or an Argo CD parameter; {path, old, new} of a diff
    private static boolean besideSecretName(Map<String, Object> map) {
        return isSecretName(map.get("name")) || isSecretName(map.get("key")) || isSecretPath(map.get("path"));
    }

    private static boolean isSecretName(@Nullable Object name) {
        return name instanceof String text && SecretNames.isSecret(text);
    }

    private static boolean isSecretPath(@Nullable Object path) {
        if (!(path instanceof String text)) {
            return false;
        }
        int last = Math.max(text.lastIndexOf('/'), text.lastIndexOf('.'));
        return SecretNames.isSecret(text.substring(last + 1));
    }

    private static boolean isFlag(String text) {
        return text.equals("true") || text.equals("false");
    }
}
