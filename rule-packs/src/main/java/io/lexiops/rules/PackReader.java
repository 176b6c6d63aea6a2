package io.lexiops.rules;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes packs of files. Goes on after an error, so that a person sees all of them at once. */
final class PackReader {

    private static final String NAME = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";

    private static final String PACK_FILE = "pack.yaml";

    private final Map<String, RuleKind> kinds = new HashMap<>();

    private final @Nullable String commit;

    private final List<RuleError> errors;

    PackReader(@Nullable String commit, List<RuleError> errors) {
        this.commit = commit;
        this.errors = errors;
        RuleKind.all().forEach(kind -> kinds.put(kind.folder(), kind));
    }

    /** The pack; null if it cannot be read, which is then among the errors. */
    @Nullable Pack read(PackFiles files) {
        var rules = new ArrayList<Rule>();
        for (var path : files.files().keySet()) {
            if (!path.equals(PACK_FILE) && PackFiles.isYaml(path)) {
                try {
                    rules.add(rule(files, path));
                } catch (BadRule e) {
                    errors.add(e.error());
                }
            }
        }
        try {
            return pack(files, rules);
        } catch (BadRule e) {
            errors.add(e.error());
            return null;
        }
    }

    private Pack pack(PackFiles files, List<Rule> rules) throws BadRule {
        if (!files.files().containsKey(PACK_FILE)) {
            throw new BadRule(new RuleError(files.prefix() + PACK_FILE, 0, 0, "is missing: a pack names itself there"));
        }
        var yaml = yaml(files, PACK_FILE);
        yaml.onlyKeys("name", "version", "owner", "description", "mutes", "tightens");
        yaml.requires("name", "version", "owner", "description");
        var name = yaml.at("name");
        if (!name.text().matches(NAME)
                || (!files.prefix().isEmpty() && !name.text().equals(files.folder()))) {
            throw name.wrong("must be the name of the folder, of small letters, digits and '-'");
        }
        var version = yaml.at("version").text(60);
        var mutes = new ArrayList<Pack.Placed<Mute>>();
        for (var item : yaml.itemsAt("mutes")) {
            mutes.add(new Pack.Placed<>(mute(item), item));
        }
        var tightenings = new ArrayList<Pack.Placed<Pack.Tightening>>();
        for (var item : yaml.itemsAt("tightens")) {
            item.onlyKeys("rule", "severity", "owner", "reason");
            item.at("owner").text(200);
            item.at("reason").text(500);
            tightenings.add(new Pack.Placed<>(
                    new Pack.Tightening(item.at("rule").text(130), GuardReader.severity(item.at("severity"))), item));
        }
        return new Pack(
                new PackVersion(name.text(), version, commit, files.digest()),
                yaml.at("owner").text(200),
                yaml.at("description").text(1_000).strip(),
                rules,
                mutes,
                tightenings);
    }

    private static Mute mute(RuleYaml item) throws BadRule {
        item.onlyKeys("rule", "owner", "reason", "until");
        var until = item.at("until");
        try {
            return new Mute(
                    item.at("rule").text(130),
                    item.at("owner").text(200),
                    item.at("reason").text(500),
                    LocalDate.parse(until.text()));
        } catch (DateTimeException e) {
            throw until.wrong("must be a day such as 2027-01-31");
        }
    }

    private Rule rule(PackFiles files, String path) throws BadRule {
        int slash = path.indexOf('/');
        var kind = slash < 0 ? null : kinds.get(path.substring(0, slash));
        var fileName = path.substring(slash + 1);
        if (kind == null || fileName.contains("/")) {
            throw new BadRule(new RuleError(
                    files.prefix() + path,
                    0,
                    0,
                    "lies in none of the folders %s"
                            .formatted(String.join(
                                    ", ",
                                    RuleKind.all().stream()
                                            .map(RuleKind::folder)
                                            .toList()))));
        }
        var yaml = yaml(files, path);
        var name = yaml.at(kind.key());
        if (!name.text().matches(NAME) || !fileName.matches(name.text() + "\\.ya?ml")) {
            throw name.wrong("must be the name of the file, of small letters, digits and '-'");
        }
        yaml.at("examples");
        return kind.reader().read(packName(files) + "/" + name.text(), yaml);
    }

    /** As the rules' ids have it; a wrong name is an error of {@code pack.yaml}. */
    private static String packName(PackFiles files) throws BadRule {
        return files.prefix().isEmpty() && files.files().containsKey(PACK_FILE)
                ? yaml(files, PACK_FILE).at("name").text()
                : files.folder();
    }

    private static RuleYaml yaml(PackFiles files, String path) throws BadRule {
        var name = files.prefix() + path;
        var bytes = files.files().get(path);
        try {
            var text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes == null ? new byte[0] : bytes))
                    .toString();
            return RuleYaml.parse(name, text);
        } catch (CharacterCodingException e) {
            throw new BadRule(new RuleError(name, 0, 0, "is not UTF-8 text"));
        }
    }
}
