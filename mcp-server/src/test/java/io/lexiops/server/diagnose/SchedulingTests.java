package io.lexiops.server.diagnose;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class SchedulingTests {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0/1 nodes are available: 1 node(s) didn't match Pod's node affinity. | selector",
                "0/3 nodes are available: 3 node(s) didn't match Pod's node affinity/selector. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling. | selector",
                "0/1 nodes are available: 1 node(s) didn't match pod affinity/anti-affinity, 1 node(s) didn't match pod anti-affinity rules. | antiAffinity",
                "0/1 nodes are available: 1 node(s) didn't match pod affinity rules. | podAffinity",
                "0/1 nodes are available: 1 Insufficient cpu, 1 Insufficient memory. | resources",
                "0/1 nodes are available: 1 node(s) didn't have free ports for the requested pod ports. | ports",
                "0/1 nodes are available: 1 node(s) had taint {dedicated: infra}, that the pod didn't tolerate. | taint",
                "0/1 nodes are available: 1 node(s) had untolerated taint {dedicated: infra}. | taint",
                "0/1 nodes are available: 1 node(s) had taint {node.kubernetes.io/not-ready: }, that the pod didn't tolerate. | nodeTrouble",
                "0/1 nodes are available: 1 node(s) were unschedulable. | cordoned",
                "0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims. | volume",
                "0/2 nodes are available: 2 node(s) didn't match pod topology spread constraints. | topology",
                "no nodes available to schedule pods | nodeTrouble",
                "a word of tomorrow | other",
            })
    void readsTheSchedulersReasons(String message, String reason) {
        assertThat(Scheduling.reasons(message)).containsExactly(reason);
    }
}
