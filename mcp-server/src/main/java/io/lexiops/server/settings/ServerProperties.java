package io.lexiops.server.settings;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The server itself.
 *
 * @param stdio          speak over standard input and output, without a web server
 * @param writes         whether tools may change anything
 * @param dataDir        the database and the installation key
 * @param tokens         who may call over HTTP; without any, everybody on this machine may read
 * @param namespaces     the only namespaces that tools touch; empty means that the backend's own rights decide
 * @param deniedKinds    kinds that no tool touches: {@code Secret}, {@code rbac.authorization.k8s.io/*}
 * @param tools          which tools there are
 * @param allowedHosts   Host headers that are accepted; empty means loopback names while bound to loopback, else any
 * @param allowedOrigins Origin headers that are accepted besides those of this server
 * @param limits         against floods
 * @param sessionIdle    a session that is not used for this long ends
 * @param oauth          callers with tokens of an authorization server; null: none
 * @param tokenReview    callers with tokens of service accounts; null: none
 */
@Validated
@ConfigurationProperties("copilot.server")
public record ServerProperties(
        @DefaultValue("false") boolean stdio,
        @DefaultValue("disabled") Writes writes,
        Path dataDir,
        @DefaultValue List<TokenProperties> tokens,
        @DefaultValue Set<String> namespaces,
        @DefaultValue Set<String> deniedKinds,
        @DefaultValue Tools tools,
        @DefaultValue Set<String> allowedHosts,
        @DefaultValue Set<String> allowedOrigins,
        @DefaultValue Limits limits,
        @DefaultValue("30m") Duration sessionIdle,
        @Nullable OAuthProperties oauth,
        @Nullable TokenReviewProperties tokenReview) {

    public ServerProperties {
        tokens = List.copyOf(tokens);
        namespaces = trimmed(namespaces);
        deniedKinds = trimmed(deniedKinds);
        allowedHosts = trimmed(allowedHosts);
        allowedOrigins = trimmed(allowedOrigins);
    }

    /** Whether callers must say who they are, in whichever of the three ways, if these are the static tokens. */
    public boolean authenticates(List<TokenProperties> others) {
        return !others.isEmpty() || oauth != null || reviewsTokens();
    }

    public boolean reviewsTokens() {
        return tokenReview != null && tokenReview.enabled();
    }

    static Set<String> trimmed(@Nullable Set<String> words) {
        return words == null
                ? Set.of()
                : words.stream()
                        .map(String::strip)
                        .filter(word -> !word.isEmpty())
                        .collect(Collectors.toUnmodifiableSet());
    }

    /** Whether tools may change anything. */
    public enum Writes {
        ENABLED,
        DISABLED
    }

    /**
     * Which tools there are. An entry is the name of a tool, or a beginning of names and a star: {@code helm_*}. One that
     * fits no tool fails the start.
     *
     * @param enable tools to switch on that are off by default
     * @param allow  the only tools; empty means all
     * @param deny   tools that nobody gets, whatever the others say
     */
    public record Tools(
            @DefaultValue Set<String> enable,
            @DefaultValue Set<String> allow,
            @DefaultValue Set<String> deny) {

        public Tools {
            enable = trimmed(enable);
            allow = trimmed(allow);
            deny = trimmed(deny);
        }
    }

    /**
     * Against floods.
     *
     * @param body           bytes of a request
     * @param calls          calls that run at the same time
     * @param callsPerCaller the same, of one caller
     * @param callsWaiting   calls that wait for their turn, for at most {@code waiting}
     * @param sessions       sessions that are open at the same time
     * @param call           how long a call may run
     * @param longCall       how long a call that waits for the cluster may run
     * @param rate           messages a second of one caller, once the burst is used up
     * @param burst          messages of one caller at once
     * @param result         bytes of a result; a larger one is refused
     * @param bodyTime       how long a request may take to arrive
     * @param badTokens      wrong tokens of one address at once; afterwards half of them a minute
     */
    public record Limits(
            @DefaultValue("4194304") @Min(1024) @Max(67108864) int body,

            @DefaultValue("64") @Min(1) int calls,
            @DefaultValue("32") @Min(1) int callsPerCaller,
            @DefaultValue("512") @Min(0) int callsWaiting,
            @DefaultValue("10s") Duration waiting,
            @DefaultValue("2000") @Min(1) int sessions,
            @DefaultValue("120s") Duration call,
            @DefaultValue("620s") Duration longCall,
            @DefaultValue("2000") @Min(1) int rate,
            @DefaultValue("4000") @Min(1) int burst,

            @DefaultValue("8388608") @Min(4096) @Max(268435456) int result,

            @DefaultValue("30s") Duration bodyTime,
            @DefaultValue("60") @Min(1) int badTokens) {}
}
