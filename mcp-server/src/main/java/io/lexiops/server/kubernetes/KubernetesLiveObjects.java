package io.lexiops.server.kubernetes;

import io.lexiops.server.change.LiveObjects;
import io.lexiops.server.change.TargetRef;
import java.util.Map;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/** What the change pipeline looks at. */
@Component
final class KubernetesLiveObjects implements LiveObjects {

    private final Kubernetes kubernetes;

    KubernetesLiveObjects(@Qualifier(Kubernetes.EVERY_KIND) Kubernetes kubernetes) {
        this.kubernetes = kubernetes;
    }

    @Override
    public Optional<Map<String, Object>> find(TargetRef target) {
        var type = kubernetes.type(target.kind(), target.apiVersion());
        return kubernetes
                .find(new ObjectRef(type, target.namespace(), target.name()))
                .map(KubernetesObject::content);
    }
}
