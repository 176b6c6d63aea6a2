package io.lexiops.server.argocd;

import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Stands where no Argo CD is configured; says what to set. */
record UnconfiguredArgoCd(String why) implements ArgoCd {

    @Override
    public List<Application> applications(@Nullable String project, @Nullable String selector) {
        throw absent();
    }

    @Override
    public Application application(String name) {
        throw absent();
    }

    @Override
    public List<Map<String, Object>> tree(String name) {
        throw absent();
    }

    @Override
    public List<ManagedObject> managed(String name) {
        throw absent();
    }

    @Override
    public List<Map<String, Object>> manifests(String name, String revision) {
        throw absent();
    }

    @Override
    public void sync(String name, SyncRequest request) {
        throw absent();
    }

    @Override
    public void rollback(String name, long id, boolean prune) {
        throw absent();
    }

    private ToolFailed absent() {
        return new ToolFailed(ErrorCode.BACKEND_NOT_CONFIGURED, why, "set it and restart");
    }
}
