package io.lexiops.server.diagnose;

import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class CommandProgramsTests {

    @ParameterizedTest
    @CsvSource({"ngnix,nginx", "slep,sleep", "pyhton,python", "redis-servr,redis-server", "bsh,bash", "jva,java"})
    void findsTheProgramBehindATypingError(String word, String program) {
        assertThat(Programs.meant(word, Set.of())).contains(program);
    }

    @ParameterizedTest
    @CsvSource({"no-such-program", "myapp", "server", "checkout"})
    void doesNotGuess(String word) {
        assertThat(Programs.meant(word, Set.of())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"checkot,checkout"})
    void knowsTheProgramsOfTheImage(String word, String program) {
        assertThat(Programs.meant(word, Set.of(program))).contains(program);
    }
}
