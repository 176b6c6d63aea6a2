package io.lexiops.server.kubernetes;

import io.lexiops.server.access.Fence;
import io.lexiops.server.access.TokenReviews;
import io.lexiops.server.change.ChangePipeline;
import io.lexiops.server.output.Ages;
import io.lexiops.server.redact.Redactor;
import io.lexiops.server.sandbox.Sandbox;
import io.lexiops.server.sandbox.SandboxSettings;
import io.lexiops.server.tool.Tool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the Kubernetes backend together. */
@Configuration(proxyBeanMethods = false)
class KubernetesConfiguration {

    private static final Duration LONGEST_REVIEW = Duration.ofSeconds(5);

    @Bean
    KubernetesContexts kubernetesContexts(ClusterAccess access, KubernetesProperties properties, Clock clock) {
        var names = ContextNames.of(properties, access);
        return names.size() > 1 && access instanceof ClusterAccess.File(var path, var _)
                ? KubernetesContexts.several(
                        names, name -> connect(new ClusterAccess.File(path, name), properties, clock))
                : KubernetesContexts.only(connect(onlyOne(access, names), properties, clock));
    }

    private static ClusterAccess onlyOne(ClusterAccess access, List<String> names) {
        return access instanceof ClusterAccess.File(var path, var _) && !names.isEmpty()
                ? new ClusterAccess.File(path, names.getFirst())
                : access;
    }

    private static ClientJavaKubernetes connect(ClusterAccess access, KubernetesProperties properties, Clock clock) {
        return new ClientJavaKubernetes(access, properties.timeout(), properties.namespace(), clock);
    }

    @Bean
    Kubernetes kubernetes(
            KubernetesContexts contexts, Fence fence, PodSecrets secrets, FollowedSecrets followed, Redactor redactor) {
        return FencedKubernetes.of(contexts.kubernetes(), fence, new ProgramText(secrets, redactor), followed);
    }

    @Bean
    FollowedSecrets followedSecrets(KubernetesContexts contexts, Redactor redactor, Clock clock) {
        return new FollowedSecrets(contexts.kubernetes(), redactor, clock);
    }

    @Bean
    PodSecrets podSecrets(@Qualifier(Kubernetes.EVERY_KIND) Kubernetes everyKind, Redactor redactor, Clock clock) {
        return new PodSecrets(everyKind, redactor, clock);
    }

    /** Closed kinds too, but no other namespaces: what is read with it is not shown as it is. */
    @Bean(defaultCandidate = false)
    @Qualifier(Kubernetes.EVERY_KIND) Kubernetes everyKind(KubernetesContexts contexts, Fence fence) {
        return FencedKubernetes.withEveryKind(contexts.kubernetes(), fence);
    }

    @Bean
    TokenReviews tokenReviews(ClusterAccess access, KubernetesProperties properties) {
        return new ClientJavaTokenReviews(
                access, LONGEST_REVIEW.compareTo(properties.timeout()) < 0 ? LONGEST_REVIEW : properties.timeout());
    }

    /** Runs in this process; the cluster of the first run, when there is no other. */
    @Bean
    @ConditionalOnBooleanProperty("copilot.kubernetes.sandbox")
    Sandbox sandbox(KubernetesProperties properties) {
        var state = properties.sandboxState();
        var sandbox =
                Sandbox.start(state == null ? SandboxSettings.inMemory().withShop() : SandboxSettings.keptIn(state));
        var file = properties.sandboxKubeconfig();
        if (file != null) {
            write(file, sandbox.kubeconfig());
        }
        return sandbox;
    }

    /** For its owner only: it holds a token with all rights. */
    private static void write(Path file, String kubeconfig) {
        try {
            Files.deleteIfExists(file);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, kubeconfig);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the kubeconfig of the sandbox to " + file, e);
        }
    }

    @Bean
    ClusterAccess clusterAccess(KubernetesProperties properties, ObjectProvider<Sandbox> sandbox) {
        var simulated = sandbox.getIfAvailable();
        return simulated == null ? access(properties) : new ClusterAccess.Text(simulated.kubeconfig(), Sandbox.NAME);
    }

    @Bean
    Readiness readiness(@Qualifier(Kubernetes.EVERY_KIND) Kubernetes kubernetes, Clock clock) {
        return new Readiness(kubernetes, clock);
    }

    @Bean
    KubernetesToolset kubernetesToolset(
            Kubernetes kubernetes,
            PodSecrets secrets,
            KubernetesContexts contexts,
            Readiness readiness,
            ChangePipeline pipeline,
            Redactor redactor,
            Clock clock) {
        var cluster = new WriteCluster(kubernetes, new ObjectOwners(kubernetes), readiness);
        var tools = new ArrayList<>(reads(kubernetes, secrets, redactor, clock));
        tools.addAll(writes(cluster, pipeline, clock, redactor));
        return new KubernetesToolset(contexts, clock, tools);
    }

    static List<Tool> writes(WriteCluster cluster, ChangePipeline pipeline, Clock clock, Redactor redactor) {
        pipeline.guardHidden(new RestoreTool(cluster));
        var status = new RolloutStatusTool(cluster);
        return List.of(
                status,
                new WaitTool(cluster, clock, redactor),
                new DiffTool(cluster, redactor),
                pipeline.guard(new ApplyTool(cluster)),
                pipeline.guard(new PatchTool(cluster, redactor)),
                pipeline.guard(new DeleteTool(cluster)),
                pipeline.guard(new ScaleTool(cluster)),
                pipeline.guard(new SetImageTool(cluster)),
                pipeline.guard(new NodeTool(cluster)),
                pipeline.guard(new ExecTool(cluster)),
                pipeline.guard(new RunTool(cluster)),
                RolloutTool.withReads(pipeline.guard(new RolloutTool(cluster, clock)), status));
    }

    static List<Tool> reads(Kubernetes kubernetes, PodSecrets secrets, Redactor redactor, Clock clock) {
        var reader = new ClusterReader(kubernetes);
        var columns = new Columns(new Ages(clock));
        var events = new EventsTool(reader, columns);
        return List.of(
                new ListTool(reader, columns, redactor),
                new GetTool(reader, redactor),
                new InspectTool(reader, columns, events, redactor),
                events,
                new LogsTool(reader, secrets),
                new TopTool(reader, redactor),
                new ExplainTool(reader, clock),
                new CanITool(reader),
                new ApiResourcesTool(reader));
    }

    static ClusterAccess access(KubernetesProperties properties) {
        var context = properties.context();
        if (properties.kubeconfig() != null) {
            return new ClusterAccess.File(properties.kubeconfig(), context);
        }
        if (Files.isReadable(Path.of("/var/run/secrets/kubernetes.io/serviceaccount/token"))) {
            return new ClusterAccess.InCluster();
        }
        var named = System.getenv("KUBECONFIG");
        var file = named == null || named.isBlank()
                ? Path.of(System.getProperty("user.home"), ".kube", "config")
                : Path.of(named);
        return Files.isReadable(file)
                ? new ClusterAccess.File(file, context)
                : new ClusterAccess.Missing("no cluster is configured: there is no " + file);
    }
}
