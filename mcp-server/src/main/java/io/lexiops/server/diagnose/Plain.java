package io.lexiops.server.diagnose;

/** Text from the cluster on one line, without control characters, and not longer than needed. */
final class Plain {

    private Plain() {}

    static String text(String text, int longest) {
        var plain = new StringBuilder(Math.min(text.length(), longest));
        boolean blank = true;
        for (int i = 0; i < text.length() && plain.length() < longest; i++) {
            char c = text.charAt(i);
            boolean space = Character.isWhitespace(c) || Character.isISOControl(c);
            if (space && !blank) {
                plain.append(' ');
            } else if (!space) {
                plain.append(c);
            }
            blank = space;
        }
        var trimmed = plain.toString().strip();
        return trimmed.length() < longest ? trimmed : trimmed.substring(0, longest - 3) + "...";
    }
}
