package io.lexiops.agent.http;

import java.net.http.HttpRequest;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class RequestBodyTests {

    private static final String REQUESTS = "/api/v1/requests";
    private static final String CASE = REQUESTS + "/k7f3-9q2m";

    @TempDir
    static Path folder;

    private static RunningHost host;

    @BeforeAll
    static void start() {
        host = RunningHost.in(folder, _ -> {});
    }

    @AfterAll
    static void stop() {
        host.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "/api/v1/requests | {'text':'scale web to 4','dryRun':true} | dryRun",
                "/api/v1/requests | {'text':'scale web to 4','Mode':'plan'} | Mode",
                "/api/v1/requests | {'text':'scale web to 4','mode ':'plan'} | 'mode '",
                "/api/v1/requests/k7f3-9q2m/approval | {'decision':'approve','digest':'x'} | digest",
                "/api/v1/requests/k7f3-9q2m/answer | {'text':'yes','dryRun':true} | dryRun"
            })
    void namesAFieldThatItDoesNotKnowAndThoseThatItKnows(String path, String body, String field) {
        assertThat(post(path, body).problem(400)).contains("unknown field", field, "known are ");
    }

    @Test
    void namesTheKnownFieldsOfARequest() {
        assertThat(post(REQUESTS, "{'text':'a','txt':'b'}").problem(400))
                .isEqualTo("unknown field 'txt'; known are approved, idempotencyKey, mode, namespace, text");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/cancel", "/undo"})
    void refusesFieldsWhereNoneAreKnown(String verb) {
        assertThat(post(CASE + verb, "{'dryRun':true}").problem(400))
                .isEqualTo("unknown field 'dryRun'; there is none");
        assertThat(post(CASE + verb, "{}").problem(404)).contains("k7f3-9q2m");
        assertThat(host.send(host.to(CASE + verb)
                                .POST(HttpRequest.BodyPublishers.noBody())
                                .build())
                        .problem(404))
                .contains("k7f3-9q2m");
    }

    @Test
    void refusesAFieldThatStandsThereTwice() {
        assertThat(post(REQUESTS, "{'text':'scale web to 4','mode':'plan','mode':'run'}")
                        .problem(400))
                .isEqualTo("field 'mode' stands there twice");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'text':5} | 'text' must be a string",
                "{'text':1.5} | 'text' must be a string",
                "{'text':true} | 'text' must be a string",
                "{'text':['a']} | 'text' must be a string",
                "{'text':{'a':1}} | 'text' must be a string",
                "{'text':'a','namespace':5} | 'namespace' must be a string",
                "{'text':'a','idempotencyKey':5} | 'idempotencyKey' must be a string",
                "{'text':'a','approved':'yes'} | 'approved' must be true or false",
                "{'text':'a','approved':'true'} | 'approved' must be true or false",
                "{'text':'a','approved':1} | 'approved' must be true or false",
                "{'text':'a','mode':'dry'} | 'mode' must be one of ask, plan, run",
                "{'text':'a','mode':''} | 'mode' must be one of ask, plan, run",
                "{'text':'a','mode':1} | 'mode' must be one of ask, plan, run",
                "{'mode':'plan'} | 'text' is missing: say what to do or what to find out"
            })
    void saysWhichFieldHasTheWrongType(String body, String words) {
        assertThat(post(REQUESTS, body).problem(400)).isEqualTo(words);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "[]", "null", "{", "{} {}", "{'text':'a'} x", "'text'"})
    void refusesWhatIsNoObject(String body) {
        assertThat(post(REQUESTS, body).problem(400)).isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ask", "plan", "PLAN", "run"})
    void takesTheModesAsTheyAreDocumented(String mode) {
        assertThat(post(REQUESTS, "{'text':'scale web to 4','mode':'%s'}".formatted(mode))
                        .status())
                .isEqualTo(202);
    }

    private static RunningHost.Answer post(String path, String body) {
        return host.post(path, body.replace('\'', '"'));
    }
}
