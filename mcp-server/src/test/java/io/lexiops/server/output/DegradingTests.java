package io.lexiops.server.output;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DegradingTests {

    private static final String TABLE = "NAME  READY\n" + "web-1  1/1\n".repeat(30) + "web-31  1/1";
    private static final String SUMMARY = "31 pods: 30 ready, 1 crashing (web-31)";
    private static final String COUNTS = "31 pods";

    @Test
    void showsTheTableWhereItFits() {
        assertThat(render(1000, Shown.all(31))).isEqualTo(TABLE);
    }

    @Test
    void showsTheSummaryWhereTheTableDoesNotFitAndSaysHowMuchIsShown() {
        assertThat(render(30, Shown.all(31))).isEqualTo(SUMMARY + "\nshowing 31 of 31");
    }

    @Test
    void showsCountsWhereNothingElseFits() {
        assertThat(render(8, Shown.all(31))).isEqualTo(COUNTS + "\nshowing 31 of 31");
    }

    @Test
    void endsWithTheCursorWhateverItsForm() {
        var shown = new Shown(20, 512L, "abc");
        assertThat(render(1000, shown)).isEqualTo(TABLE + "\nshowing 20 of 512; continue with cursor=abc");
        assertThat(render(30, shown)).endsWith("\nshowing 20 of 512; continue with cursor=abc");
        assertThat(render(1, shown)).endsWith("showing 20 of 512; continue with cursor=abc");
    }

    @Test
    void cutsTheCoarsestFormAtALineWhereEvenThatDoesNotFit() {
        var degrading = new Degrading(new TokenBudget(10));
        var text = degrading.render(
                () -> TABLE, () -> TABLE, () -> "one\ntwo\n" + "x".repeat(100), new Shown(3, 3L, null));
        assertThat(text).isEqualTo("one\ntwo\nshowing 3 of 3");
        assertThat(TokenBudget.tokensOf(text)).isLessThanOrEqualTo(10);
    }

    @Test
    void makesACoarserFormOnlyWhenItIsNeeded() {
        var made = new AtomicInteger();
        new Degrading(new TokenBudget(1000))
                .render(
                        () -> TABLE,
                        () -> {
                            made.incrementAndGet();
                            return SUMMARY;
                        },
                        () -> {
                            made.incrementAndGet();
                            return COUNTS;
                        },
                        Shown.all(31));
        assertThat(made).hasValue(0);
    }

    @Test
    void everyFormStaysWithinItsBudget() {
        for (int budget = 20; budget < 200; budget++) {
            assertThat(TokenBudget.tokensOf(render(budget, new Shown(31, 512L, "abc"))))
                    .isLessThanOrEqualTo(budget);
        }
    }

    @Test
    void showsAsManyWholeLinesAsFit() {
        var lines = IntStream.rangeClosed(1, 100).mapToObj(i -> "line " + i).toList();
        var text = new Degrading(new TokenBudget(50)).lines(lines);
        assertThat(text).startsWith("line 1\nline 2\n").endsWith(" of 100").contains("\nshowing ");
        assertThat(text.lines().count() - 1)
                .isEqualTo(Long.parseLong(text.replaceAll("(?s).*showing (\\d+) of.*", "$1")));
    }

    @Test
    void theLinesThatFitAndTheirCountStayWithinTheBudget() {
        var lines = IntStream.rangeClosed(1, 100).mapToObj(i -> "line " + i).toList();
        for (int budget = 20; budget < 300; budget++) {
            assertThat(TokenBudget.tokensOf(new Degrading(new TokenBudget(budget)).lines(lines)))
                    .as("budget %d", budget)
                    .isLessThanOrEqualTo(budget);
        }
    }

    @Test
    void showsAllLinesWithoutACountWhereAllFit() {
        assertThat(new Degrading(new TokenBudget(50)).lines(List.of("a", "b"))).isEqualTo("a\nb");
        assertThat(new Degrading(new TokenBudget(1)).lines(List.of())).isEmpty();
    }

    @Test
    void saysWhatItKnowsOfTheTotal() {
        assertThat(new Shown(20, 512L, "c").line()).isEqualTo("showing 20 of 512; continue with cursor=c");
        assertThat(new Shown(20, null, "c").line()).isEqualTo("showing 20 of more than 20; continue with cursor=c");
        assertThat(new Shown(20, null, null).line()).isEqualTo("showing 20 of 20");
        assertThat(Shown.all(3).complete()).isTrue();
        assertThat(new Shown(3, 4L, null).complete()).isFalse();
        assertThat(new Shown(3, 3L, "c").complete()).isFalse();
    }

    @Test
    void aTokenIsFourCharactersRoundedUp() {
        assertThat(TokenBudget.tokensOf("")).isZero();
        assertThat(TokenBudget.tokensOf("abcd")).isEqualTo(1);
        assertThat(TokenBudget.tokensOf("abcde")).isEqualTo(2);
        assertThat(new TokenBudget(1).fits("abcd")).isTrue();
        assertThat(new TokenBudget(1).fits("abcde")).isFalse();
        assertThat(new TokenBudget(Long.MAX_VALUE).maxCharacters()).isEqualTo(Long.MAX_VALUE);
        assertThatThrownBy(() -> new TokenBudget(0)).hasMessageContaining("at least 1");
    }

    private static String render(long budget, Shown shown) {
        return new Degrading(new TokenBudget(budget)).render(() -> TABLE, () -> SUMMARY, () -> COUNTS, shown);
    }
}
