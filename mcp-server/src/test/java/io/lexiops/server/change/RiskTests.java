package io.lexiops.server.change;

import io.lexiops.rules.Finding;
import io.lexiops.rules.Severity;
import io.lexiops.server.change.TargetChange.Operation;
import io.lexiops.server.tool.ToolEffect;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static io.lexiops.server.change.Risk.HIGH;
import static io.lexiops.server.change.Risk.LOW;
import static io.lexiops.server.change.Risk.MEDIUM;
import static org.assertj.core.api.Assertions.assertThat;

class RiskTests {

    @Test
    void aChangeOfOneWorkloadIsLow() {
        assertThat(risk(ToolEffect.CHANGE, List.of(change("Deployment", Operation.UPDATE))))
                .isEqualTo(LOW);
        assertThat(risk(ToolEffect.CHANGE, List.of(change("ConfigMap", Operation.CREATE))))
                .isEqualTo(LOW);
    }

    @Test
    void nothingToDoIsLowEvenForADestroyer() {
        assertThat(risk(ToolEffect.DESTROY, List.of(change("Secret", Operation.NONE))))
                .isEqualTo(LOW);
    }

    @Test
    void removingIsHighUnlessItTakesSomethingBack() {
        var removal = List.of(change("ConfigMap", Operation.DELETE));
        assertThat(risk(ToolEffect.CHANGE, removal)).isEqualTo(HIGH);
        assertThat(Risk.of(ToolEffect.CHANGE, removal, List.of(), false, true)).isEqualTo(MEDIUM);
        assertThat(risk(ToolEffect.DESTROY, List.of(change("Deployment", Operation.UPDATE))))
                .isEqualTo(HIGH);
    }

    @Test
    void secretsRightsAndPoliciesAreProtected() {
        for (var kind : List.of("Secret", "Role", "RoleBinding")) {
            assertThat(risk(ToolEffect.CHANGE, List.of(change(kind, Operation.CREATE))))
                    .isEqualTo(HIGH);
        }
        for (var kind : List.of("NetworkPolicy", "ServiceAccount", "ResourceQuota", "PersistentVolumeClaim")) {
            assertThat(risk(ToolEffect.CHANGE, List.of(change(kind, Operation.UPDATE))))
                    .isEqualTo(HIGH);
        }
        assertThat(risk(ToolEffect.CHANGE, List.of(change("NetworkPolicy", Operation.CREATE))))
                .isEqualTo(LOW);
    }

    @Test
    void manyObjectsWeighMore() {
        var one = change("ConfigMap", Operation.UPDATE);
        assertThat(risk(ToolEffect.CHANGE, Collections.nCopies(3, one))).isEqualTo(LOW);
        assertThat(risk(ToolEffect.CHANGE, Collections.nCopies(4, one))).isEqualTo(MEDIUM);
        assertThat(risk(ToolEffect.CHANGE, Collections.nCopies(11, one))).isEqualTo(HIGH);
    }

    @Test
    void whatBelongsToTheWholeClusterIsHigh() {
        var target = new TargetRef("example.com/v1", "Widget", null, "a", "u", "1");
        assertThat(risk(ToolEffect.CHANGE, List.of(new TargetChange(target, Operation.UPDATE, Map.of(), Map.of()))))
                .isEqualTo(HIGH);
    }

    @Test
    void findingsAndLostFieldsWeigh() {
        var one = List.of(change("Deployment", Operation.UPDATE));
        assertThat(Risk.of(ToolEffect.CHANGE, one, List.of(finding(Severity.NOTE)), false, false))
                .isEqualTo(LOW);
        assertThat(Risk.of(ToolEffect.CHANGE, one, List.of(finding(Severity.APPROVAL)), false, false))
                .isEqualTo(MEDIUM);
        assertThat(Risk.of(ToolEffect.CHANGE, one, List.of(finding(Severity.TWO_PERSON)), false, false))
                .isEqualTo(HIGH);
        assertThat(Risk.of(ToolEffect.CHANGE, one, List.of(), true, false)).isEqualTo(MEDIUM);
    }

    private static Risk risk(ToolEffect effect, List<TargetChange> changes) {
        return Risk.of(effect, changes, List.of(), false, false);
    }

    private static Finding finding(Severity severity) {
        return new Finding("test/guard", severity, "no", "");
    }

    private static TargetChange change(String kind, Operation operation) {
        return new TargetChange(new TargetRef("v1", kind, "shop", "a", "u", "1"), operation, Map.of(), Map.of());
    }
}
