package io.lexiops.server.sandbox;

/** Every namespace has a default service account and the certificate of the cluster. */
final class ServiceAccounts implements Reconciler {

    private final Cluster cluster;
    private final String certificate;

    ServiceAccounts(Cluster cluster, String certificate) {
        this.cluster = cluster.as("kube-controller-manager");
        this.certificate = certificate;
    }

    @Override
    public void observe(Change change) {
        switch (change.id().storageKey()) {
            case "namespaces" -> cluster.loop().soon(this, change.id());
            case "serviceaccounts", "configmaps" -> {
                if (change.kind() == Change.Kind.DELETED) {
                    cluster.loop()
                            .soon(
                                    this,
                                    new ObjectId("namespaces", "", change.id().namespace()));
                }
            }
            default -> {}
        }
    }

    @Override
    public void reconcile(ObjectId id) {
        var namespace = cluster.find(id);
        if (namespace.isEmpty() || Pods.isTerminating(namespace.get())) {
            return;
        }
        if (cluster.find("ServiceAccount", id.name(), "default").isEmpty()) {
            var account = Trees.object().put("apiVersion", "v1").put("kind", "ServiceAccount");
            account.putObject("metadata").put("name", "default").put("namespace", id.name());
            cluster.create(account);
        }
        if (cluster.find("ConfigMap", id.name(), "kube-root-ca.crt").isEmpty()) {
            var authority = Trees.object().put("apiVersion", "v1").put("kind", "ConfigMap");
            authority
                    .putObject("metadata")
                    .put("name", "kube-root-ca.crt")
                    .put("namespace", id.name())
                    .putObject("annotations")
                    .put(
                            "kubernetes.io/description",
                            "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as"
                                    + " the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of"
                                    + " Kubernetes clusters.");
            authority.putObject("data").put("ca.crt", certificate);
            cluster.create(authority);
        }
    }
}
