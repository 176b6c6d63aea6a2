package io.lexiops.agent.knowledge;

/** The knowledge repository cannot be read or written; the message says why and what to do. */
public class KnowledgeUnavailable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public KnowledgeUnavailable(String message) {
        super(message);
    }

    public KnowledgeUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
