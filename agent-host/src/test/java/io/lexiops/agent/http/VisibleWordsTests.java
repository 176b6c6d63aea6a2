package io.lexiops.agent.http;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class VisibleWordsTests {

    @ParameterizedTest
    @CsvSource({
        "7, U+0007",
        "8, U+0008",
        "27, U+001B",
        "0, U+0000",
        "127, U+007F",
        "155, U+009B",
        "8238, U+202E",
        "8203, U+200B",
        "65279, U+FEFF",
        "8232, U+2028",
        "57344, U+E000",
        "917569, U+E0041"
    })
    void namesTheCharacterThatCannotBeSeenAndItsPlace(int character, String name) {
        assertThatThrownBy(() -> VisibleWords.of("text", "scale web" + Character.toString(character) + " to 4"))
                .hasMessageContaining("'text'")
                .hasMessageContaining(name)
                .hasMessageContaining("at position 10");
    }

    @Test
    void leavesOtherWordsAlone() {
        for (var words :
                new String[] {"scale web\r\n\tto 4", "重启 web", "перезапусти", "👩‍💻 restart", "naïve – “x”"}) {
            assertThat(VisibleWords.of("text", words)).isEqualTo(words);
        }
    }
}
