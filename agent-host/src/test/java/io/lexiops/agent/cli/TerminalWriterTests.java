package io.lexiops.agent.cli;

import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class TerminalWriterTests {

    private final StringWriter terminal = new StringWriter();

    @ParameterizedTest
    @CsvSource({
        "1b, an escape sequence",
        "07, the bell and the end of a title",
        "08, going back over what was written",
        "00, NUL",
        "0d, going back to the begin of the line",
        "7f, delete",
        "9b, an escape sequence in one character",
        "9d, a title in one character",
        "200b, a space that is not seen",
        "202e, text from right to left",
        "2066, an isolated direction",
        "2028, a line that only some see",
        "feff, a mark that is not seen"
    })
    void showsWhatATerminalWouldObey(String hex, String what) {
        TerminalWriter.on(terminal).print("a" + (char) Integer.parseInt(hex, 16) + "b");

        assertThat(terminal).as(what).hasToString("a\\u%4sb".formatted(hex).replace(' ', '0'));
    }

    @Test
    void showsBothHalvesOfAnUnseenCharacterBeyondTheFirstPlane() {
        var tag = Character.toString(0xE0041);
        var writer = TerminalWriter.on(terminal);
        writer.print(tag.charAt(0));
        writer.print(tag.charAt(1));

        assertThat(terminal).hasToString("\\udb40\\udc41");
    }

    @ParameterizedTest
    @ValueSource(strings = {"one\n\ttwo\n", "Größe – “web” 例え", "\uD83D\uDE80", "{\"text\" : \"a\\u001bb\"}"})
    void leavesOtherTextAsItIs(String text) {
        var writer = TerminalWriter.on(terminal);
        writer.print(text);
        writer.write(text.toCharArray(), 0, text.length());

        assertThat(terminal).hasToString(text + text);
    }

    @Test
    void noCommandGoesAroundIt() {
        var errors = new StringWriter();
        var exit = Copilot.commandLine(TerminalWriter.on(terminal), TerminalWriter.on(errors))
                .execute("rules", "check", "\u001b]0;owned\u0007\u009b2J");

        assertThat(exit).isEqualTo(1);
        assertThat(terminal + "" + errors)
                .contains("\\u001b]0;owned\\u0007\\u009b2J")
                .doesNotContain("\u001b");
    }

    @Test
    void helpHasNoColoursThatWouldBeShownAsSigns() {
        Copilot.commandLine(TerminalWriter.on(terminal), TerminalWriter.on(terminal))
                .execute("--help");

        assertThat(terminal.toString()).contains("Usage: copilot").doesNotContain("\\u001b");
    }
}
