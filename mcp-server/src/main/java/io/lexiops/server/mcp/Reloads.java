package io.lexiops.server.mcp;

import io.lexiops.server.audit.ArgumentsDigest;
import io.lexiops.server.audit.AuditEntry;
import io.lexiops.server.audit.AuditTrail;
import io.lexiops.server.audit.AuditUnavailable;
import io.lexiops.server.settings.ConfigFile;
import io.lexiops.server.settings.ConfigFileRefused;
import io.lexiops.server.settings.LiveSettings;
import io.lexiops.server.settings.ReloadableSettings;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.StatusEntry;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * Looks at the configuration file again and again, and puts what has changed in force: all of it, or nothing. It compares
 * contents, because the times of a file that is swapped behind a symbolic link, as Kubernetes does it, tell nothing.
 */
final class Reloads implements StatusEntry, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Reloads.class);
    private static final String CALLER = "configuration";
    private static final String MISSING = "-";

    private final ConfigFile file;
    private final LiveSettings live;
    private final AuditTrail trail;
    private final JsonMapper json;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile State state;
    private String judged;
    private @Nullable String candidate;

    Reloads(ConfigFile file, LiveSettings live, AuditTrail trail, JsonMapper json) {
        this.file = file;
        this.live = live;
        this.trail = trail;
        this.json = json;
        // What the settings at the start were read from may have changed meanwhile: the first look then finds them so.
        this.judged = "";
        this.state = new State("", "");
    }

    /**
     * What the file is worth.
     *
     * @param digest  of the content in force
     * @param problem why the content that is there now is not; empty if it is
     */
    private record State(String digest, String problem) {}

    /** Looks until it is closed. */
    void watch(Duration poll) {
        Thread.ofVirtual().name("configuration").start(() -> {
            try {
                while (!closed.await(poll.toMillis(), TimeUnit.MILLISECONDS)) {
                    lookAndGoOn();
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void lookAndGoOn() {
        try {
            look();
        } catch (RuntimeException e) {
            // One look that failed must not be the last.
            log.atError().addKeyValue("file", file.path()).setCause(e).log("the configuration could not be looked at");
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }

    @Override
    public String key() {
        return "configuration";
    }

    @Override
    public Object value() {
        var now = state;
        var value = new LinkedHashMap<String, Object>();
        value.put("file", file.path().toString());
        value.put("state", now.problem().isEmpty() ? "in force" : "refused");
        value.put("digest", now.digest());
        if (!now.problem().isEmpty()) {
            value.put("why", now.problem() + "; the settings before stay in force");
        }
        return value;
    }

    /** Looks once. A content counts when it is the same twice: an editor may be in the middle of it. */
    void look() {
        ConfigFile.@Nullable Content content = null;
        var digest = MISSING;
        var problem = "";
        try {
            content = file.read();
            digest = content.digest();
        } catch (ConfigFileRefused e) {
            problem = String.valueOf(e.getMessage());
        }
        if (digest.equals(judged)) {
            candidate = null;
        } else if (!digest.equals(candidate)) {
            candidate = digest;
        } else {
            judge(content, digest, problem);
        }
    }

    private void judge(ConfigFile.@Nullable Content content, String digest, String unreadable) {
        try {
            if (content == null) {
                refused(digest, unreadable);
            } else {
                takeOrRefuse(content, digest);
            }
            judged = digest;
        } catch (AuditUnavailable e) {
            // What nobody can account for later is not put in force. The next look tries again.
            state = new State(state.digest(), "the audit trail cannot be written");
            log.atError().addKeyValue("file", file.path()).setCause(e).log("configuration not reloaded");
        }
    }

    private void takeOrRefuse(ConfigFile.Content content, String digest) {
        try {
            take(file.settings(content), digest);
        } catch (ConfigFileRefused e) {
            refused(digest, String.valueOf(e.getMessage()));
        } catch (IllegalArgumentException | IllegalStateException e) {
            refused(digest, file.path() + ": " + e.getMessage());
        }
    }

    private void take(ReloadableSettings settings, String digest) {
        var changed = settings.differingFrom(live.current());
        if (!changed.isEmpty()) {
            live.replace(settings, () -> trail.append(entry(digest, changed, "ok", null)));
            log.atInfo()
                    .addKeyValue("file", file.path())
                    .addKeyValue("digest", digest)
                    .addKeyValue("changed", changed)
                    .log("configuration reloaded");
        }
        state = new State(digest, "");
    }

    private void refused(String digest, String why) {
        log.atWarn().addKeyValue("file", file.path()).addKeyValue("why", why).log("configuration refused");
        trail.append(entry(digest, Set.of(), ErrorCode.INVALID_ARGUMENT.name().toLowerCase(Locale.ROOT), why));
        state = new State(state.digest(), why);
    }

    private AuditEntry entry(String digest, Set<String> changed, String outcome, @Nullable String why) {
        var arguments = Map.<String, Object>of(
                "file", file.path().toString(), "sha256", digest, "changed", List.copyOf(changed));
        return new AuditEntry(
                CALLER,
                CALLER,
                null,
                "configuration_reload",
                ArgumentsDigest.of(arguments),
                json.writeValueAsString(arguments),
                outcome,
                why,
                null,
                Duration.ZERO);
    }
}
