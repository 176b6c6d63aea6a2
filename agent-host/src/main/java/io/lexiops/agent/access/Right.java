package io.lexiops.agent.access;

/** What a person may do; each includes those before it. */
public enum Right {
    /** Look at cases, knowledge and rules. */
    VIEWER,
    /** Hand in requests, answer questions, cancel and undo. */
    OPERATOR,
    /** Allow plans of others. */
    APPROVER,
    /** Decide proposals, read and export the audit trail. */
    ADMIN;

    public String authority() {
        return "ROLE_" + name();
    }
}
