package io.lexiops.server.prometheus;

import io.lexiops.server.http.Credential;
import io.lexiops.server.http.HttpBackend;
import io.lexiops.server.http.OkHttpJson;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

class OkHttpPrometheusTests {

    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

    private final MockWebServer server = new MockWebServer();

    @BeforeEach
    void start() throws IOException {
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void postsTheQueryAsAFormWithTheCredential() throws InterruptedException {
        answers(200, """
                {"status":"success","data":{"resultType":"vector","result":[
                  {"metric":{"__name__":"up","job":"a"},"value":[1769860800.123,"1"]},
                  {"metric":{"job":"b"},"value":[1769860800,"NaN"]}]},"warnings":["a store is away"]}""");

        var answer = prometheus(Credential.basic("reader", "sesame")).instant("up{job=~\"a|b\"}", NOON);

        var request = server.takeRequest();
        assertThat(request.getMethod()).isEqualTo("POST");
        assertThat(request.getUrl().encodedPath()).isEqualTo("/prefix/api/v1/query");
        assertThat(request.getHeaders().get("Authorization")).isEqualTo("Basic cmVhZGVyOnNlc2FtZQ==");
        assertThat(body(request)).isEqualTo("query=up%7Bjob%3D%7E%22a%7Cb%22%7D&time=1769860800.000&timeout=500ms");
        assertThat(answer.type()).isEqualTo(Prometheus.ResultType.VECTOR);
        assertThat(answer.series()).extracting(Series::name).containsExactly("up{job=\"a\"}", "{job=\"b\"}");
        assertThat(answer.series().getFirst().samples())
                .containsExactly(new Sample(Instant.parse("2026-01-31T12:00:00.123Z"), 1));
        assertThat(answer.series().get(1).samples().getFirst().value()).isNaN();
        assertThat(answer.warnings()).containsExactly("a store is away");
    }

    @Test
    void readsAMatrixAndSaysThatHistogramsAreNotShown() throws InterruptedException {
        answers(200, """
                {"status":"success","data":{"resultType":"matrix","result":[
                  {"metric":{},"values":[[1,"1"],[2,"+Inf"],[3,"-Inf"]]},
                  {"metric":{"a":"b"},"histograms":[[1,{"count":"2"}]]}]}}""");

        var answer = prometheus(Credential.none()).range("x", NOON.minusSeconds(60), NOON, Duration.ofMillis(1500));

        var request = server.takeRequest();
        assertThat(request.getHeaders().get("Authorization")).isNull();
        assertThat(body(request)).contains("start=1769860740.000&end=1769860800.000&step=1.500");
        assertThat(answer.series()).hasSize(1);
        assertThat(answer.series().getFirst().samples())
                .extracting(Sample::value)
                .containsExactly(1.0, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
        assertThat(answer.warnings()).singleElement().asString().contains("native histograms");
    }

    @Test
    void readsScalarsAndStrings() {
        answers(200, "{\"status\":\"success\",\"data\":{\"resultType\":\"scalar\",\"result\":[1,\"42\"]}}");
        answers(200, "{\"status\":\"success\",\"data\":{\"resultType\":\"string\",\"result\":[1,\"hello\"]}}");

        assertThat(prometheus(Credential.none()).instant("42", NOON).series())
                .singleElement()
                .extracting(series -> series.samples().getFirst().value())
                .isEqualTo(42.0);
        assertThat(prometheus(Credential.none()).instant("'hello'", NOON).text())
                .isEqualTo("hello");
    }

    @Test
    void anErrorIsAnErrorEvenWithStatus200() {
        answers(200, "{\"status\":\"error\",\"errorType\":\"execution\",\"error\":\"many-to-many matching\"}");

        fails("a*b", ErrorCode.INVALID_ARGUMENT, "many-to-many matching");
    }

    @Test
    void translatesWhatTheServerRefuses() {
        answers(400, "{\"status\":\"error\",\"errorType\":\"bad_data\",\"error\":\"1:3: parse error\"}");
        fails("(", ErrorCode.INVALID_ARGUMENT, "1:3: parse error");
        answers(503, "{\"status\":\"error\",\"errorType\":\"timeout\",\"error\":\"query timed out\"}");
        fails("x", ErrorCode.TIMEOUT, "timed out");
        answers(500, "{\"status\":\"error\",\"errorType\":\"internal\",\"error\":\"disk\"}");
        fails("x", ErrorCode.BACKEND_UNAVAILABLE, "disk");
        answers(401, "no");
        fails("x", ErrorCode.FORBIDDEN, "credential");
        answers(404, "not here");
        fails("x", ErrorCode.BACKEND_UNAVAILABLE, "404");
        answers(200, "<html>hello</html>");
        fails("x", ErrorCode.BACKEND_UNAVAILABLE, "not a Prometheus API");
        answers(200, "{\"status\":\"success\",\"data\":{\"resultType\":\"surprise\"}}");
        fails("x", ErrorCode.BACKEND_UNAVAILABLE, "not a Prometheus API");
    }

    @Test
    void neverFollowsARedirectWithTheToken() {
        server.enqueue(new MockResponse.Builder()
                .code(307)
                .setHeader("Location", server.url("/elsewhere"))
                .build());

        assertThatThrownBy(() -> prometheus(Credential.bearer("secret", null)).instant("x", NOON))
                .hasMessageContaining("redirect");
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void readsNoMoreThanItsLimit() {
        answers(200, "{\"status\":\"success\",\"x\":\"" + "a".repeat(200_000) + "\"}");

        fails("x", ErrorCode.BACKEND_UNAVAILABLE, "larger than 100000 bytes");
    }

    @Test
    void givesUpAfterItsTime() {
        server.enqueue(new MockResponse.Builder()
                .code(200)
                .body("{}")
                .headersDelay(2, TimeUnit.SECONDS)
                .build());

        fails("x", ErrorCode.TIMEOUT, "500 ms");
    }

    @Test
    void saysWhereNobodyAnswers() {
        server.close();

        fails("x", ErrorCode.BACKEND_UNAVAILABLE, "prometheus at");
    }

    @Test
    void aLabelNameCannotLeaveItsPlaceInThePath() throws InterruptedException {
        answers(200, "{\"status\":\"success\",\"data\":[\"b\",\"a\"]}");

        var values = prometheus(Credential.none()).labelValues("../../x?y", List.of("up"), NOON, NOON);

        assertThat(values).containsExactly("a", "b");
        assertThat(server.takeRequest().getUrl().encodedPath())
                .isEqualTo("/prefix/api/v1/label/..%2F..%2Fx%3Fy/values");
    }

    @Test
    void refusesToSendACredentialInTheClear() {
        var backend = new HttpBackend(
                "prometheus",
                URI.create("http://metrics.example:9090"),
                Credential.none(),
                null,
                Duration.ofSeconds(1),
                10);

        assertThatThrownBy(() -> backend.credentialIsSafe(true, false)).hasMessageContaining("plain http");
        assertThat(backend.credentialIsSafe(true, true)).isSameAs(backend);
        assertThat(backend.credentialIsSafe(false, false)).isSameAs(backend);
    }

    private void fails(String query, ErrorCode code, String words) {
        assertThatThrownBy(() -> prometheus(Credential.none()).instant(query, NOON))
                .hasMessageContaining(words)
                .asInstanceOf(type(ToolFailed.class))
                .extracting(ToolFailed::code)
                .isEqualTo(code);
    }

    private void answers(int status, String body) {
        server.enqueue(new MockResponse.Builder().code(status).body(body).build());
    }

    private OkHttpPrometheus prometheus(Credential credential) {
        var timeout = Duration.ofMillis(500);
        return new OkHttpPrometheus(
                new OkHttpJson(new HttpBackend(
                        "prometheus", server.url("/prefix/").uri(), credential, null, timeout, 100_000)),
                timeout);
    }

    private static String body(RecordedRequest request) {
        var body = request.getBody();
        return body == null ? "" : body.utf8();
    }
}
