package io.lexiops.server.sandbox;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Understands as much of a shell script as is needed to know what a container would print and how it would end:
 * lists, {@code && || ;}, if, while, for, echo, sleep, exit, test, variables.
 */
final class ShellScript {

    /** One printed line, and after how much time. */
    record Printed(long afterMillis, String text) {}

    /** A file that is there, or no longer there, after so much time. */
    record FileChange(long afterMillis, String path, boolean exists) {}

    /**
     * How it went.
     *
     * @param endless whether it never ends
     * @param server the server program that it turned into, or empty
     * @param files what it did to files, in order
     */
    record Outcome(
            List<Printed> lines,
            long millis,
            int exitCode,
            boolean endless,
            String server,
            boolean hungry,
            List<FileChange> files) {
        Outcome {
            lines = List.copyOf(lines);
            files = List.copyOf(files);
        }
    }

    private static final class Ended extends RuntimeException {
        Ended() {
            super("ended", null, false, false);
        }
    }

    private static final int MAX_STEPS = 400;
    private static final Set<String> SILENT = Set.of(
            "trap",
            "set",
            "cd",
            "mkdir",
            "touch",
            "chmod",
            "rm",
            "cp",
            "mv",
            "sync",
            "wait",
            "umask",
            "ulimit",
            "kill",
            "export",
            "readonly",
            ":");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{?([A-Za-z_][A-Za-z0-9_]*|\\?)(?::-([^}]*))?\\}?");

    private final Map<String, String> environment;
    private final Predicate<String> hasBinary;
    private final Predicate<String> isServer;
    private final Predicate<String> hasFile;
    private final List<Printed> lines = new ArrayList<>();
    private final List<FileChange> files = new ArrayList<>();
    private long millis;
    private int exitCode;
    private boolean endless;
    private boolean hungry;
    private String server = "";
    private int steps;

    ShellScript(
            Map<String, String> environment,
            Predicate<String> hasBinary,
            Predicate<String> isServer,
            Predicate<String> hasFile) {
        this.environment = new HashMap<>(environment);
        this.hasBinary = hasBinary;
        this.isServer = isServer;
        this.hasFile = hasFile;
    }

    /** Runs a whole script. */
    Outcome run(String script) {
        return outcome(() -> list(ShellWords.split(script)));
    }

    /** Runs one program with its arguments, no shell around it. */
    Outcome exec(List<String> words) {
        return outcome(() ->
                simple(words.stream().map(word -> word.replace("$", "\u0001")).toList()));
    }

    private Outcome outcome(Runnable work) {
        try {
            work.run();
        } catch (Ended _) {
            endless |= steps > MAX_STEPS;
        }
        return new Outcome(lines, millis, exitCode, endless, server, hungry, files);
    }

    private void list(List<String> words) {
        int position = 0;
        boolean skip = false;
        while (position < words.size()) {
            if (++steps > MAX_STEPS) {
                endless = true;
                throw new Ended();
            }
            int end = ShellWords.endOfCommand(words, position);
            var command = words.subList(position, end);
            if (!command.isEmpty() && !skip) {
                command(command);
            }
            var separator = end < words.size() ? words.get(end) : ";";
            skip = switch (separator) {
                case "&&" -> skip || exitCode != 0;
                case "||" -> !skip && exitCode == 0;
                default -> false;
            };
            position = end + 1;
        }
    }

    private void command(List<String> words) {
        switch (words.getFirst()) {
            case "while", "until" -> loop(words);
            case "for" -> each(words);
            case "if" -> branch(words);
            case "{", "(" -> list(words.subList(1, words.size() - 1));
            case "!" -> {
                command(words.subList(1, words.size()));
                exitCode = exitCode == 0 ? 1 : 0;
            }
            default -> pipeline(words);
        }
    }

    private void loop(List<String> words) {
        boolean until = words.getFirst().equals("until");
        int body = ShellWords.find(words, "do", 1);
        for (int round = 0; ; round++) {
            list(words.subList(1, body));
            if ((exitCode == 0) == until) {
                exitCode = 0;
                return;
            }
            if (round >= 20) {
                endless = true;
                throw new Ended();
            }
            list(words.subList(body + 1, words.size() - 1));
        }
    }

    private void each(List<String> words) {
        int body = ShellWords.find(words, "do", 1);
        int in = ShellWords.find(words, "in", 1);
        for (var value : words.subList(Math.min(in + 1, body), body)) {
            if (!value.equals(";")) {
                for (var part : expand(value).split(" ")) {
                    environment.put(words.get(1), part);
                    list(words.subList(body + 1, words.size() - 1));
                }
            }
        }
    }

    private void branch(List<String> words) {
        int then = ShellWords.find(words, "then", 1);
        int otherwise = ShellWords.find(words, "else", then);
        list(words.subList(1, then));
        if (exitCode == 0) {
            list(words.subList(then + 1, Math.min(otherwise, words.size() - 1)));
        } else if (otherwise < words.size()) {
            list(words.subList(otherwise + 1, words.size() - 1));
        } else {
            exitCode = 0;
        }
    }

    private void pipeline(List<String> words) {
        int pipe = words.indexOf("|");
        if (pipe < 0) {
            simple(words);
            return;
        }
        var last = words.subList(words.lastIndexOf("|") + 1, words.size());
        hungry |= words.subList(0, pipe).contains("/dev/zero") && last.contains("tail");
        simple(words.subList(0, pipe));
    }

    private void simple(List<String> given) {
        var words = new ArrayList<>(given);
        boolean silent = false;
        for (int i = 0; i < words.size(); i++) {
            if (words.get(i).matches("[12]?>{1,2}.*|<.*")) {
                silent |= words.get(i).matches("1?>{1,2}.*") && !words.get(i).endsWith("&2");
                if (words.get(i).matches("1?>{1,2}.+")) {
                    touch(words.get(i).replaceFirst("1?>{1,2}", ""), true);
                }
                if (words.get(i).matches("[12]?>{1,2}|<") && i + 1 < words.size()) {
                    if (words.get(i).startsWith(">") || words.get(i).startsWith("1")) {
                        touch(words.get(i + 1), true);
                    }
                    silent &= !words.get(i + 1).startsWith("/dev/std")
                            && !words.get(i + 1).startsWith("/proc/1/fd");
                    words.remove(i + 1);
                }
                words.remove(i--);
            }
        }
        while (!words.isEmpty() && words.getFirst().matches("[A-Za-z_][A-Za-z0-9_]*=.*")) {
            var assignment = words.removeFirst();
            int equals = assignment.indexOf('=');
            environment.put(assignment.substring(0, equals), expand(assignment.substring(equals + 1)));
        }
        exitCode = words.isEmpty() ? 0 : call(words.stream().map(this::expand).toList(), silent);
    }

    private int call(List<String> words, boolean silent) {
        var program = words.getFirst();
        var arguments = words.subList(1, words.size());
        var name = program.substring(program.lastIndexOf('/') + 1);
        if (SILENT.contains(name)) {
            arguments.stream()
                    .filter(word -> name.equals("export") && word.contains("="))
                    .forEach(word -> environment.put(
                            word.substring(0, word.indexOf('=')), word.substring(word.indexOf('=') + 1)));
            if (name.equals("touch") || name.equals("mkdir") || name.equals("rm")) {
                arguments.stream()
                        .filter(word -> !word.startsWith("-"))
                        .forEach(word -> touch(word, !name.equals("rm")));
            }
            return 0;
        }
        return switch (name) {
            case "exit" -> {
                exitCode = arguments.isEmpty() ? exitCode : number(arguments.getFirst(), 2) & 0xff;
                throw new Ended();
            }
            case "exec" -> {
                exitCode = call(arguments, silent);
                throw new Ended();
            }
            case "true" -> 0;
            case "false" -> 1;
            case "test", "[" ->
                test(arguments.stream().filter(word -> !word.equals("]")).toList()) ? 0 : 1;
            case "echo", "printf" -> {
                if (!silent) {
                    print(String.join(" ", arguments)
                            .replaceFirst("^-[ne]+ ", "")
                            .replaceFirst("\\\\n$", ""));
                }
                yield 0;
            }
            case "sleep" -> sleep(arguments);
            case "sh", "ash", "bash" -> nested(arguments, program);
            case "tail" -> tail(arguments);
            case "env" -> {
                environment.forEach((key, value) -> print(key + "=" + value));
                yield 0;
            }
            case "cat", "ls" -> {
                var missing = arguments.stream()
                        .filter(word -> word.startsWith("/") && !isThere(word))
                        .findFirst();
                missing.ifPresent(file -> print(name + ": can't open '" + file + "': No such file or directory"));
                yield missing.isPresent() ? 1 : 0;
            }
            default -> other(program, words);
        };
    }

    private void touch(String path, boolean exists) {
        if (!path.startsWith("/dev/") && !path.startsWith("&")) {
            files.add(new FileChange(millis, expand(path), exists));
        }
    }

    private boolean isThere(String path) {
        for (var change : files.reversed()) {
            if (change.path().equals(path)) {
                return change.exists();
            }
        }
        return hasFile.test(path);
    }

    private int other(String program, List<String> words) {
        if (!hasBinary.test(program)) {
            print("sh: " + program + ": not found");
            return 127;
        }
        if (isServer.test(program)
                || (program.endsWith("httpd") && words.contains("-f"))
                || (program.endsWith("nc") && words.toString().contains("-l"))) {
            server = String.join(" ", words);
            endless = true;
            throw new Ended();
        }
        return 0;
    }

    private int nested(List<String> arguments, String program) {
        if (!hasBinary.test(program)) {
            print("sh: " + program + ": not found");
            return 127;
        }
        int script = arguments.indexOf("-c");
        if (script >= 0 && script + 1 < arguments.size()) {
            list(ShellWords.split(arguments.get(script + 1)));
        }
        return exitCode;
    }

    private int tail(List<String> arguments) {
        if (arguments.contains("/dev/zero")) {
            hungry = true;
        }
        if (arguments.contains("-f") || arguments.contains("-F")) {
            endless = true;
            throw new Ended();
        }
        return 0;
    }

    private int sleep(List<String> arguments) {
        var text = arguments.isEmpty() ? "" : arguments.getFirst();
        if (text.equals("infinity") || text.equals("inf")) {
            endless = true;
            throw new Ended();
        }
        var unit = text.isEmpty() ? 's' : text.charAt(text.length() - 1);
        long factor = unit == 'd' ? 86_400_000 : unit == 'h' ? 3_600_000 : unit == 'm' ? 60_000 : 1000;
        var digits = text.replaceAll("[smhd]$", "");
        if (!digits.matches("\\d{1,9}(\\.\\d{1,3})?")) {
            print("sleep: invalid number '" + text + "'");
            return 1;
        }
        millis += (long) (Double.parseDouble(digits) * factor);
        return 0;
    }

    private boolean test(List<String> words) {
        return switch (words.size()) {
            case 1 -> !words.getFirst().isEmpty();
            case 2 ->
                switch (words.getFirst()) {
                    case "-n" -> !words.get(1).isEmpty();
                    case "-z" -> words.get(1).isEmpty();
                    case "!" -> words.get(1).isEmpty();
                    case "-f", "-e", "-s", "-r", "-d" -> isThere(words.get(1));
                    default -> false;
                };
            case 3 ->
                switch (words.get(1)) {
                    case "=", "==" -> words.get(0).equals(words.get(2));
                    case "!=" -> !words.get(0).equals(words.get(2));
                    case "-eq" -> number(words.get(0), 0) == number(words.get(2), 0);
                    case "-ne" -> number(words.get(0), 0) != number(words.get(2), 0);
                    case "-lt" -> number(words.get(0), 0) < number(words.get(2), 0);
                    case "-gt" -> number(words.get(0), 0) > number(words.get(2), 0);
                    case "-le" -> number(words.get(0), 0) <= number(words.get(2), 0);
                    case "-ge" -> number(words.get(0), 0) >= number(words.get(2), 0);
                    default -> words.getFirst().equals("!") && !test(words.subList(1, 3));
                };
            default -> false;
        };
    }

    private static int number(String text, int otherwise) {
        return text.matches("-?\\d{1,9}") ? Integer.parseInt(text) : otherwise;
    }

    private void print(String text) {
        for (var line : text.replace('\u0001', '$').replace("\\n", "\n").split("\n", -1)) {
            lines.add(new Printed(millis, line));
        }
    }

    private String expand(String word) {
        if (word.startsWith("'") && word.endsWith("'") && word.length() > 1) {
            return word.substring(1, word.length() - 1);
        }
        var plain = word.replace("\"", "")
                .replace("\\$", "\u0001")
                .replaceAll("\\$\\(date[^)]*\\)", "now")
                .replaceAll("\\$\\(hostname\\)", environment.getOrDefault("HOSTNAME", "pod"));
        return VARIABLE.matcher(plain)
                .replaceAll(match -> Matcher.quoteReplacement(value(match.group(1), match.group(2))))
                .replace('\u0001', '$');
    }

    private String value(String name, @Nullable String otherwise) {
        if (name.equals("?")) {
            return Integer.toString(exitCode);
        }
        var value = environment.getOrDefault(name, "");
        return value.isEmpty() && otherwise != null ? otherwise : value;
    }
}
