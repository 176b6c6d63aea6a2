package io.lexiops.server.mcp;

import io.lexiops.server.sandbox.Sandbox;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;

/**
 * A namespace with a secret in every place where people leave them.
 *
 * <p>Not planted is what nobody can tell from any other text: a value under a harmless name, without a shape, that is in no
 * Secret, for example {@code GREETING=hunter2}.
 */
final class PlantedScene {

    static final String NAMESPACE = "vault";
    /** Here a program crashes and says why; nobody has looked at its Secret before. */
    static final String UNSEEN = "unseen";

    final PlantedSecrets secrets = new PlantedSecrets();

    private final String known = secrets.plant("known");
    private final String odd = secrets.plant("odd", "p&n\"t\\w0rd<7>-of-é-odd");
    private final String wide =
            secrets.plant("pem-1", "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj");
    private final String wider =
            secrets.plant("pem-2", "MzEfYyjiWA4R4/M2bS1GB4t7NXp98C3SC6dVMvDuictGeurT8jNbvJZHtCSuYEvu");
    private final String last = secrets.plant("pem-3", "NMoSfm76oqFvAp8Gy0iz5sxjZmSnXyCd");

    void install(Sandbox sandbox) {
        sandbox.install("apiVersion: v1\nkind: Namespace\nmetadata: {name: " + NAMESPACE + "}");
        sandbox.install(crash());
        sandbox.install(secretObjects());
        sandbox.install(configMaps());
        sandbox.install(workloads());
        sandbox.install(events());
    }

    private String crash() {
        return """
                apiVersion: v1
                kind: Namespace
                metadata: {name: unseen}
                ---
                apiVersion: v1
                kind: Secret
                metadata: {name: login, namespace: unseen}
                stringData: {note: %s}
                ---
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: crash, namespace: unseen}
                spec:
                  replicas: 1
                  selector: {matchLabels: {app: crash}}
                  template:
                    metadata: {labels: {app: crash}}
                    spec:
                      containers:
                      - name: crash
                        image: registry.test/busybox:1.0
                        env: [{name: NOTE, valueFrom: {secretKeyRef: {name: login, key: note}}}]
                        command: [sh, -c, "echo fatal: cannot log in as $NOTE; exit 1"]
                """.formatted(secrets.plant("unseen"));
    }

    private String secretObjects() {
        return """
                apiVersion: v1
                kind: Secret
                metadata:
                  name: login
                  namespace: vault
                  annotations:
                    kubectl.kubernetes.io/last-applied-configuration: '{"kind":"Secret","stringData":{"note":"%s"}}'
                data:
                  note: %s
                  odd: %s
                stringData:
                  motd: %s
                ---
                apiVersion: v1
                kind: Secret
                metadata: {name: registry, namespace: vault}
                type: kubernetes.io/dockerconfigjson
                stringData:
                  .dockerconfigjson: '{"auths":{"registry.test":{"username":"robot","password":"%s"}}}'
                """.formatted(
                        secrets.plant("last-applied-secret"),
                        base64(known),
                        base64(odd),
                        secrets.plant("string-data"),
                        secrets.plant("docker-login"));
    }

