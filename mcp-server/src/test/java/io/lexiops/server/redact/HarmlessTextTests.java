package io.lexiops.server.redact;

import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** What a reader needs and is no secret stays as it is. */
class HarmlessTextTests {

    private final Redactor redactor = new Redactor(InstallationKey.random());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "abc",
                "registry.test/nginx@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                "registry.test/token:v1.2.3",
                "ghcr.io/shop/secret-operator:0.9.1",
                "3f1a6a5e-2d1f-4c6b-9a52-7f0e7c2b1a11",
                "web-7d4b9c6f5-x2x9q",
                "deployment.apps/web scaled to 4",
                "Back-off pulling image \"registry.test/nginx:1.22\"",
                "secret \"login\" not found",
                "MountVolume.SetUp failed for volume \"token\" : secret \"login\" not found",
                "secretName: login",
                "tokenExpirationSeconds: 3600",
                "passwordPolicy: strict",
                "invalid password for user shop",
                "token: expired",
                "the token is missing",
                "Liveness probe failed: HTTP probe failed with statuscode: 500",
                "2026-11-24T07:00:00.000Z INFO started in 2.1 seconds (process running for 2.6)",
                "https://web.shop.svc.cluster.local:8443/healthz?verbose=true",
                "http://user@host.test/path",
                "kubectl -n shop rollout undo deployment/web --to-revision=3",
                "resourceVersion: \"184467440737\"",
                "key: value",
                "pod-template-hash=7d4b9c6f5",
                "app.kubernetes.io/name=web,app.kubernetes.io/instance=shop",
                "rate(http_requests_total{job=\"web\",code=~\"5..\"}[5m])",
                "uid=1000 gid=1000",
                "limits: cpu=500m, memory=256Mi",
                "10.244.1.17:8080",
                "v1.29.4-gke.1043002",
                "automountServiceAccountToken: false",
                "serviceaccounts/token",
                "io.lexiops/case=c-20261124-0001",
                "author: A. Nobody",
                "the pass rate is 98%",
                "compass: north",
                "bypass=true",
                "keyboard: de",
                "monkey=george-the-3rd",
                "-----BEGIN CERTIFICATE-----\nMIIDazCCAlOgAwIBAgIUQ\n-----END CERTIFICATE-----",
                "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA\n-----END PUBLIC KEY-----",
                "line one\nline two\n\tindented",
                "größer – 漢字 – ✓",
                "password: ${DB_PASSWORD}",
                "password: {{ .Values.password }}",
                "password: <redacted:sha:0123abcd>",
            })
    void staysAsItIs(String text) {
        assertThat(redactor.text(text)).isEqualTo(text);
    }

    @Test
    void namesAndIdentitiesOfObjectsStay() {
        var object = Map.<String, Object>of(
                "apiVersion",
                "apps/v1",
                "kind",
                "Deployment",
                "metadata",
                Map.of(
                        "name", "token-service",
                        "namespace", "secrets",
                        "uid", "3f1a6a5e-2d1f-4c6b-9a52-7f0e7c2b1a11",
                        "resourceVersion", "12345",
                        "labels", Map.of("app", "token-service", "pod-template-hash", "7d4b9c6f5")),
                "spec",
                Map.of(
                        "replicas", 3L,
                        "volumes",
                                List.of(Map.of(
                                        "name", "token", "secret", Map.of("secretName", "login", "optional", true))),
                        "imagePullSecrets", List.of(Map.of("name", "registry-login")),
                        "containers",
                                List.of(Map.of(
                                        "name",
                                        "web",
                                        "image",
                                        "registry.test/web@sha256:" + "9f86d081".repeat(8),
                                        "envFrom",
                                        List.of(Map.of("secretRef", Map.of("name", "login")))))));
        assertThat(redactor.object(object)).isEqualTo(object);
    }

    @Test
    void aNameThatEqualsASecretValueStaysAName() {
        var value = Base64.getEncoder().encodeToString("orders-db-0.prod".getBytes(UTF_8));
        redactor.learn(Map.of("kind", "Secret", "data", Map.of("password", value)));
        assertThat(redactor.object(Map.of("metadata", Map.of("name", "orders-db-0.prod")))
                        .toString())
                .contains("orders-db-0.prod");
    }

    @Test
    void shortAndOrdinaryWordsOfASecretAreNotHiddenEverywhere() {
        redactor.learn(Map.of(
                "kind", "Secret", "stringData", Map.of("password", "postgres", "user", "shop-user-1", "port", "5432")));
        var text = "image postgres:16 of shop-user-1 on port 5432";
        assertThat(redactor.text(text)).isEqualTo(text);
    }

    @Test
    void whatIsNoTextStays() {
        var tree = Map.<String, Object>of("a", 1L, "b", 2.5, "c", true, "d", List.of(1L, false));
        assertThat(redactor.tree(tree)).isEqualTo(tree);
    }

    @Test
    void terminalCommandsAndInvisibleCharactersAreTakenOut() {
        assertThat(redactor.text("\u001b[31mred\u001b[0m \u001b]0;title\u0007x"))
                .isEqualTo("red x");
        assertThat(redactor.text("a\u200bb\u202ec\u0000d\ufeff")).isEqualTo("abcd");
        assertThat(redactor.text("progress 10%\rprogress 20%\r\nend")).isEqualTo("progress 10%\nprogress 20%\nend");
        assertThat(redactor.text("tag \udb40\udc41\udb40\udc42 hidden")).isEqualTo("tag  hidden");
    }
}
