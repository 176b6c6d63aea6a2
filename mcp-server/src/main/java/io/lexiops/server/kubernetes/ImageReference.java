package io.lexiops.server.kubernetes;

import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.util.regex.Pattern;

/** The name of a container image, as container runtimes accept it. It is kept exactly as it was written. */
final class ImageReference {

    private static final int LONGEST = 1024;
    private static final String PART = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
    private static final String HOST = "(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\\[[0-9A-Fa-f:]+])(?::\\d{1,5})?";
    private static final Pattern SYNTAX = Pattern.compile("(?:" + HOST + "/)?" + PART + "(?:/" + PART + ")*"
            + "(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(?:@[A-Za-z][A-Za-z0-9+._-]*:[0-9a-fA-F]{32,})?");

    private ImageReference() {}

    static String checked(String image) {
        if (image.length() > LONGEST) {
            throw invalid("is longer than " + LONGEST + " characters");
        }
        if (image.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw invalid("contains a space or another character that no image name has: '" + image.strip() + "'");
        }
        if (!SYNTAX.matcher(image).matches()) {
            throw invalid("is no image name: '" + image + "'");
        }
        return image;
    }

    private static ToolFailed invalid(String why) {
        return new ToolFailed(
                ErrorCode.INVALID_ARGUMENT,
                "argument 'image' " + why,
                "for example registry.example/shop/web:1.22, lower case, with a tag or a digest");
    }
}
