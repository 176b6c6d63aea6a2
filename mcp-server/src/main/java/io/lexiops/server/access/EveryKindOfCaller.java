package io.lexiops.server.access;

import java.util.List;
import java.util.function.Function;

/** Asks one after the other; the first that knows this kind of token decides. */
record EveryKindOfCaller(List<Callers> kinds) implements Callers {

    EveryKindOfCaller {
        kinds = List.copyOf(kinds);
    }

    @Override
    public Answer byToken(String token) {
        return first(kind -> kind.byToken(token));
    }

    @Override
    public Answer byTokenAlone(String token) {
        return first(kind -> kind.byTokenAlone(token));
    }

    private Answer first(Function<Callers, Answer> question) {
        for (var kind : kinds) {
            var answer = question.apply(kind);
            if (!(answer instanceof Answer.Unknown)) {
                return answer;
            }
        }
        return new Answer.Unknown();
    }
}
