package io.lexiops.server.change;

import io.lexiops.server.access.Fence;
import io.lexiops.server.audit.AuditTrail;
import io.lexiops.server.audit.JdbcAuditTrail;
import io.lexiops.server.redact.InstallationKey;
import io.lexiops.server.redact.Redactor;
import io.lexiops.server.tool.CallContext;
import io.lexiops.server.tool.Caller;
import io.lexiops.server.tool.Role;
import io.lexiops.server.tool.ServedContexts;
import io.lexiops.server.tool.Tool;
import io.lexiops.server.tool.ToolArguments;
import io.lexiops.server.tool.ToolCall;
import io.lexiops.server.tool.ToolFailed;
import io.lexiops.server.tool.ToolResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A pipeline over a fake cluster and a database in memory, which both live on when the pipeline is started again. */
final class ChangeFixture {

    static final Caller ROUTER = new Caller("host-router", Role.ROUTER, Set.of());
    static final Caller OPERATOR = new Caller("alice", Role.OPERATOR, Set.of());
    static final Caller REVIEWER = new Caller("host-reviewer", Role.REVIEWER, Set.of());

    final FakeCluster cluster = new FakeCluster();
    final ScriptedPacks packs = new ScriptedPacks();
    final MovingClock clock = new MovingClock();
    final TestGrants grants = new TestGrants();
    final InstallationKey key = InstallationKey.random();
    final Redactor redactor = new Redactor(key);
    final JdbcClient jdbc;
    final JdbcLedger ledger;
    final AuditTrail trail;
    final Path keyFile;
    final GrantKeys keys;

    /** What the server serves; one cluster unless a test says otherwise. */
    volatile List<String> contexts = List.of("only");

    /** What the pipeline does between two looks. */
    volatile Pause pause = clock::move;

    private final Map<String, Tool> tools = new ConcurrentHashMap<>();
    private Settlement settlement;

    ChangeFixture() {
        var database = database();
        this.jdbc = JdbcClient.create(database);
        var transactions = new TransactionTemplate(new JdbcTransactionManager(database));
        this.ledger = new JdbcLedger(jdbc, transactions, clock, key);
        this.trail = new JdbcAuditTrail(jdbc, transactions, Clock.systemUTC(), key);
        this.keyFile = keyFile();
        this.keys = new GrantKeys(keyFile);
        writeKeys();
        this.settlement = start(new Fence(Set.of(), Set.of()), ledger);
    }

    /** As if the process had been killed and started again. */
    void restart() {
        settlement = start(new Fence(Set.of(), Set.of()), ledger);
    }

    /** The same with a ledger that misbehaves. */
    void restart(UnaryOperator<Ledger> around) {
        settlement = start(new Fence(Set.of(), Set.of()), around.apply(ledger));
    }

    void restartBehind(Fence fence) {
        settlement = start(fence, ledger);
    }

    /** What a start does before it serves. */
    void recordWhatWasLost() {
        settlement.recordWhatWasLost();
    }

    void settleAll() {
        settlement.settleAll();
    }

    private Settlement start(Fence fence, Ledger book) {
        tools.clear();
        var properties = new ChangeProperties(Duration.ofMinutes(10), Duration.ofMinutes(5), Duration.ofSeconds(1));
        var versions = new SeenVersions(key, book);
        var judge = new Judge(fence, redactor, packs, versions);
        var live = new LiveCheck(cluster, versions);
        var converging = new Converging(properties, clock, time -> pause.pause(time), redactor);
        var turns = new Turns();
        var writeTools = new WriteTools();
        var served = served();
        var home = new ChangeHome(served);
        var settling = new Settlement(
                book, live, writeTools, home, converging, redactor, clock, turns, new LostRecords(book, trail));
        var grantCheck = new JoseGrants(
                keys, new GrantProperties(keyFile, Duration.ofMinutes(30), Duration.ofSeconds(10)), clock);
        var permission =
                new Permission(grantCheck, new ConfirmationHandles(key, properties.confirmationExpiry(), clock), judge);
        var flow = new WriteFlow(
                judge,
                permission,
                new Execution(
                        book,
                        judge,
                        live,
                        converging,
                        redactor,
                        clock,
                        turns,
                        new TakingBack(writeTools, live, redactor)),
                new WriteFlow.Replay(book, settling, turns),
                new Uninterrupted());
        var pipeline = new GuardedChangePipeline(writeTools, flow);
        List.of(
                        FakeTools.set(cluster),
                        FakeTools.remove(cluster),
                        new UndoTool(book, writeTools, home, cluster, versions))
                .forEach(tool -> {
                    var guarded = pipeline.guard(tool);
                    tools.put(guarded.spec().name(), guarded);
                });
        tools.put("changes_list", new ChangesListTool(book, served));
        return settling;
    }

    private ServedContexts served() {
        return new ServedContexts() {
            @Override
            public boolean several() {
                return contexts.size() > 1;
            }

            @Override
            public List<String> names() {
                return contexts;
            }
        };
    }

    Tool tool(String name) {
        return Objects.requireNonNull(tools.get(name), name);
    }

    ToolResult call(String name, Map<String, Object> arguments, Caller caller, CallContext context) {
        try {
            var tool = tool(name);
            return tool.call(new ToolCall(ToolArguments.of(tool.spec(), arguments), caller, context));
        } catch (ToolFailed e) {
            return e.toResult();
        }
    }

    /** The structured answer of a dry run. */
    Map<String, Object> preview(String name, Map<String, Object> arguments) {
        var dryRun = new LinkedHashMap<>(arguments);
        dryRun.put("dryRun", true);
        return call(name, dryRun, REVIEWER, FakeContext.plain()).structured();
    }

    Map<String, Object> claims(String name, Map<String, Object> arguments) {
        return TestGrants.claims(name, preview(name, arguments), clock.instant());
    }

    /** What the host does: preview, grant, call. */
    ToolResult granted(String name, Map<String, Object> arguments) {
        return call(name, arguments, ROUTER, FakeContext.granted(grants.sign(claims(name, arguments))));
    }

    /** The id of the change in an answer. */
    static String id(ToolResult result) {
        return String.valueOf(Json.part(result.structured().get("change")).get("id"));
    }

    static String outcome(ToolResult result) {
        return String.valueOf(Json.part(result.structured().get("change")).get("outcome"));
    }

    static Map<String, Object> set(String name, String value) {
        return Map.of("names", List.of(name), "value", value);
    }

    private void writeKeys() {
        try {
            TestGrants.writeKeys(keyFile, grants.pair.getPublic());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path keyFile() {
        try {
            var file = Files.createTempFile("grants", ".pem");
            file.toFile().deleteOnExit();
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static DataSource database() {
        var database = new DriverManagerDataSource("jdbc:h2:mem:" + UUID.randomUUID()
                + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH;DB_CLOSE_DELAY=-1");
        database.setUsername("sa");
        database.setPassword("");
        new ResourceDatabasePopulator(
                        new ClassPathResource("db/migration/V1__audit.sql"),
                        new ClassPathResource("db/migration/V2__changes.sql"),
                        new ClassPathResource("db/migration/V3__seen_states.sql"),
                        new ClassPathResource("db/migration/V4__contexts.sql"))
                .execute(database);
        return database;
    }
}
