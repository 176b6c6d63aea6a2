package io.lexiops.server.access;

import io.lexiops.server.settings.OAuthProperties;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** When the issuer's keys are read, and which are believed. */
class IssuerKeysTests {

    private static final Instant START = Instant.parse("2026-11-24T12:00:00Z");
    private static final String KEYS = "https://id.example.com/team/keys";

    private final Map<String, Map<String, Object>> documents = new HashMap<>();
    private final List<String> asked = new ArrayList<>();
    private Instant now = START;

    @BeforeEach
    void publish() {
        documents.put(
                "https://id.example.com/team/.well-known/openid-configuration",
                Map.of("issuer", "https://id.example.com/team", "jwks_uri", KEYS));
        documents.put(KEYS, Map.of("keys", List.of(Map.of("kid", "a"), Map.of("kid", "b"), "nonsense")));
    }

    @Test
    void readsTheKeysWhenTheyAreFirstNeeded() {
        var keys = keys(null);
        assertThat(asked).isEmpty();
        assertThat(keys.named("b")).containsExactly(Map.of("kid", "b"));
        assertThat(keys.named(null)).hasSize(2);
        assertThat(asked).hasSize(2);
    }

    @Test
    void readsThemAgainForAKeyThatItDoesNotKnowButNotAtOnce() {
        var keys = keys(null);
        keys.named("a");
        documents.put(KEYS, Map.of("keys", List.of(Map.of("kid", "c"))));
        assertThat(keys.named("c")).isEmpty();
        now = now.plus(IssuerKeys.BETWEEN_FETCHES);
        assertThat(keys.named("c")).hasSize(1);
        assertThat(keys.named("a")).isEmpty();
    }

    @Test
    void forgetsAKeyThatWasWithdrawn() {
        var keys = keys(null);
        keys.named("a");
        documents.put(KEYS, Map.of("keys", List.of(Map.of("kid", "b"))));
        now = now.plus(Duration.ofMinutes(15));
        assertThat(keys.named("a")).isEmpty();
    }

    @Test
    void goesOnForAWhileWhenTheIssuerGoesAway() {
        var keys = keys(null);
        keys.named("a");
        documents.clear();
        now = now.plus(Duration.ofMinutes(119));
        assertThat(keys.named("a")).hasSize(1);
        now = now.plus(Duration.ofMinutes(1));
        assertThatThrownBy(() -> keys.named("a")).isInstanceOf(IssuerAway.class).hasMessageContaining("cannot be read");
    }

    @Test
    void triesAgainWhenTheIssuerWasAwayAtFirst() {
        var held = new HashMap<>(documents);
        documents.clear();
        var keys = keys(null);
        assertThatThrownBy(() -> keys.named("a")).isInstanceOf(IssuerAway.class);
        documents.putAll(held);
        assertThatThrownBy(() -> keys.named("a")).isInstanceOf(IssuerAway.class);
        now = now.plus(IssuerKeys.BETWEEN_FETCHES);
        assertThat(keys.named("a")).hasSize(1);
    }

    @Test
    void knowsTheOtherPlaceOfMetadata() {
        var metadata = documents.remove("https://id.example.com/team/.well-known/openid-configuration");
        documents.put("https://id.example.com/.well-known/oauth-authorization-server/team", metadata);
        assertThat(keys(null).named("a")).hasSize(1);
    }

    @Test
    void needsNoMetadataWhereTheAddressIsConfigured() {
        assertThat(keys(URI.create(KEYS)).named("a")).hasSize(1);
        assertThat(asked).containsExactly(KEYS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://id.example.com/keys", "file:///etc/passwd", "ftp://id.example.com", "no address", "null"
            })
    void readsNoKeysThatSomebodyOnTheWayCouldChange(String address) {
        documents.put(
                "https://id.example.com/team/.well-known/openid-configuration",
                Map.of("issuer", "https://id.example.com/team", "jwks_uri", address));
        assertThatThrownBy(() -> keys(null).named("a")).isInstanceOf(IssuerAway.class);
        assertThat(asked).doesNotContain(address);
    }

    @Test
    void believesNoMetadataOfAnotherIssuer() {
        documents.put(
                "https://id.example.com/team/.well-known/openid-configuration",
                Map.of("issuer", "https://id.example.com/other", "jwks_uri", KEYS));
        assertThatThrownBy(() -> keys(null).named("a")).isInstanceOf(IssuerAway.class);
    }

    private IssuerKeys keys(@Nullable URI jwks) {
        var settings = new OAuthProperties(
                URI.create("https://id.example.com/team"),
                URI.create("https://copilot.example.com/mcp"),
                jwks,
                null,
                "sub",
                List.of(),
                Map.of(),
                Set.of("RS256"),
                Duration.ofSeconds(30),
                Duration.ofSeconds(5));
        return new IssuerKeys(settings, this::fetch, () -> now);
    }

    private Map<String, Object> fetch(URI address) {
        asked.add(address.toString());
        var document = documents.get(address.toString());
        if (document == null) {
            throw new IssuerAway(address + " answers 404", null);
        }
        return document;
    }
}
