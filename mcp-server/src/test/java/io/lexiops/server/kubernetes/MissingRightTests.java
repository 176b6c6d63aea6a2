package io.lexiops.server.kubernetes;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class MissingRightTests {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "deployments.apps is forbidden: User \"system:serviceaccount:ops:copilot\" cannot list resource \"deployments\" in API group \"apps\" in the namespace \"shop\" | kubectl -n shop create role copilot-list-deployments --verb=list --resource=deployments.apps && kubectl -n shop create rolebinding copilot-list-deployments --role=copilot-list-deployments --serviceaccount=ops:copilot",
                "deployments.apps \"web\" is forbidden: User \"ann\" cannot patch resource \"deployments/scale\" in API group \"apps\" in the namespace \"shop\" | kubectl -n shop create role copilot-patch-deployments-scale --verb=patch --resource=deployments.apps/scale && kubectl -n shop create rolebinding copilot-patch-deployments-scale --role=copilot-patch-deployments-scale --user=ann",
                "nodes is forbidden: User \"it's\" cannot list resource \"nodes\" in API group \"\" at the cluster scope | kubectl create clusterrole copilot-list-nodes --verb=list --resource=nodes && kubectl create clusterrolebinding copilot-list-nodes --clusterrole=copilot-list-nodes --user='it'\\''s'",
            })
    void namesTheCommandThatWouldGrantIt(String refusal, String command) {
        assertThat(MissingRight.of(refusal)).map(MissingRight::command).contains(command);
    }

    @Test
    void readsNothingFromOtherWords() {
        assertThat(MissingRight.of("exceeded quota: pods")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "{\"sub\": \"system:serviceaccount:ops:copilot\"} | system:serviceaccount:ops:copilot",
                "{\"sub\": 3} | ''",
                "[] | ''",
                "no JSON | ''",
            })
    void readsWhoATokenIsFor(String payload, String subject) {
        var body = Base64.getUrlEncoder().withoutPadding().encodeToString(payload.getBytes(StandardCharsets.UTF_8));

        assertThat(TokenSubject.of("h." + body + ".s")).isEqualTo(subject);
        assertThat(TokenSubject.of("opaque")).isEmpty();
        assertThat(TokenSubject.of("a.!.c")).isEmpty();
        assertThat(TokenSubject.of(null)).isEmpty();
    }
}
