package io.lexiops.agent.cli;

import java.nio.file.Path;

/** Where the host keeps the key that signs execution grants; made by the first program that needs it. */
final class GrantKey {

    private GrantKey() {}

    /** The public half, which the server must know before the host first signs. */
    static Path ensure(Path hostData) {
        return hostData.resolve("grant-public-key.pem");
    }
}
