package io.lexiops.server.helm;

import java.util.regex.Pattern;

/** The order of semantic versions; a pre-release comes before its release. */
final class ChartVersions {

    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

    private ChartVersions() {}

    static boolean preRelease(String version) {
        return withoutBuild(version).contains("-");
    }

    static int compare(String a, String b) {
        var left = withoutBuild(a).split("-", 2);
        var right = withoutBuild(b).split("-", 2);
        int core = compareParts(left[0], right[0]);
        if (core != 0) {
            return core;
        }
        if (left.length != right.length) {
            return left.length < right.length ? 1 : -1;
        }
        return left.length == 1 ? 0 : compareParts(left[1], right[1]);
    }

    private static String withoutBuild(String version) {
        var text = version.startsWith("v") ? version.substring(1) : version;
        int build = text.indexOf('+');
        return build < 0 ? text : text.substring(0, build);
    }

    private static int compareParts(String a, String b) {
        var left = a.split("\\.", -1);
        var right = b.split("\\.", -1);
        for (int i = 0; i < Math.min(left.length, right.length); i++) {
            boolean numbers = NUMBER.matcher(left[i]).matches()
                    && NUMBER.matcher(right[i]).matches();
            int order = numbers
                    ? Long.compare(Long.parseLong(left[i]), Long.parseLong(right[i]))
                    : left[i].compareTo(right[i]);
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(left.length, right.length);
    }
}
