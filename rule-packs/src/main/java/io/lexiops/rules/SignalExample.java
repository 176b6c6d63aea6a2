package io.lexiops.rules;

import java.time.Duration;

/** So many cases within such a time raise a signal, or they do not. */
record SignalExample(String name, int line, int column, int cases, Duration within, boolean raised) {}
