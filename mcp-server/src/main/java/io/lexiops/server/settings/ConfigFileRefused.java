package io.lexiops.server.settings;

/** A configuration file does not validate. The message names what, where and why, and repeats no value. */
public final class ConfigFileRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ConfigFileRefused(String message, Throwable cause) {
        super(message, cause);
    }

    ConfigFileRefused(String message) {
        super(message);
    }
}
