package io.lexiops.server.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A simulated Kubernetes cluster in this process, reached over HTTPS on the loopback address. */
public final class Sandbox implements AutoCloseable {

    /** The name of its context in a kubeconfig. */
    public static final String NAME = "sandbox";

    private static final Duration TOKEN_LIFETIME = Duration.ofDays(365);

    private final SandboxClock clock;
    private final Machinery machinery;
    private final Tokens tokens;
    private final ApiServer server;
    private final Kubeconfig kubeconfig;
    private final Fixtures fixtures;
    private final Controllers controllers;
    private final LogBook logs;
    private final boolean still;
    private final @Nullable StateFile stateFile;

    private Sandbox(SandboxSettings settings, Clock realClock) throws IOException {
        this.clock = new SandboxClock(realClock);
        this.still = settings.still();
        var store = new ObjectStore();
        var schema = Schema.load();
        var catalog = new ResourceCatalog();
        var writes = new ObjectWrites(store, catalog, schema, new Defaults(schema), AdmissionChain.of(store), clock);
        this.machinery = new Machinery(store, schema, catalog, writes, new ObjectDeletes(store, writes, clock), clock);
        this.stateFile = settings.stateFile() == null ? null : new StateFile(settings.stateFile());
        var kept = stateFile == null ? Optional.<StateFile.Kept>empty() : stateFile.load();
        kept.ifPresent(state -> store.restore(state.version(), state.objects()));
        this.tokens = new Tokens(
                kept.map(state -> Base64.getDecoder().decode(state.key())).orElseGet(Sandbox::newKey), store, clock);
        this.fixtures = new Fixtures(machinery);
        var custom = new CustomResources(machinery);
        custom.refreshAll();
        var rbac = new Rbac(store);
        this.logs = new LogBook();
        var subresources = new Subresources(
                machinery,
                new AccessReviews(rbac, tokens),
                tokens,
                new PodLogs(machinery, logs),
                new Evictions(machinery));
        var router = new ApiRouter(
                machinery, rbac, new ResourceEndpoint(machinery, subresources), custom, settings.openApiV3());
        var certificate = LoopbackCertificate.create(clock);
        this.server = new ApiServer(settings.port(), certificate, tokens, router, rbac);
        this.kubeconfig = new Kubeconfig(uri(), certificate.pem());
        this.controllers = new Controllers(machinery, logs, settings, certificate.pem());
        if (stateFile != null) {
            controllers.keepIn(stateFile, tokens.key());
        }
        fixtures.installBasics();
        if (!still) {
            controllers.start();
        }
        if (settings.shop() && kept.isEmpty()) {
            new Shop(fixtures, clock, controllers).open();
        }
        server.start();
    }

    /** Starts a cluster. */
    public static Sandbox start(SandboxSettings settings) {
        return start(settings, Clock.systemUTC());
    }

    /** Starts a cluster whose time is that of the clock. */
    public static Sandbox start(SandboxSettings settings, Clock clock) {
        try {
            return new Sandbox(settings, clock);
        } catch (IOException e) {
            throw new UncheckedIOException("the simulated cluster can't listen on port " + settings.port(), e);
        }
    }

    private static byte[] newKey() {
        var key = new byte[32];
        new SecureRandom().nextBytes(key);
        return key;
    }

    public URI uri() {
        return URI.create("https://127.0.0.1:" + server.port());
    }

    /** A kubeconfig, as text, with all rights. */
    public String kubeconfig() {
        return kubeconfig.of("kubernetes-admin", "default", tokens.adminToken());
    }

    /** A kubeconfig with the rights of a service account that exists. */
    public String kubeconfig(String namespace, String serviceAccount) {
        return kubeconfig.of(serviceAccount, namespace, token(namespace, serviceAccount));
    }

    public String adminToken() {
        return tokens.adminToken();
    }

    /** A token of a service account that exists. */
    public String token(String namespace, String serviceAccount) {
        return token(namespace, serviceAccount, Tokens.DEFAULT_AUDIENCE, TOKEN_LIFETIME);
    }

    /** A token of a service account that exists, as it would be projected for another service than the API server. */
    public String token(String namespace, String serviceAccount, String audience, Duration lifetime) {
        var account = machinery
                .store()
                .find(new ObjectId("serviceaccounts", namespace, serviceAccount))
                .orElseThrow(() -> new IllegalArgumentException(
                        "there is no service account " + serviceAccount + " in " + namespace));
        return tokens.issue(account, List.of(audience), lifetime);
    }

    /** Creates or replaces the objects of a YAML text. */
    public void install(String yaml) {
        fixtures.install(yaml);
    }

    /**
     * Puts objects there as they are, status and all, without admission: for what shall be looked at, and for very many.
     * What they lack of a name of their own ({@code uid}) and of a birthday is filled in, always in the same way.
     */
    public void put(Iterable<? extends Map<String, ?>> objects) {
        objects.forEach(object -> fixtures.put((ObjectNode) Trees.JSON.<JsonNode>valueToTree(object)));
    }

    /** Writes lines into the log of a container that was put there, one second after the other until now. */
    public void writeLog(String namespace, String pod, String container, int restart, List<String> lines) {
        var uid = Trees.text(
                machinery
                        .store()
                        .find(new ObjectId("pods", namespace, pod))
                        .orElseThrow(() -> new IllegalArgumentException("there is no pod " + pod + " in " + namespace)),
                "metadata",
                "uid");
        var first = clock.instant().minusSeconds(lines.size());
        for (int i = 0; i < lines.size(); i++) {
            logs.write(new LogBook.Run(uid, container, restart), first.plusSeconds(i), lines.get(i));
        }
    }

    /** One object as it is now. */
    Optional<ObjectNode> object(String kind, String namespace, String name) {
        var type = machinery.catalog().builtIn(kind);
        return machinery.store().find(new ObjectId(type.storageKey(), namespace, name));
    }

    /** All objects of a kind in a namespace. */
    List<ObjectNode> objects(String kind, String namespace) {
        var type = machinery.catalog().builtIn(kind);
        return machinery.store().list(type.storageKey(), namespace).objects();
    }

    /** Waits until no controller has anything to do now; what waits for a later time does not count. */
    public boolean awaitIdle(Duration atMost) {
        return controllers.awaitIdle(atMost);
    }

    /** Lets time pass at once for controllers, back-offs and schedules. */
    public void advance(Duration time) {
        clock.advance(time);
        controllers.wake();
    }

    @Override
    public void close() {
        server.close();
        if (!still) {
            controllers.close();
        }
        if (stateFile != null) {
            stateFile.save(machinery.store(), tokens.key());
        }
    }
}