    private String configMaps() {
        return """
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  name: settings
                  namespace: vault
                  annotations:
                    example.com/api-token: %s
                    example.com/source: https://robot:%s@git.test/shop.git
                data:
                  password: %s
                  app.properties: |
                    db.user=shop
                    db.password=%s
                    greeting=hello
                  settings.json: '{"clientSecret": "%s", "level": "info"}'
                  kubeconfig: |
                    apiVersion: v1
                    kind: Config
                    users:
                    - name: robot
                      user: {token: %s}
                  key.pem: |
                    -----BEGIN PRIVATE KEY-----
                    %s
                    %s
                    %s
                    -----END PRIVATE KEY-----
                  session: %s
                  cloud: the key is %s
                  hook: https://hooks.slack.com/services/T000/B000/%s
                ---
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: echoes, namespace: vault}
                data:
                %s
                """.formatted(
                        secrets.plant("annotation-name"),
                        secrets.plant("annotation-url"),
                        secrets.plant("config-key"),
                        secrets.plant("config-properties"),
                        secrets.plant("config-json"),
                        secrets.plant("kubeconfig-token"),
                        wide,
                        wider,
                        last,
                        secrets.plant(
                                "jwt",
                                "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJwbGFudGVkLTEyMyJ9.dBjftJeZ4CVPmB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
                        secrets.plant("aws", "AKIAIOSFODNN7PLANTED"),
                        secrets.plant("slack"),
                        echoes());
    }

    /** The value of the Secret again, in every spelling, under names that say nothing. */
    private String echoes() {
        var lines = new StringBuilder();
        int next = 0;
        for (var value : new String[] {known, odd}) {
            for (var spelling : PlantedSecrets.spellingsOf(value)) {
                lines.append("  echo")
                        .append(next++)
                        .append(": '")
                        .append(spelling)
                        .append(" and more'\n");
            }
        }
        lines.append("  file: ").append(base64("x: 1\nnote: " + known + "\n")).append('\n');
        return lines.toString();
    }

    private String workloads() {
        return """
                apiVersion: apps/v1
                kind: Deployment
                metadata:
                  name: talker
                  namespace: vault
                  annotations:
                    kubectl.kubernetes.io/last-applied-configuration: '{"spec":{"colour":"%s"}}'
                spec:
                  replicas: 1
                  selector: {matchLabels: {app: talker}}
                  template:
                    metadata: {labels: {app: talker}}
                    spec:
                      containers:
                      - name: talker
                        image: registry.test/busybox:1.0
                        env:
                        - {name: API_TOKEN, value: %s}
                        - {name: STORE, value: "postgres://shop:%s@db.vault.svc:5432/orders"}
                        - name: NOTE
                          valueFrom: {secretKeyRef: {name: login, key: note}}
                        command: [sh, -c]
                        args:
                        - |
                %s
                          sleep 86400
                        - --password
                        - %s
                        - --api-key=%s
                """.formatted(
                        secrets.plant("last-applied"),
                        secrets.plant("env-name"),
                        secrets.plant("env-url"),
                        logLines().indent(10).stripTrailing(),
                        secrets.plant("argument-after-flag"),
                        secrets.plant("argument-of-flag"));
    }

    private String logLines() {
        return String.join(
                "\n",
                line("level=info password=", secrets.plant("log-assignment"), " user=shop"),
                line("{\"level\":\"info\",\"token\":\"", secrets.plant("log-json"), "\"}"),
                line("connecting to amqp://guest:", secrets.plant("log-url"), "@rabbit:5672"),
                line("Authorization: Bearer ", secrets.plant("log-bearer"), ""),
                line("SMTP_PASSWORD ", secrets.plant("log-name-value"), ""),
                "echo 'config password:'",
                line("    ", secrets.plant("log-next-line"), ""),
                "echo 'java.lang.IllegalStateException: login failed'",
                line(
                        "  at shop.Login.with(jdbc:postgresql://db/orders?user=shop&password=",
                        secrets.plant("log-stack-trace"),
                        ")"),
                "echo '-----BEGIN RSA PRIVATE KEY-----'",
                line("", secrets.plant("log-pem-1", wide.replace('M', 'N').replace('c', 'd')), ""),
                line("", secrets.plant("log-pem-2", wider.replace('M', 'N').replace('j', 'k')), ""),
                line("", secrets.plant("log-pem-3", last.replace('N', 'O').replace('m', 'n')), ""),
                "echo '-----END RSA PRIVATE KEY-----'",
                "echo \"connected with $NOTE\"",
                "echo 'hex " + hex(known).toUpperCase(Locale.ROOT) + "'");
    }

    // In two parts, so that only the log has the secret, and not the script that prints it.
    private static String line(String before, String secret, String after) {
        return "PART='%s'; echo '%s'\"$PART\"'%s%s'"
                .formatted(secret.substring(0, 4), before, secret.substring(4), after);
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Makes a chart with secrets in its values, its manifest and its notes. */
    void chart(Path folder) throws IOException {
        var templates = Files.createDirectories(folder.resolve("templates"));
        Files.writeString(folder.resolve("Chart.yaml"), """
                apiVersion: v2
                name: planted
                version: 1.0.0
                """);
        Files.writeString(folder.resolve("values.yaml"), """
                auth: {adminPassword: %s}
                url: amqp://guest:%s@rabbit:5672
                password: none
                """.formatted(
                        secrets.plant("chart-password"), secrets.plant("chart-url")));
        Files.writeString(templates.resolve("NOTES.txt"), """
                Log in with password: {{ .Values.password }}
                or with token=%s
                """.formatted(secrets.plant("chart-notes")));
        Files.writeString(templates.resolve("all.yaml"), """
                apiVersion: v1
                kind: Secret
                metadata: {name: "{{ .Release.Name }}-secret"}
                stringData:
                  note: %s
                  password: {{ .Values.password | quote }}
                ---
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: "{{ .Release.Name }}-config"}
                data:
                  url: {{ .Values.url | quote }}
                  admin-password: {{ .Values.auth.adminPassword | quote }}
                """.formatted(secrets.plant("chart-secret")));
    }

    private String events() {
        return """
                apiVersion: v1
                kind: Event
                metadata: {name: talker.1, namespace: vault}
                type: Warning
                reason: Failed
                message: "pull failed: https://robot:%s@registry.test/v2/ with token=%s"
                count: 1
                firstTimestamp: 2026-01-01T00:00:00Z
                lastTimestamp: 2026-01-01T00:00:00Z
                source: {component: kubelet}
                involvedObject: {apiVersion: apps/v1, kind: Deployment, name: talker, namespace: vault}
                """.formatted(secrets.plant("event-url"), secrets.plant("event-assignment"));
    }

    static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
