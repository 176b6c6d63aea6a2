package io.lexiops.server.redact;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * Remembers the values of Secrets that went through the server, as keyed hashes only, and finds them again anywhere in
 * text: a rolling hash over a short window tells where one may begin, the keyed hash of the whole tells whether it does.
 */
final class KnownSecrets {

    private static final int WINDOW = 8;
    private static final int MAX_LENGTH = 4096;
    private static final int LONG_ENOUGH_FOR_ONE_CLASS = 16;

    // Values under these keys of a Secret are no secrets; hiding them everywhere would hide names and hosts.
    private static final Set<String> HARMLESS_KEYS = Set.of(
            "host",
            "hostname",
            "port",
            "user",
            "username",
            "db",
            "dbname",
            "database",
            "name",
            "namespace",
            "ca.crt",
            "tls.crt",
            "cert",
            "type",
            "region",
            "owner",
            "email",
            "issuer",
            "project",
            "server",
            "endpoint");

    private static final Pattern VERSION_OR_ADDRESS = Pattern.compile("v?[0-9]+(?:[.:][0-9]+)+");
    private static final Pattern ASSIGNMENT =
            Pattern.compile("(?m)([A-Za-z][\\w.-]{1,80})[\"']?\\s*[=:]\\s*[\"']?([^\\s\"']{8,}+)");

    private final int most;
    private final Keyed keyed;
    private final long multiplier;
    private final long multiplierToWindow;

    /** How a remembered value is found: what it begins with, and how long it is. */
    private record Beginning(long window, int length) {}

    // guarded by this; for each remembered value its mac, and under its window how many of each length begin so
    private final Map<ByteBuffer, Beginning> values = new LinkedHashMap<>();
    private final Map<Long, Map<Integer, Integer>> lengthsByWindow = new java.util.HashMap<>();
    private volatile boolean empty = true;
    private final AtomicLong knowledge = new AtomicLong();

    /** @param most spellings; the oldest are forgotten beyond */
    KnownSecrets(InstallationKey key, int most) {
        this.most = most;
        this.keyed = key.forPurpose("known-secrets");
        this.multiplier = ByteBuffer.wrap(keyed.mac("multiplier")).getLong() | 1;
        long power = 1;
        for (int i = 1; i < WINDOW; i++) {
            power *= multiplier;
        }
        this.multiplierToWindow = power;
    }

    /** Remembers one value of a Secret, given decoded. */
    void learn(String key, String value) {
        if (HARMLESS_KEYS.contains(key)) {
            return;
        }
        remember(value.strip());
        if (value.indexOf('\n') >= 0 || value.startsWith("{")) {
            var assignments = ASSIGNMENT.matcher(value);
            while (assignments.find()) {
                if (SecretNames.isSecret(assignments.group(1))) {
                    remember(assignments.group(2));
                }
            }
        }
    }

    /** Whether a value is remembered as it stands. */
    synchronized boolean has(String value) {
        return values.containsKey(ByteBuffer.wrap(keyed.mac(value.strip())));
    }

    /** Another number after each new value. */
    long knowledge() {
        return knowledge.get();
    }

    String replace(String text, UnaryOperator<String> placeholder) {
        if (empty || text.length() < WINDOW) {
            return text;
        }
        var found = find(text);
        if (found.isEmpty()) {
            return text;
        }
        var result = new StringBuilder();
        int copied = 0;
        for (var range : found) {
            result.append(text, copied, range[0]).append(placeholder.apply(text.substring(range[0], range[1])));
            copied = range[1];
        }
        return result.append(text, copied, text.length()).toString();
    }

    /** Remembers a value if it can be told from an ordinary word. */
    void remember(String value) {
        if (!worthHiding(value) || has(value)) {
            return;
        }
        Spellings.of(value).forEach(this::rememberExactly);
    }

    private synchronized void rememberExactly(String value) {
        var mac = ByteBuffer.wrap(keyed.mac(value));
        long window = windowHash(value);
        if (values.putIfAbsent(mac, new Beginning(window, value.length())) == null) {
            lengthsByWindow
                    .computeIfAbsent(window, _ -> new java.util.TreeMap<>())
                    .merge(value.length(), 1, Integer::sum);
            empty = false;
            knowledge.incrementAndGet();
            if (values.size() > most) {
                forgetOldest();
            }
        }
    }

    private void forgetOldest() {
        var oldest = values.values().iterator();
        var gone = oldest.next();
        oldest.remove();
        lengthsByWindow.computeIfPresent(gone.window(), (_, lengths) -> {
            lengths.computeIfPresent(gone.length(), (_, count) -> count == 1 ? null : count - 1);
            return lengths.isEmpty() ? null : lengths;
        });
    }

    private synchronized List<int[]> find(String text) {
        var found = new ArrayList<int[]>();
        long hash = windowHash(text);
        int start = 0;
        int end = text.length() - WINDOW;
        while (start <= end) {
            int length = knownLengthAt(text, start, hash);
            if (length > 0) {
                found.add(new int[] {start, start + length});
                start += length;
                if (start > end) {
                    break;
                }
                hash = windowHash(text, start);
                continue;
            }
            if (start < end) {
                hash = (hash - text.charAt(start) * multiplierToWindow) * multiplier + text.charAt(start + WINDOW);
            }
            start++;
        }
        return found;
    }

    // The longest one wins, so that a secret that begins with another one is hidden whole.
    private int knownLengthAt(String text, int start, long hash) {
        var lengths = lengthsByWindow.get(hash);
        int longest = 0;
        if (lengths != null) {
            for (var length : lengths.keySet()) {
                if (start + length <= text.length()
                        && values.containsKey(ByteBuffer.wrap(keyed.mac(text.substring(start, start + length))))) {
                    longest = Math.max(longest, length);
                }
            }
        }
        return longest;
    }

    private long windowHash(String text) {
        return windowHash(text, 0);
    }

    private long windowHash(String text, int start) {
        long hash = 0;
        for (int i = start; i < start + WINDOW; i++) {
            hash = hash * multiplier + text.charAt(i);
        }
        return hash;
    }

    // A short word such as "postgres" is a password somewhere and an image name everywhere.
    private static boolean worthHiding(String value) {
        int length = value.length();
        if (length < WINDOW
                || length > MAX_LENGTH
                || VERSION_OR_ADDRESS.matcher(value).matches()) {
            return false;
        }
        return length >= LONG_ENOUGH_FOR_ONE_CLASS || characterClasses(value) >= 2;
    }

    private static int characterClasses(String value) {
        boolean lower = false;
        boolean upper = false;
        boolean digit = false;
        boolean other = false;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            lower |= c >= 'a' && c <= 'z';
            upper |= c >= 'A' && c <= 'Z';
            digit |= c >= '0' && c <= '9';
            // "shop-db" and "shop.svc" are names
            other |= !Character.isLetterOrDigit(c) && c != '-' && c != '.';
        }
        return (lower ? 1 : 0) + (upper ? 1 : 0) + (digit ? 1 : 0) + (other ? 1 : 0);
    }
}
