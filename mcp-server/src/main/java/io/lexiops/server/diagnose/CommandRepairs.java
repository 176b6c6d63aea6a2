package io.lexiops.server.diagnose;

import io.lexiops.server.kubernetes.KubernetesObject;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What may have been meant by a command that cannot be started. */
final class CommandRepairs {

    private static final String SHELL_SIGNS = "|&;<>$*\"'`(){}";

    private final Inventory inventory;

    CommandRepairs(Inventory inventory) {
        this.inventory = inventory;
    }

    @Nullable CommandRepair repair(ContainerView container, @Nullable String program) {
        var path = container.path();
        var field = field(container);
        if (path == null || field == null || program == null) {
            return null;
        }
        var words = field.value();
        if (words.getFirst().equals(program)) {
            return first(container, field, program);
        }
        return inScript(container, program);
    }

    /** The command if there is one, else the arguments; null if the image decides alone. */
    static @Nullable CommandField field(ContainerView container) {
        var path = container.path();
        if (path == null) {
            return null;
        }
        if (!container.command().isEmpty()) {
            return new CommandField(path + "/command", container.command());
        }
        return container.args().isEmpty() ? null : new CommandField(path + "/args", container.args());
    }

    private @Nullable CommandRepair first(ContainerView container, CommandField field, String program) {
        var rest = field.value().subList(1, field.value().size());
        if (program.strip().indexOf(' ') > 0) {
            return oneWord(field, program.strip(), rest);
        }
        var name = program.substring(program.lastIndexOf('/') + 1);
        var others = others(container);
        if (program.contains("/") && (Programs.known(name) || others.contains(name))) {
            return new CommandRepair(
                    field.path(),
                    field.value(),
                    with(name, rest),
                    "'" + name + "' is looked for in $PATH, wherever it is in the image");
        }
        boolean inPath = !program.contains("/") || program.contains("bin/");
        return Programs.meant(name, others)
                .filter(_ -> inPath)
                .map(meant -> new CommandRepair(
                        field.path(), field.value(), with(meant, rest), "'" + name + "' is nearly '" + meant + "'"))
                .orElse(null);
    }

    private static CommandRepair oneWord(CommandField field, String text, List<String> rest) {
        boolean script = text.chars().anyMatch(c -> SHELL_SIGNS.indexOf(c) >= 0);
        var words = script ? List.of("sh", "-c", text) : List.of(text.split("\\s+"));
        return new CommandRepair(
                field.path(),
                field.value(),
                Stream.concat(words.stream(), rest.stream()).toList(),
                "the program and its arguments stand in one word, and no shell takes it apart");
    }

    /** The program is a word of a shell script, and a shell did run. */
    private @Nullable CommandRepair inScript(ContainerView container, String program) {
        var meant = Programs.meant(program, others(container));
        if (meant.isEmpty()) {
            return null;
        }
        for (var candidate : fields(container)) {
            for (int i = 0; i < candidate.value().size(); i++) {
                var changed = replaceWord(candidate.value().get(i), program, meant.get());
                if (changed != null) {
                    var after = new ArrayList<>(candidate.value());
                    after.set(i, changed);
                    return new CommandRepair(
                            candidate.path(),
                            candidate.value(),
                            List.copyOf(after),
                            "'" + program + "' is nearly '" + meant.get() + "'");
                }
            }
        }
        return null;
    }

    private static List<CommandField> fields(ContainerView container) {
        var path = Objects.requireNonNull(container.path());
        return Stream.of(
                        new CommandField(path + "/command", container.command()),
                        new CommandField(path + "/args", container.args()))
                .filter(field -> !field.value().isEmpty())
                .toList();
    }

    private static @Nullable String replaceWord(String script, String word, String by) {
        int at = script.indexOf(word);
        while (at >= 0) {
            int end = at + word.length();
            boolean begins = at == 0 || !nameCharacter(script.charAt(at - 1));
            boolean ends = end == script.length() || !nameCharacter(script.charAt(end));
            if (begins && ends) {
                return script.substring(0, at) + by + script.substring(end);
            }
            at = script.indexOf(word, at + 1);
        }
        return null;
    }

    private static boolean nameCharacter(char c) {
        return Character.isLetterOrDigit(c) || "_-./".indexOf(c) >= 0;
    }

    private static List<String> with(String program, List<String> rest) {
        return Stream.concat(Stream.of(program), rest.stream()).toList();
    }

    /** Programs that containers of the same repository run, and the one that the image is named after. */
    private Set<String> others(ContainerView container) {
        var image = ImageName.of(container.image());
        var found = new LinkedHashSet<String>();
        if (!Programs.isBase(image)) {
            found.add(image.program());
        }
        sameRepository(container)
                .filter(other -> other.ready() && !other.command().isEmpty())
                .forEach(other -> found.add(other.command().getFirst()));
        return found;
    }

    private Stream<ContainerView> sameRepository(ContainerView container) {
        var repository = ImageName.of(container.image()).repository();
        return inventory.reads().all("pods").stream()
                .flatMap((KubernetesObject pod) -> ContainerView.of(inventory.top(pod), pod))
                .filter(other -> ImageName.of(other.image()).repository().equals(repository));
    }

    /**
     * The command or arguments without which the image would run what it is made for. Evident only if they are all that is
     * set, and the same image runs so elsewhere or the container declares a port: a server is meant.
     */
    @Nullable CommandField imageDefault(ContainerView container) {
        var field = field(container);
        boolean both = !container.command().isEmpty() && !container.args().isEmpty();
        if (field == null || both) {
            return null;
        }
        boolean runsSoElsewhere = sameRepository(container)
                .anyMatch(other -> other.ready()
                        && other.command().isEmpty()
                        && other.args().isEmpty());
        boolean server =
                !container.spec().objectsAt("ports").isEmpty() && !Programs.isBase(ImageName.of(container.image()));
        return runsSoElsewhere || server ? field : null;
    }
}
