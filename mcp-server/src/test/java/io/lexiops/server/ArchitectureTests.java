package io.lexiops.server;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.springframework.modulith.ApplicationModule;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_THROW_GENERIC_EXCEPTIONS;
import static org.assertj.core.api.Assertions.assertThat;

/** The house rules that a compiler does not know. */
class ArchitectureTests {

    private static final String ROOT = "io.lexiops.server";

    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    // Which classes may know a library, by the name of the outermost class.
    private static final Map<String, String> ADAPTERS = Map.ofEntries(
            Map.entry("io.kubernetes.client..", "ClientJava.*"),
            Map.entry("okhttp3..", "OkHttp.*|ClientJava.*"), // client-java shows its OkHttp
            Map.entry("com.marcnuri.helm..", "HelmJava.*"),
            Map.entry("io.modelcontextprotocol..", "Mcp.*"),
            Map.entry("org.springframework.jdbc..", "Jdbc.*|.*Configuration"),
            Map.entry("java.sql..", "Jdbc.*"),
            Map.entry("org.jose4j..", "Jose.*|Jws.*"),
            Map.entry("io.opentelemetry..", "OpenTelemetry.*"),
            Map.entry("dev.cel..", "Cel.*"),
            Map.entry("org.erdtman.jcs..", "ArgumentsDigest"),
            Map.entry("org.snakeyaml..", ".*Yaml.*"),
            Map.entry(
                    "jakarta.servlet..",
                    "BearerTokens|WebSecurity|McpHttpConfiguration|HostAndOrigin|HttpGate"
                            + "|GateResponse|BufferedRequest|JsonRpcResponses|StatelessHttp|HttpReply|WhenAsyncEnds"));

    // Each of them stands at a border, or drives a loop that nobody waits for.
    private static final List<String> WITH_LOGGER = List.of(
            "Guard", "StatelessEdge", "BearerTokens", "ApiServer", "EventLoop", "LinkedRules", "Reloads", "Settlement");

    @Test
    void namesSayWhatAThingIs() {
        noClasses()
                .that()
                // Kubernetes calls the writer of a field its manager.
                .doNotHaveFullyQualifiedName(ROOT + ".sandbox.ManagedFields$Manager")
                .should()
                .haveNameMatching(".*(Manager|Helper|Impl|Utils?|Data|Info|Processor)")
                .because("such a name hides what the class is for")
                .check(OURS);
    }

    @Test
    void aLibraryIsKnownOnlyToTheAdapterThatCarriesItsName() {
        ADAPTERS.forEach((library, names) -> noClasses()
                .that(areNotNamed(names))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .because("another library must be one new adapter, not a change everywhere; allowed are " + names)
                .check(OURS));
    }

