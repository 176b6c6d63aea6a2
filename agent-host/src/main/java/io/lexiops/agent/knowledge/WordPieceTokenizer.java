package io.lexiops.agent.knowledge;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Cuts text into the word pieces of an uncased BERT vocabulary, as Hugging Face's BertNormalizer, BertPreTokenizer and
 * WordPiece do.
 */
final class WordPieceTokenizer {

    private static final int MAX_WORD = 100;

    private final Map<String, Integer> vocabulary;

    private final int maxTokens;

    private final int unknown;

    private final int begin;

    private final int end;

    /**
     * A tokenizer for one vocabulary.
     *
     * @param maxTokens the most tokens of one text, with the two that frame it; the rest is cut off
     */
    WordPieceTokenizer(Map<String, Integer> vocabulary, int maxTokens) {
        this.vocabulary = Map.copyOf(vocabulary);
        this.maxTokens = maxTokens;
        this.unknown = id("[UNK]");
        this.begin = id("[CLS]");
        this.end = id("[SEP]");
    }

    private int id(String token) {
        var id = vocabulary.get(token);
        if (id == null) {
            throw new IllegalArgumentException("the vocabulary has no " + token);
        }
        return id;
    }

    long[] encode(String text) {
        var ids = new ArrayList<Integer>();
        ids.add(begin);
        for (var word : words(normalized(text))) {
            pieces(word, ids);
            if (ids.size() >= maxTokens - 1) {
                break;
            }
        }
        var cut = ids.subList(0, Math.min(ids.size(), maxTokens - 1));
        var result = new long[cut.size() + 1];
        for (int i = 0; i < cut.size(); i++) {
            result[i] = cut.get(i);
        }
        result[cut.size()] = end;
        return result;
    }

    private static String normalized(String text) {
        var clean = new StringBuilder(text.length());
        text.codePoints().forEach(point -> {
            if (isBlank(point)) {
                clean.append(' ');
            } else if (isIdeograph(point)) {
                clean.append(' ').appendCodePoint(point).append(' ');
            } else if (point != 0 && point != 0xFFFD && !isControl(point)) {
                clean.appendCodePoint(point);
            }
        });
        var decomposed = Normalizer.normalize(clean, Normalizer.Form.NFD);
        var plain = new StringBuilder(decomposed.length());
        decomposed
                .codePoints()
                .filter(point -> Character.getType(point) != Character.NON_SPACING_MARK)
                .forEach(plain::appendCodePoint);
        return plain.toString().toLowerCase(Locale.ROOT);
    }

    private static boolean isBlank(int point) {
        return point == '\t'
                || point == '\n'
                || point == '\r'
                || Character.isWhitespace(point)
                || Character.getType(point) == Character.SPACE_SEPARATOR;
    }

    private static boolean isControl(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.PRIVATE_USE,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> true;
            default -> false;
        };
    }

    private static boolean isIdeograph(int point) {
        return (point >= 0x4E00 && point <= 0x9FFF)
                || (point >= 0x3400 && point <= 0x4DBF)
                || (point >= 0x20000 && point <= 0x2CEAF)
                || (point >= 0xF900 && point <= 0xFAFF)
                || (point >= 0x2F800 && point <= 0x2FA1F);
    }

    private static List<String> words(String text) {
        var words = new ArrayList<String>();
        var word = new StringBuilder();
        text.codePoints().forEach(point -> {
            if (point == ' ' || isPunctuation(point)) {
                if (!word.isEmpty()) {
                    words.add(word.toString());
                    word.setLength(0);
                }
                if (point != ' ') {
                    words.add(Character.toString(point));
                }
            } else {
                word.appendCodePoint(point);
            }
        });
        if (!word.isEmpty()) {
            words.add(word.toString());
        }
        return words;
    }

    private static boolean isPunctuation(int point) {
        if ((point >= 33 && point <= 47)
                || (point >= 58 && point <= 64)
                || (point >= 91 && point <= 96)
                || (point >= 123 && point <= 126)) {
            return true;
        }
        return switch (Character.getType(point)) {
            case Character.CONNECTOR_PUNCTUATION,
                    Character.DASH_PUNCTUATION,
                    Character.START_PUNCTUATION,
                    Character.END_PUNCTUATION,
                    Character.INITIAL_QUOTE_PUNCTUATION,
                    Character.FINAL_QUOTE_PUNCTUATION,
                    Character.OTHER_PUNCTUATION -> true;
            default -> false;
        };
    }

    /** The longest piece that the vocabulary has, then the longest of the rest; a word with a gap is unknown as a whole. */
    private void pieces(String word, List<Integer> ids) {
        var points = word.codePoints().toArray();
        if (points.length > MAX_WORD) {
            ids.add(unknown);
            return;
        }
        var found = new ArrayList<Integer>();
        int start = 0;
        while (start < points.length) {
            int stop = points.length;
            Integer piece = null;
            while (piece == null && stop > start) {
                var text = new String(points, start, stop - start);
                piece = vocabulary.get(start == 0 ? text : "##" + text);
                stop--;
            }
            if (piece == null) {
                ids.add(unknown);
                return;
            }
            found.add(piece);
            start = stop + 1;
        }
        ids.addAll(found);
    }
}
