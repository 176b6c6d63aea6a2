package io.lexiops.server.redact;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Secrets are planted in every place that they are known to turn up in; none may come out. */
class PlantedSecretsTests {

    // No shape, no name beside it: found only because it was seen in a Secret.
    private static final String PLANTED = "Zebra/7+quiet \"moon\" & tide?";
    private static final String WORD = "vigorous-walrus-42";

    private final Redactor redactor = new Redactor(InstallationKey.random());

    @Test
    void theDataOfASecretIsHidden() {
        var hidden = redactor.object(secret(Map.of("token", encoded(PLANTED), "note", encoded("plain words"))));
        assertThat(hidden.toString()).doesNotContain(PLANTED, encoded(PLANTED), encoded("plain words"), "plain words");
        assertThat(hidden.get("metadata")).isEqualTo(Map.of("name", "login", "namespace", "shop"));
    }

    @Test
    void theStringDataOfASecretIsHidden() {
        var secret = Map.<String, Object>of("kind", "Secret", "apiVersion", "v1", "stringData", Map.of("any", PLANTED));
        assertThat(redactor.object(secret).toString()).doesNotContain(PLANTED);
    }

    @Test
    void binaryDataOfASecretIsHidden() {
        var binary =
                Base64.getEncoder().encodeToString(new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1, 2, 3, 4, 5, 6, 7, 8});
        assertThat(redactor.object(secret(Map.of("keystore.jks", binary))).toString())
                .doesNotContain(binary);
    }

    @Test
    void secretsInAListAreHiddenAlsoWithoutTheirKind() {
        var item = Map.of("metadata", Map.of("name", "login"), "data", Map.of("any", encoded(PLANTED)));
        assertThat(redactor.object(Map.of("kind", "SecretList", "items", List.of(item)))
                        .toString())
                .doesNotContain(encoded(PLANTED))
                .contains("login");
    }

    @Test
    void aSecretInsideOfAnAnswerIsHidden() {
        var answer = Map.<String, Object>of("objects", List.of(Map.of("object", secret(Map.of("any", encoded(WORD))))));
        assertThat(redactor.object(answer).toString()).doesNotContain(WORD, encoded(WORD));
    }

    @Test
    void theLastAppliedAnnotationIsHiddenWhole() {
        var annotations = Map.of("kubectl.kubernetes.io/last-applied-configuration", "{\"data\":{\"a\":\"b\"}}");
        assertThat(redactor.object(Map.of("metadata", Map.of("annotations", annotations)))
                        .toString())
                .doesNotContain("{\"data\"");
    }

    static Stream<Arguments> encodings() {
        var json = JsonMapper.shared().writeValueAsString(PLANTED);
        var twice = JsonMapper.shared().writeValueAsString(json);
        return Stream.of(
                arguments("as it is", PLANTED),
                arguments("base64", encoded(PLANTED)),
                arguments(
                        "base64 for URLs",
                        Base64.getUrlEncoder()
                                .withoutPadding()
                                .encodeToString(PLANTED.getBytes(StandardCharsets.UTF_8))),
                arguments("URL, form", URLEncoder.encode(PLANTED, StandardCharsets.UTF_8)),
                arguments(
                        "URL, path",
                        URLEncoder.encode(PLANTED, StandardCharsets.UTF_8).replace("+", "%20")),
                arguments("JSON", json.substring(1, json.length() - 1)),
                arguments("JSON in JSON", twice.substring(3, twice.length() - 3)),
                arguments("base64 of base64", encoded(encoded(PLANTED))),
                arguments("HTML", PLANTED.replace("&", "&amp;").replace("\"", "&quot;")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("encodings")
    void aValueThatWasSeenInASecretIsHiddenEverywhere(String encoding, String text) {
        redactor.learn(secret(Map.of("token", encoded(PLANTED))));
        assertThat(redactor.text("before " + text + " after"))
                .as(encoding)
                .startsWith("before <redacted:sha:")
                .endsWith("> after");
    }

    @Test
    void aTextThatWasShownIsHiddenFromTheMomentThatItIsKnownToBeSecret() {
        var text = "the tune is mallow-tune-4711 today";
        assertThat(redactor.text(text)).isEqualTo(text);
        assertThat(redactor.text(text)).isEqualTo(text);
        redactor.learn(Map.of("kind", "Secret", "apiVersion", "v1", "stringData", Map.of("any", "mallow-tune-4711")));
        assertThat(redactor.text(text)).startsWith("the tune is <redacted:sha:").endsWith("> today");
    }

    @Test
    void aValueThatWasSeenInASecretIsHiddenInEveryPlaceOfAnObject() {
        redactor.object(secret(Map.of("token", encoded(WORD))));
        var object = Map.<String, Object>of(
                "kind", "ConfigMap",
                "metadata", Map.of("name", "settings", "annotations", Map.of("note", "uses " + WORD)),
                "data", Map.of("app.yaml", "login: {with: " + WORD + "}", WORD, "as a key"),
                "spec", Map.of("containers", List.of(Map.of("args", List.of("--use", WORD), "command", List.of(WORD)))),
                "status", Map.of("message", "cannot log in with " + WORD));
        assertThat(redactor.object(object).toString()).doesNotContain(WORD).contains("settings");
    }

    @Test
    void partsOfASecretFileAreHiddenByThemselves() {
        redactor.learn(secret(Map.of("app.env", encoded("LEVEL=info\nDB_PASSWORD=quiet-Tiger-77\nHOST=db\n"))));
        assertThat(redactor.text("it logged in with quiet-Tiger-77 at db")).doesNotContain("quiet-Tiger-77");
    }

    static Stream<String> secretsByShape() {
        return Stream.of(
                "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U",
                "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA0Z3VS5JJcds3xf\n-----END RSA PRIVATE KEY-----",
                "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA\n-----END OPENSSH PRIVATE KEY-----",
                "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIIrYSSNQFaA2Hwf1duRSx\n",
                "AKIAIOSFODNN7EXAMPLE",
                "AIzaSyDaGmWKa4JsXZ-HjGw7ISLn_3namBGewQe",
                "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
                "github_pat_11ABCDEFG0abcdefghijkl_mnopqrstuvwxyz0123456789",
                "glpat-ABCdef123456_-xyzXYZ",
                "xoxb-123456789012-1234567890123-AbCdEfGhIjKlMnOpQrStUvWx",
                "sk_live_4eC39HqLyjWDarjtT1zdp7dc",
                "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                "npm_abcdefghijklmnopqrstuvwxyz0123456789",
                "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",
                "hvs.CAESIJlU9JMYEhOPYv4igdhm9PnZDrabYTobQ4Ymnlq1qY",
                "sk-proj-abcdefghijklmnopqrstuvwxyz",
                "hf_abcdefghijklmnopqrstuvwxyzABCDEFGH",
                "dop_v1_0123456789abcdef0123456789abcdef0123456789abcdef");
    }

    @ParameterizedTest
    @MethodSource("secretsByShape")
    void whatLooksLikeASecretIsHidden(String secret) {
        for (var text : List.of(secret, "log line " + secret + " and more", "\"" + secret + "\"", "x=" + secret)) {
            assertThat(redactor.text(text)).contains("<redacted:sha:").doesNotContain(secret.substring(8));
        }
        assertThat(hidden(Map.of("anything", List.of(Map.of("deep", secret))))).doesNotContain(secret.substring(8));
    }

    @ParameterizedTest
    @MethodSource("secretsByShape")
    void whatLooksLikeASecretIsHiddenInJsonText(String secret) {
        var json = JsonMapper.shared().writeValueAsString(Map.of("field", secret));
        assertThat(redactor.text(json)).contains("<redacted:sha:").doesNotContain(secret.substring(8, 20));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgres://shop:{}@db.shop.svc:5432/orders?sslmode=disable",
                "amqp://guest:{}@rabbit:5672",
                "https://{}@github.com/shop/web.git",
                "https://user:{}@registry.test/v2/",
                "redis://:{}@cache:6379/0",
                "mongodb+srv://shop:{}@cluster0.test/?retryWrites=true",
                "jdbc:postgresql://db/orders?user=shop&password={}",
                "Server=db;Database=orders;User Id=shop;Password={};",
                "DB_PASSWORD={}",
                "export API_TOKEN=\"{}\"",
                "password: {}",
                "  password: '{}'",
                "{\"password\":\"{}\"}",
                "{\"clientSecret\": \"{}\"}",
                "{\\\"password\\\":\\\"{}\\\"}",
                "--password={}",
                "--password {}",
                "--api-key {} --verbose",
                "-Dspring.datasource.password={}",
                "--from-literal=password={}",
                "Authorization: Bearer {}",
                "authorization: Basic {}",
                "curl -H 'X-Api-Key: {}' https://api.test",
                "Cookie: session={}",
                "Set-Cookie: sid={}; Path=/",
                "aws_secret_access_key = {}",
                "secretKey: {}",
                "login failed for token={} (expired)",
                "//registry.npmjs.org/:_authToken={}",
                "machine github.com login shop password {}",
                "client-key-data: {}",
                "sasl.jaas.config=Login required username=\"shop\" password=\"{}\";",
                "<password>{}</password>",
                "password%3D{}%26",
                "https://hooks.slack.com/services/T000/B000/{}",
                "https://storage.test/backup?sig={}&se=2026",
                "https://bucket.s3.test/x?X-Amz-Signature={}",
            })
    void aSecretIsHiddenByWhatStandsAroundIt(String around) {
        var secret = "Qw7rTy9uIoP3aSd5FgH8jKlZ";
        assertThat(redactor.text(around.replace("{}", secret)))
                .contains("<redacted:sha:")
                .doesNotContain(secret);
        assertThat(hidden(List.of(around.replace("{}", secret)))).doesNotContain(secret);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"kind\":\"Secret\",\"data\":{\"a\":\"x}mallow tune\",\"b\":\"mallow tune\"}}",
                "{\"kind\":\"Secret\",\"stringData\":{\"a\":\"say \\\"mallow tune\\\", mallow tune\"}}",
                "{\\\"kind\\\":\\\"Secret\\\",\\\"stringData\\\":{\\\"a\\\":\\\"x, mallow tune\\\"}}",
                "{kind: Secret, stringData: {a: 'x, {mallow tune}', b: mallow tune}}",
                "kind: Secret\nstringData:\n  data: mallow tune\n  tune: tune mallow tune\n",
                "kind: Secret\nstringData:\n  a: <redacted:sha:00000000> mallow tune\n",
            })
    void aSecretManifestInsideOfATextIsHiddenWhole(String text) {
        assertThat(redactor.text(text)).contains("<redacted:sha:").doesNotContain("mallow");
    }

    @Test
    void theEnvironmentOfAContainerIsHiddenByName() {
        var env = List.of(
                Map.of("name", "DB_PASSWORD", "value", "swordfish"),
                Map.of("name", "LOG_LEVEL", "value", "debug"),
                Map.of("name", "STRIPE_KEY", "value", "k-17-of-stripe"),
                Map.of("name", "TOKEN", "valueFrom", Map.of("secretKeyRef", Map.of("name", "login", "key", "token"))));
        assertThat(hidden(Map.of("env", env)))
                .doesNotContain("swordfish")
                .contains("DB_PASSWORD", "LOG_LEVEL", "debug", "secretKeyRef", "login");
    }

    @Test
    void argumentsOfAContainerAreHiddenAfterTheirFlag() {
        var hidden = hidden(List.of("--user", "shop", "--password", "swordfish", "--port", "5432", "-Ptoken=abc123x"));
        assertThat(hidden).doesNotContain("swordfish", "abc123x").contains("shop", "5432");
    }

    @Test
    void valuesOfAChartAndParametersOfAnApplicationAreHidden() {
        var values = Map.of(
                "auth", Map.of("rootPassword", "swordfish", "username", "shop", "existingSecret", "login"),
                "image", Map.of("tag", "1.2.3"),
                "smtp", Map.of("pass", "swordfish"),
                "parameters", List.of(Map.of("name", "db.password", "value", "swordfish")));
        assertThat(hidden(values)).doesNotContain("swordfish").contains("shop", "login", "1.2.3", "db.password");
    }

    @Test
    void bothSidesOfADifferenceAreHidden() {
        var diff = List.of(
                Map.of(
                        "path",
                        "/spec/template/spec/containers/0/env/DB_PASSWORD",
                        "old",
                        "swordfish",
                        "new",
                        "marlinfish"),
                Map.of("path", "/spec/replicas", "old", 2L, "new", 4L));
        assertThat(hidden(Map.of("diff", diff)))
                .doesNotContain("swordfish", "marlinfish")
                .contains("old=2", "new=4");
    }

    @Test
    void aKubeconfigIsHidden() {
        var kubeconfig = """
                apiVersion: v1
                kind: Config
                clusters:
                - name: here
                  cluster: {server: "https://10.0.0.1:6443", certificate-authority-data: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0t}
                users:
                - name: admin
                  user:
                    client-certificate-data: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0t
                    client-key-data: LS0tLS1CRUdJTiBSU0EgUFJJVkFURSBLRVktLS0tLQpNSUlF
                - name: robot
                  user: {token: abcdefghij0123456789}
                """;
        assertThat(redactor.text(kubeconfig))
                .doesNotContain("LS0tLS1CRUdJTiBSU0EgUFJJVkFURSBLRVktLS0tLQ", "abcdefghij0123456789")
                .contains("https://10.0.0.1:6443", "robot");
    }

    @Test
    void aPrivateKeyIsHiddenAlsoInBase64() {
        var key = encoded("-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n-----END PRIVATE KEY-----\n");
        assertThat(redactor.text("file: " + key)).doesNotContain(key.substring(40));
    }

    @Test
    void aDockerLoginIsHidden() {
        var login =
                "{\"auths\":{\"registry.test\":{\"username\":\"shop\",\"password\":\"swordfish\",\"auth\":\"c2hvcDpzd29yZGZpc2g=\"}}}";
        assertThat(redactor.text(login))
                .doesNotContain("swordfish", "c2hvcDpzd29yZGZpc2g")
                .contains("registry.test");
        redactor.learn(secret(Map.of(".dockerconfigjson", encoded(login))));
        assertThat(redactor.text("pulling with c2hvcDpzd29yZGZpc2g= now")).doesNotContain("c2hvcDpzd29yZGZpc2g");
    }

    @Test
    void aSecretSplitByInvisibleCharactersIsHidden() {
        redactor.learn(secret(Map.of("token", encoded(WORD))));
        var split = WORD.substring(0, 6) + "\u200b" + WORD.substring(6, 9) + "\u001b[1m" + WORD.substring(9);
        assertThat(redactor.text(split)).startsWith("<redacted:sha:");
    }

    @Test
    void oneSecretHasOnePlaceholderAndTwoHaveTwo() {
        var hidden = redactor.text("password=swordfish1 again password=swordfish1 other password=marlinfish2");
        var found = java.util.regex.Pattern.compile("<redacted:sha:[0-9a-f]{8}>")
                .matcher(hidden)
                .results()
                .map(java.util.regex.MatchResult::group)
                .toList();
        assertThat(found).hasSize(3);
        assertThat(found.get(0)).isEqualTo(found.get(1)).isNotEqualTo(found.get(2));
        var data = redactor.object(secret(Map.of("any", encoded("swordfish1"))));
        assertThat(data.toString()).contains(found.get(0));
    }

    @Test
    void anotherInstallationHasOtherPlaceholders() {
        var other = new Redactor(InstallationKey.random());
        assertThat(redactor.placeholder(WORD)).isNotEqualTo(other.placeholder(WORD));
    }

    private String hidden(Object tree) {
        return String.valueOf(redactor.tree(tree));
    }

    private static Map<String, Object> secret(Map<String, String> data) {
        return Map.of(
                "apiVersion",
                "v1",
                "kind",
                "Secret",
                "metadata",
                Map.of("name", "login", "namespace", "shop"),
                "data",
                data);
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
