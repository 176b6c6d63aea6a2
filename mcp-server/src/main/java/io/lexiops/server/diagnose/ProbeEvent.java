package io.lexiops.server.diagnose;

import io.lexiops.server.kubernetes.KubernetesObject;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the kubelet said when a probe failed.
 *
 * @param failure status, refused, timeout, portName, host, scheme, program, command, unreachable or other
 * @param status  the HTTP status; 0 if there was none
 * @param count   how often, as far as the kubelet still counts
 */
record ProbeEvent(String failure, long status, String message, long count, Duration age) {

    private static final Pattern UNHEALTHY =
            Pattern.compile("(Readiness|Liveness|Startup) probe (?:failed|errored)[^:]{0,60}: (.*)", Pattern.DOTALL);
    private static final Pattern STATUS = Pattern.compile("HTTP probe failed with statuscode: (\\d{3})");

    static Optional<ProbeEvent> newest(ContainerView container, Events events, String probe) {
        return container
                .events(events)
                .filter(event -> event.textAt("", "reason").equals("Unhealthy"))
                .flatMap(event -> {
                    var matcher = UNHEALTHY.matcher(Events.message(event));
                    return matcher.matches()
                                    && matcher.group(1).toLowerCase(Locale.ROOT).equals(probe)
                            ? Optional.of(of(event, matcher, events)).stream()
                            : Optional.<ProbeEvent>empty().stream();
                })
                .findFirst();
    }

    private static ProbeEvent of(KubernetesObject event, Matcher matcher, Events events) {
        var message = matcher.group(2);
        var status = STATUS.matcher(message);
        long number = status.lookingAt() ? Long.parseLong(status.group(1)) : 0;
        return new ProbeEvent(
                number > 0 ? "status" : failure(message),
                number,
                Events.message(event),
                event.numberAt(event.numberAt(1, "series", "count"), "count"),
                events.age(event));
    }

    private static String failure(String message) {
        if (ImagePulls.any(message, "strconv.", "couldn't find port", "invalid port")) {
            return "portName";
        }
        if (message.contains("connection refused") || message.contains("connection reset")) {
            return "refused";
        }
        if (ImagePulls.any(message, "no such host", "server misbehaving")) {
            return "host";
        }
        if (ImagePulls.any(message, "HTTP response to HTTPS client", "malformed HTTP response", "tls: ", "x509: ")) {
            return "scheme";
        }
        if (ImagePulls.any(message, "deadline exceeded", "Client.Timeout", "i/o timeout", "timed out")) {
            return "timeout";
        }
        if (ImagePulls.any(
                message,
                "executable file not found",
                "unable to start container process",
                "no such file or directory: unknown")) {
            return "program";
        }
        return ImagePulls.any(message, "no route to host", "EOF") ? "unreachable" : "command";
    }
}
