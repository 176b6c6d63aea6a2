package io.lexiops.server.change;

import io.lexiops.server.change.TargetChange.Operation;
import io.lexiops.server.tool.Caller;
import io.lexiops.server.tool.Parameter;
import io.lexiops.server.tool.ToolArguments;
import io.lexiops.server.tool.ToolEffect;
import io.lexiops.server.tool.ToolSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

import static io.lexiops.server.tool.Parameter.optional;
import static io.lexiops.server.tool.Parameter.required;

/** Two writes: one sets a value in objects of the cluster, one removes an object. */
final class FakeTools {

    private FakeTools() {}

    /** Sets {@code data.value}, or with {@code content} the whole object. */
    static WriteTool set(FakeCluster cluster) {
        return new WriteTool() {
            @Override
            public ToolSpec spec() {
                return FakeTools.spec(
                        "fake_set",
                        ToolEffect.CHANGE,
                        List.of(
                                optional("kind", Parameter.Type.STRING, "default ConfigMap"),
                                required("names", Parameter.Type.STRINGS, "the objects"),
                                optional("value", Parameter.Type.STRING, "the value"),
                                optional("content", Parameter.Type.OBJECT, "all of it")));
            }

            @Override
            public PlannedWrite plan(ToolArguments arguments, Caller caller) {
                var content = arguments.has("content")
                        ? arguments.object("content")
                        : Map.<String, Object>of("data", Map.of("value", arguments.text("value", "")));
                return new FakeWrite(cluster, arguments.text("kind", "ConfigMap"), arguments.texts("names"), content);
            }
        };
    }

    static WriteTool remove(FakeCluster cluster) {
        return new WriteTool() {
            @Override
            public ToolSpec spec() {
                return FakeTools.spec(
                        "fake_remove",
                        ToolEffect.DESTROY,
                        List.of(
                                optional("kind", Parameter.Type.STRING, "default ConfigMap"),
                                required("names", Parameter.Type.STRINGS, "the objects")));
            }

            @Override
            public PlannedWrite plan(ToolArguments arguments, Caller caller) {
                return new FakeWrite(cluster, arguments.text("kind", "ConfigMap"), arguments.texts("names"), null);
            }
        };
    }

    private static ToolSpec spec(String name, ToolEffect effect, List<Parameter> parameters) {
        return new ToolSpec(name, name, effect, "for tests", parameters, true, false);
    }

    /**
     * A write.
     *
     * @param content null removes
     */
    private record FakeWrite(
            FakeCluster cluster,
            String kind,
            List<String> names,
            @Nullable Map<String, Object> content) implements PlannedWrite {

        @Override
        public WritePreview preview() {
            var changes = names.stream().map(this::change).toList();
            return new WritePreview(changes, null, inverse(changes), List.of(), cluster.replaced);
        }

        @Override
        public List<TargetRef> execute(WritePreview preview) {
            var written = new ArrayList<TargetRef>();
            for (var change : preview.changes()) {
                written.add(cluster.write(change, content));
            }
            return written;
        }

        @Override
        public void followUp(WritePreview preview) {
            cluster.followUp.run();
        }

        @Override
        public Convergence look(WritePreview preview, List<TargetRef> written) {
            return cluster.look();
        }

        private TargetChange change(String name) {
            var before = cluster.find(cluster.target(kind, name)).orElse(null);
            var after = content == null ? null : after(name, before);
            var operation = before == null
                    ? (after == null ? Operation.NONE : Operation.CREATE)
                    : (after == null
                            ? Operation.DELETE
                            : WantedState.same(before, after) ? Operation.NONE : Operation.UPDATE);
            return new TargetChange(cluster.target(kind, name), operation, before, after);
        }

        private Map<String, Object> after(String name, @Nullable Map<String, Object> before) {
            var after = new LinkedHashMap<String, Object>();
            after.put("apiVersion", "v1");
            after.put("kind", kind);
            after.put(
                    "metadata",
                    before == null ? Map.of("name", name, "namespace", "shop") : Json.part(before.get("metadata")));
            after.putAll(content == null ? Map.of() : content);
            return after;
        }

        private @Nullable Inverse inverse(List<TargetChange> changes) {
            var first = changes.getFirst();
            var before = first.before();
            if (before == null) {
                return new Inverse("fake_remove", Map.of("kind", kind, "names", names));
            }
            var content = new LinkedHashMap<>(before);
            content.keySet().removeAll(List.of("apiVersion", "kind", "metadata", "status"));
            return new Inverse("fake_set", Map.of("kind", kind, "names", names, "content", content));
        }
    }
}
