package io.lexiops.rules;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds images, tags and containers. An image stays exactly as it was written. */
final class IntentImages {

    private static final Pattern TAG =
            Pattern.compile("v?[0-9]+(\\.[0-9A-Za-z]+)+([-_.+][A-Za-z0-9._-]+)?|v[0-9]+[A-Za-z0-9._-]*");

    private final IntentReading reading;
    private final IntentPhrases phrases;

    IntentImages(IntentReading reading, IntentPhrases phrases) {
        this.reading = reading;
        this.phrases = phrases;
    }

    @Nullable Object image() {
        for (int i = 0; i < reading.size(); i++) {
            if (!reading.free(i)) {
                continue;
            }
            var text = reading.word(i).text();
            if (reading.isQuoted(i)
                    && text.contains(" ")
                    && (text.contains("/") || text.contains(":") || imageBefore(i))) {
                reading.use(i, i + 1);
                return Map.of("bad", text);
            }
            int equals = text.indexOf('=');
            var value = equals > 0 ? text.substring(equals + 1) : text;
            if (IntentPhrases.imageLike(value) && phrases.slashedKind(text) == null) {
                reading.use(i, i + 1);
                useImageWords(i);
                return equals > 0
                        ? Map.of(
                                "image",
                                value,
                                "container",
                                text.substring(0, equals).toLowerCase(Locale.ROOT))
                        : Map.of("image", value);
            }
        }
        for (int i = 0; i < reading.size(); i++) {
            var text = reading.word(i).text();
            if (reading.free(i)
                    && !reading.word(i).breaks()
                    && (TAG.matcher(text).matches()
                            || (tagBefore(i) && text.matches("[A-Za-z0-9_][A-Za-z0-9_.-]*") && !reading.grammar(i)))) {
                reading.use(i, i + 1);
                useImageWords(i);
                return Map.of("tag", text);
            }
        }
        for (int i = 0; i < reading.size(); i++) {
            if (phrases.candidate(i)
                    && phrases.back(i, "to", "with", "use", "image")
                    && imageSaid()
                    && IntentPhrases.IMAGE.matcher(reading.word(i).text()).matches()) {
                reading.use(i, i + 1);
                useImageWords(i);
                return Map.of("image", reading.word(i).text());
            }
        }
        return null;
    }

    private boolean imageSaid() {
        return reading.clause.lower().stream().anyMatch(word -> word.equals("image") || word.equals("images"));
    }

    private boolean imageBefore(int at) {
        return imageSaid() && at > 0;
    }

    private boolean tagBefore(int at) {
        return phrases.back(at, "tag", "version", "release") || (phrases.back(at, "to") && tagSaid());
    }

    private boolean tagSaid() {
        return reading.clause.lower().stream().anyMatch(word -> word.equals("tag") || word.equals("version"));
    }

    private void useImageWords(int at) {
        for (int i = 0; i < reading.size(); i++) {
            if (reading.free(i)
                    && i != at
                    && reading.says(i, "image", "tag", "version", "release", "images", "exactly")) {
                reading.use(i, i + 1);
            }
        }
    }

    @Nullable String container() {
        for (int i = 0; i < reading.size(); i++) {
            if (!reading.says(i, "container", "sidecar", "containers")) {
                continue;
            }
            if (reading.free(i + 1)
                    && reading.word(i + 1).nameLike()
                    && (!reading.idle(i + 1) && containerName(phrases.text(i + 1)))) {
                reading.use(i, i + 2);
                return phrases.text(i + 1);
            }
            if (reading.free(i - 1)
                    && !reading.idle(i - 1)
                    && reading.word(i - 1).nameLike()
                    && (containerName(phrases.text(i - 1)) || !reading.grammar(i - 1))) {
                reading.use(i - 1, i + 1);
                return phrases.text(i - 1);
            }
            if (reading.free(i + 1) && reading.word(i + 1).nameLike() && !reading.grammar(i + 1)) {
                reading.use(i, i + 2);
                return phrases.text(i + 1);
            }
        }
        for (int i = 0; i < reading.size(); i++) {
            if (reading.free(i) && !reading.idle(i) && reading.word(i).nameLike() && containerName(phrases.text(i))) {
                reading.use(i, i + 1);
                return phrases.text(i);
            }
        }
        return null;
    }

    private boolean containerName(String name) {
        return IntentSlots.WORKLOADS.stream()
                .flatMap(kind -> reading.world.objects(kind).stream())
                .flatMap(object ->
                        object.get("containers") instanceof List<?> list ? list.stream() : Stream.<Object>empty())
                .anyMatch(container -> container instanceof Map<?, ?> map && name.equals(map.get("name")));
    }

    @Nullable String newImage() {
        for (int i = 0; i < reading.size(); i++) {
            var text = reading.word(i).text();
            boolean image = IntentPhrases.imageLike(text)
                    || (phrases.back(i, "image")
                            && IntentPhrases.IMAGE.matcher(text).matches());
            if (reading.free(i) && image && phrases.slashedKind(text) == null) {
                reading.use(i, i + 1);
                useImageWords(i);
                return text;
            }
        }
        return null;
    }
}
