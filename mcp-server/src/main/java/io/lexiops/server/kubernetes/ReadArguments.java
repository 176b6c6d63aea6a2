package io.lexiops.server.kubernetes;

import io.lexiops.server.tool.Parameter;
import java.util.List;
import java.util.stream.Stream;

import static io.lexiops.server.tool.Parameter.optional;

/** The arguments that every read has. */
final class ReadArguments {

    static final Parameter NAMESPACE = optional("namespace", Parameter.Type.STRING, "default: the server's own");
    static final Parameter KIND_REQUIRED = Parameter.required(
            "kind", Parameter.Type.STRING, "kind, plural or short name: svc, certificates.cert-manager.io");
    static final Parameter API_VERSION = optional("apiVersion", Parameter.Type.STRING, "default: the preferred one");

    private ReadArguments() {}

    static List<Parameter> of(Parameter... own) {
        return Stream.concat(
                        Stream.of(own),
                        Stream.of(
                                optional("maxTokens", Parameter.Type.INTEGER, "default 4000")
                                        .between(50, 100_000),
                                optional("output", Parameter.Type.STRING, "default table")
                                        .oneOf("table", "json")))
                .toList();
    }
}
