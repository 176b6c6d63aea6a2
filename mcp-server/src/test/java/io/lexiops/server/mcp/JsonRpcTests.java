package io.lexiops.server.mcp;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What somebody is told whose message cannot be read. */
class JsonRpcTests {

    static Stream<Arguments> messages() {
        return Stream.of(
                Arguments.of(
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"id\":2}",
                        "the field \"id\" stands twice in one object of the body"),
                Arguments.of(
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":{\"a\":" + "[".repeat(300)
                                + "]".repeat(300) + "}}",
                        "the body is nested deeper than 200 levels"),
                Arguments.of("{\"id\":" + "1".repeat(2000) + "}", "a number or a text of the body is too long"),
                Arguments.of("{\"jsonrpc\":", "the body is not JSON"),
                Arguments.of(
                        "{\"jsonrpc\":\"2.0\",\"id\":1.5,\"method\":\"ping\"}", "id must be a string or an integer"));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void isToldWhatIsWrong(String body, String why) {
        assertThatThrownBy(() -> JsonRpc.read(body.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(JsonRpc.Refused.class)
                .hasMessage(why);
    }
}
