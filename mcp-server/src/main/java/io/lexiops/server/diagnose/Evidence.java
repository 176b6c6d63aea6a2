package io.lexiops.server.diagnose;

import io.lexiops.server.kubernetes.KubernetesObject;

/**
 * A line that supports a finding.
 *
 * @param source where it was read: {@code Pod/web-1 status}, {@code Event on Pod/web-1}
 * @param text   what was read there, made safe to show
 */
record Evidence(String source, String text) {

    private static final int LONGEST = 400;

    Evidence {
        text = Plain.text(text, LONGEST);
    }

    static Evidence of(KubernetesObject object, String where, String text) {
        return new Evidence(object.kind() + "/" + object.name() + (where.isEmpty() ? "" : " " + where), text);
    }
}
