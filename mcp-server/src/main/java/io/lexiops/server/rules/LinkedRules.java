package io.lexiops.server.rules;

import io.lexiops.rules.PackVersion;
import io.lexiops.rules.RuleError;
import io.lexiops.rules.RulePackRejected;
import io.lexiops.rules.RulePacks;
import io.lexiops.server.tool.StatusEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * The built-in packs and, above them, the operators' that a link points to. Where the link points is asked each time: a decision
 * never rests on rules that were replaced before it was made. Packs that are not valid leave the ones before them in force.
 */
final class LinkedRules implements RulesInForce, PackVersions, StatusEntry, SmartInitializingSingleton {

    private static final Logger log = LoggerFactory.getLogger(LinkedRules.class);

    private static final String COMMIT = "[0-9a-f]{40}";

    private final @Nullable Path link;

    private final Supplier<RulePacks> builtIn;

    private volatile @Nullable State state;

    /** What holds, and where the link pointed when that was decided. */
    private record State(RulePacks packs, @Nullable Path seen, String refused, List<RuleError> problems) {}

    private final boolean awaited;

    /**
     * Prepares the rules.
     *
     * @param awaited whether the server is ready only with its rules, so that broken ones stop the start; else who needs them
     *                first waits
     */
    LinkedRules(@Nullable Path link, Supplier<RulePacks> builtIn, boolean awaited) {
        this.link = link;
        this.builtIn = builtIn;
        this.awaited = awaited;
    }

    @Override
    public void afterSingletonsInstantiated() {
        if (awaited) {
            look();
        }
    }

    @Override
    public RulePacks current() {
        return look().packs();
    }

    private State look() {
        var known = known();
        var target = target();
        return target == null || target.equals(known.seen()) ? known : follow(target);
    }

    private State known() {
        var known = state;
        return known == null ? new State(builtIn.get(), null, "", List.of()) : known;
    }

    /** The directory behind the link; null while there is none, which changes nothing. */
    private @Nullable Path target() {
        if (link == null) {
            return null;
        }
        try {
            return link.toRealPath();
        } catch (IOException e) {
            return null;
        }
    }

    private synchronized State follow(Path target) {
        var before = known();
        if (target.equals(before.seen())) {
            return before;
        }
        var name = String.valueOf(target.getFileName());
        try {
            var packs = builtIn.get().and(target, name.matches(COMMIT) ? name : null);
            var now = new State(packs, target, "", List.of());
            state = now;
            log.atInfo()
                    .addKeyValue("commit", name)
                    .addKeyValue("digest", packs.digest())
                    .log("rules in force");
            return now;
        } catch (RulePackRejected e) {
            var now = new State(before.packs(), target, name, e.errors());
            state = now;
            e.errors()
                    .forEach(error -> log.atWarn()
                            .addKeyValue("commit", name)
                            .addKeyValue("file", error.file())
                            .addKeyValue("line", error.line())
                            .addKeyValue("why", error.message())
                            .log("rules refused; the ones before stay in force"));
            return now;
        }
    }

    @Override
    public List<PackVersion> packs() {
        return current().versions();
    }

    @Override
    public String key() {
        return "rules";
    }

    @Override
    public Object value() {
        var now = look();
        var json = new LinkedHashMap<String, Object>();
        json.put("digest", now.packs().digest());
        json.put("guards", now.packs().guards().size());
        json.put("causes", now.packs().causes().size());
        json.put(
                "muted",
                now.packs().mutes().stream()
                        .map(mute -> Map.of(
                                "rule", mute.rule(),
                                "owner", mute.owner(),
                                "reason", mute.reason(),
                                "until", mute.until().toString()))
                        .toList());
        json.put("refused", now.refused());
        json.put("problems", now.problems().stream().map(RuleError::toString).toList());
        return json;
    }
}
