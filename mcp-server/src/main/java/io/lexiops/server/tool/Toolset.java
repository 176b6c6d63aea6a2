package io.lexiops.server.tool;

import java.util.List;

/** The tools of one backend. */
public interface Toolset {

    /** The backend, for people: {@code kubernetes}, {@code helm}. */
    String name();

    /** Cheap and current: asked at each tools/list and by {@code status}. */
    State state();

    List<Tool> tools();

    /** How it is decided in which of several clusters a tool works; {@code context} is then an argument of every such tool. */
    default ContextUse contextUse(ToolSpec tool) {
        return ContextUse.NONE;
    }

    /** Whether the backend can be used. Tools of a backend that is not configured are hidden. */
    sealed interface State {
        record Ready() implements State {}

        record NotConfigured(String why) implements State {}

        record Unavailable(String why) implements State {}
    }
}
