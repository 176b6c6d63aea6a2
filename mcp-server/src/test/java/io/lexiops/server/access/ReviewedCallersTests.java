package io.lexiops.server.access;

import io.lexiops.server.access.Callers.Answer;
import io.lexiops.server.settings.SubjectRule;
import io.lexiops.server.settings.TokenReviewProperties;
import io.lexiops.server.tool.Caller;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.Role;
import io.lexiops.server.tool.ToolFailed;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What is remembered of a review, and for how long. */
class ReviewedCallersTests {

    private static final Instant START = Instant.parse("2026-11-24T12:00:00Z");

    private final AtomicInteger asked = new AtomicInteger();
    private Instant now = START;
    private Optional<TokenReviews.Subject> subject = Optional.of(
            new TokenReviews.Subject("system:serviceaccount:shop:deployer", Set.of("system:serviceaccounts")));
    private boolean away;

    private final Callers callers = new ReviewedCallers(
            new TokenReviewProperties(
                    true,
                    Set.of("devops-copilot"),
                    List.of(new SubjectRule("system:serviceaccount:shop:*", null, Role.OPERATOR, Set.of("shop")))),
            () -> this::review,
            () -> now);

    @Test
    void asksOnceAMinute() {
        var token = token(START.plusSeconds(600));
        var caller = new Caller("kubernetes:system:serviceaccount:shop:deployer", Role.OPERATOR, Set.of("shop"));
        assertThat(callers.byToken(token)).isEqualTo(new Answer.Known(caller));
        now = START.plusSeconds(59);
        assertThat(callers.byToken(token)).isEqualTo(new Answer.Known(caller));
        assertThat(callers.byTokenAlone(token)).isEqualTo(new Answer.Known(caller));
        assertThat(asked).hasValue(1);
        now = START.plusSeconds(60);
        assertThat(callers.byTokenAlone(token)).isInstanceOf(Answer.Unknown.class);
        callers.byToken(token);
        assertThat(asked).hasValue(2);
    }

    @Test
    void remembersNothingBeyondTheEndOfTheToken() {
        var token = token(START.plusSeconds(20));
        assertThat(callers.byToken(token)).isInstanceOf(Answer.Known.class);
        now = START.plusSeconds(20);
        assertThat(callers.byToken(token)).isEqualTo(new Answer.Refused("the token has expired"));
        assertThat(asked).hasValue(1);
    }

    @Test
    void remembersABadTokenForAShorterTime() {
        var good = subject;
        subject = Optional.empty();
        var token = token(START.plusSeconds(600));
        assertThat(callers.byToken(token)).isInstanceOf(Answer.Refused.class);
        subject = good;
        now = START.plus(ReviewedCallers.BAD_FOR).minusMillis(1);
        assertThat(callers.byToken(token)).isInstanceOf(Answer.Refused.class);
        now = START.plus(ReviewedCallers.BAD_FOR);
        assertThat(callers.byToken(token)).isInstanceOf(Answer.Known.class);
    }

    @Test
    void letsNobodyInWhileTheApiServerIsAwayAndRemembersNothingOfIt() {
        away = true;
        var token = token(START.plusSeconds(600));
        assertThat(callers.byToken(token)).isInstanceOf(Answer.Away.class);
        away = false;
        assertThat(callers.byToken(token)).isInstanceOf(Answer.Known.class);
    }

    @Test
    void keepsWhoIsKnownForItsMinuteWhenTheApiServerGoesAway() {
        var token = token(START.plusSeconds(600));
        callers.byToken(token);
        away = true;
        now = START.plusSeconds(30);
        assertThat(callers.byToken(token)).isInstanceOf(Answer.Known.class);
        now = START.plusSeconds(61);
        assertThat(callers.byToken(token)).isInstanceOf(Answer.Away.class);
    }

    @Test
    void opensNothingToSomebodyWhomNoRuleNames() {
        subject = Optional.of(new TokenReviews.Subject("system:serviceaccount:shopping:deployer", Set.of()));
        assertThat(callers.byToken(token(START.plusSeconds(600)))).isInstanceOf(Answer.NothingOpen.class);
    }

    @Test
    void opensNothingToANameThatTheAuditTrailCannotKeep() {
        subject = Optional.of(new TokenReviews.Subject("system:serviceaccount:shop:" + "x".repeat(253), Set.of()));
        assertThat(callers.byToken(token(START.plusSeconds(600)))).isInstanceOf(Answer.NothingOpen.class);
    }

    @Test
    void asksOnceForManyCallsWithOneNewToken() throws Exception {
        var token = token(START.plusSeconds(600));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = IntStream.range(0, 500)
                    .mapToObj(_ -> threads.submit(() -> callers.byToken(token)))
                    .toList();
            for (var answer : answers) {
                assertThat(answer.get()).isInstanceOf(Answer.Known.class);
            }
        }
        assertThat(asked).hasValue(1);
    }

    @Test
    void asksNobodyAboutWhatIsNoToken() {
        for (var text : List.of("", "abc", "a.b.c", "x".repeat(100_000), "e30.WzFd.x")) {
            assertThat(callers.byToken(text)).isInstanceOf(Answer.Unknown.class);
        }
        assertThat(asked).hasValue(0);
    }

    private Optional<TokenReviews.Subject> review(String token, Set<String> audiences) {
        asked.incrementAndGet();
        if (away) {
            throw new ToolFailed(ErrorCode.BACKEND_UNAVAILABLE, "no answer", "");
        }
        assertThat(audiences).containsExactly("devops-copilot");
        return subject;
    }

    private static String token(Instant expiry) {
        var payload = "{\"exp\":" + expiry.getEpochSecond() + "}";
        return "e30." + Base64.getUrlEncoder().withoutPadding().encodeToString(payload.getBytes(StandardCharsets.UTF_8))
                + ".c2ln";
    }
}