    @Test
    void theContractOfAToolKnowsOnlyTheJdk() {
        classes()
                .that()
                .resideInAPackage(ROOT + ".tool")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        "java..", ROOT + ".tool", "org.jspecify.annotations..", "org.springframework.modulith.."))
                .because("whoever writes a tool should have to know nothing else")
                .check(OURS);
    }

    @Test
    void whatABeanNeedsStandsInItsConstructor() {
        noFields()
                .should()
                .beAnnotatedWith("org.springframework.beans.factory.annotation.Autowired")
                .orShould()
                .beAnnotatedWith("org.springframework.beans.factory.annotation.Value")
                .orShould()
                .beAnnotatedWith("jakarta.annotation.Resource")
                .orShould()
                .beAnnotatedWith("jakarta.inject.Inject")
                .because("a test must be able to build it without a container")
                .check(OURS);
    }

    @Test
    void nothingIsSharedThroughStaticState() {
        fields().that()
                .areStatic()
                .should()
                .beFinal()
                .because("two servers in one process, as in a test, must not see each other")
                .check(OURS);
    }

    @Test
    void nothingIsPrinted() {
        noClasses()
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .callMethod(Throwable.class, "printStackTrace")
                .because("standard output belongs to the protocol")
                .check(OURS);
    }

    @Test
    void theTimeComesFromTheClock() {
        noClasses()
                .that()
                .doNotHaveSimpleName("ClockConfiguration")
                .and()
                // A cluster of its own may be started without this program's clock.
                .doNotHaveFullyQualifiedName(ROOT + ".sandbox.Sandbox")
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Clock.class, "systemUTC")
                .orShould()
                .callMethod(Clock.class, "systemDefaultZone")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.Date")
                .because("a test must be able to say what time it is")
                .check(OURS);
    }

    @Test
    void callsAreOrdinaryCalls() {
        noClasses()
                .that()
                // The SDK asks a transport for Monos, also where everything else is synchronous.
                .doNotHaveSimpleName("McpStdioTransport")
                .and()
                .doNotHaveFullyQualifiedName(ROOT + ".mcp.McpStdioTransport$Lines")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("reactor..", "org.reactivestreams..", "io.reactivex..")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.concurrent.CompletableFuture")
                .because("virtual threads wait cheaply, and a stack trace should tell who called")
                .check(OURS);
    }

    @Test
    void aRecordIsMadeOfPlainValues() {
        classes()
                .that(are("records", JavaClass::isRecord))
                .and(are("not private", type -> !type.getModifiers().contains(JavaModifier.PRIVATE)))
                .and()
                .resideOutsideOfPackage(ROOT + ".sandbox") // JSON is what it is made of
                .should(haveOnlyComponentsOf("java.", "io.lexiops."))
                .because("a record crosses borders that a library's type must not cross")
                .check(OURS);
    }

    @Test
    void onlyBordersLog() {
        noClasses()
                .that(areNotNamed(String.join("|", WITH_LOGGER)))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.slf4j..", "java.util.logging..", "org.apache.commons.logging..")
                .because(
                        "one line for each event, where it leaves or enters; add a class here when it is such a border")
                .check(OURS);
    }

    @Test
    void anExceptionSaysWhatIsWrong() {
        NO_CLASSES_SHOULD_THROW_GENERIC_EXCEPTIONS
                .because("who catches it must be able to tell it from all others")
                .check(OURS);
    }

    @Test
    void nobodyCatchesEverything() {
        classes()
                .should(notCatch(Exception.class))
                .because("a checked exception that nobody thought of would be treated as one that somebody did")
                .check(OURS);
    }

    @Test
    void nothingIsReadFromTheEnvironmentBelowTheConfiguration() {
        noClasses()
                .that(areNotNamed(".*Configuration|.*Properties|McpServerApplication|ClientJavaKubeconfig"))
                .should()
                .callMethod(System.class, "getenv", String.class)
                .orShould()
                .callMethod(System.class, "getenv")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("org.springframework.core.env.Environment")
                .because("a setting is a property with a name, a type and a check")
                .check(OURS);
    }

    @Test
    void everyPackageIsNullMarkedAndDeclaresItsArrows() {
        var packages = OURS.getPackage(ROOT).getSubpackages();
        assertThat(packages).isNotEmpty();
        assertThat(packages.stream()
                        .filter(candidate -> !candidate.isAnnotatedWith(NullMarked.class)
                                || !candidate.isAnnotatedWith(ApplicationModule.class))
                        .map(JavaPackage::getName))
                .as("packages without @NullMarked or @ApplicationModule in package-info.java")
                .isEmpty();
        assertThat(packages.stream()
                        .filter(candidate -> !candidate.getSubpackages().isEmpty()))
                .as("packages are flat: Java gives no access between a package and its sub-package")
                .isEmpty();
    }

    private static DescribedPredicate<JavaClass> areNotNamed(String names) {
        var pattern = Pattern.compile(names);
        return are(
                "classes not named " + names,
                type -> !pattern.matcher(outermost(type).getSimpleName()).matches());
    }

    private static JavaClass outermost(JavaClass type) {
        return type.getEnclosingClass().map(ArchitectureTests::outermost).orElse(type);
    }

    private static DescribedPredicate<JavaClass> are(
            String description, java.util.function.Predicate<JavaClass> predicate) {
        return DescribedPredicate.describe(description, predicate);
    }

    private static ArchCondition<JavaClass> haveOnlyComponentsOf(String... prefixes) {
        return new ArchCondition<>("have only components of " + String.join(", ", prefixes)) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                for (var component : type.getFields()) {
                    if (!component.getModifiers().contains(JavaModifier.STATIC) && foreign(component)) {
                        events.add(SimpleConditionEvent.violated(type, component.getDescription()));
                    }
                }
            }

            private boolean foreign(JavaField component) {
                return !component.getType().getAllInvolvedRawTypes().stream()
                        .map(JavaClass::getBaseComponentType)
                        .filter(type -> !type.isPrimitive())
                        .allMatch(type -> List.of(prefixes).stream().anyMatch(type.getName()::startsWith));
            }
        };
    }

    private static ArchCondition<JavaClass> notCatch(Class<? extends Throwable> tooWide) {
        return new ArchCondition<>("not catch " + tooWide.getSimpleName()) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                type.getCodeUnits().stream()
                        .flatMap(unit -> unit.getTryCatchBlocks().stream())
                        .filter(block -> block.getCaughtThrowables().stream().anyMatch(c -> c.isEquivalentTo(tooWide)))
                        .forEach(block -> events.add(
                                SimpleConditionEvent.violated(type, "caught in " + block.getSourceCodeLocation())));
            }
        };
    }
}
