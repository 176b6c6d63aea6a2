package io.lexiops.server.access;

import io.lexiops.server.settings.ServerProperties;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Beyond this machine nobody comes in unknown; any of the three ways to know callers will do. */
class BindingTests {

    private static Binding of(@Nullable InetAddress address, ServerProperties properties) {
        return Binding.of(address, properties, properties.tokens());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "10.0.0.7", "::", "192.168.1.1"})
    void refusesToListenBeyondThisMachineWithoutAuthentication(String address) {
        assertThatThrownBy(() -> of(address(address), properties(Map.of())))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("tokens")
                .hasMessageContaining("oauth")
                .hasMessageContaining("token-review");
        assertThatThrownBy(() -> of(null, properties(Map.of()))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void listensAnywhereWithStaticTokens() {
        assertThat(of(
                        address("0.0.0.0"),
                        properties(Map.of(
                                "tokens[0].name", "a",
                                "tokens[0].role", "operator",
                                "tokens[0].token", "0123456789abcdef"))))
                .isEqualTo(new Binding(false, true));
    }

    @Test
    void listensAnywhereWithOAuth() {
        assertThat(of(
                        address("0.0.0.0"),
                        properties(Map.of(
                                "oauth.issuer", "https://id.example.com",
                                "oauth.audience", "https://copilot.example.com/mcp"))))
                .isEqualTo(new Binding(false, true));
    }

    @Test
    void listensAnywhereWithTokenReviews() {
        var review = Map.of(
                "token-review.access[0].user", "system:serviceaccount:shop:deployer",
                "token-review.access[0].role", "operator");
        var enabled = new HashMap<>(review);
        enabled.put("token-review.enabled", "true");
        assertThat(of(address("0.0.0.0"), properties(enabled))).isEqualTo(new Binding(false, true));
        assertThatThrownBy(() -> of(address("0.0.0.0"), properties(review))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void letsAnybodyReadOnThisMachine() {
        assertThat(of(address("127.0.0.1"), properties(Map.of()))).isEqualTo(new Binding(true, false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "oauth.issuer=https://id.example.com",
                "oauth.audience=https://copilot.example.com/mcp",
                "oauth.issuer=http://id.example.com|oauth.audience=https://copilot.example.com/mcp",
                "oauth.issuer=https://a|oauth.audience=https://b|oauth.algorithms=HS256",
                "oauth.issuer=https://a|oauth.audience=https://b|oauth.algorithms=none",
                "oauth.issuer=https://a|oauth.audience=https://b|oauth.jwks-uri=http://keys.example.com",
                "oauth.issuer=https://a|oauth.audience=https://b|oauth.clock-skew=1h",
                "oauth.issuer=https://a|oauth.audience=https://b|oauth.access[0].role=operator",
                "oauth.issuer=https://a|oauth.audience=https://b|oauth.access[0].role=operator|oauth.access[0].claim=x",
                "token-review.enabled=true",
                "token-review.access[0].user=*|token-review.access[0].role=operator",
                "token-review.access[0].user=a*b|token-review.access[0].role=operator",
                "token-review.access[0].user=a|token-review.access[0].group=b|token-review.access[0].role=operator",
                "tokens[0].name=oauth:a|tokens[0].role=operator|tokens[0].token=0123456789abcdef"
            })
    void refusesSettingsThatMeanNothingOrTooMuch(String lines) {
        var settings = new HashMap<String, String>();
        for (var line : lines.split("\\|")) {
            int equals = line.indexOf('=');
            settings.put(line.substring(0, equals), line.substring(equals + 1));
        }
        assertThatThrownBy(() -> new StaticTokenCallers(properties(settings).tokens()))
                .isInstanceOf(RuntimeException.class);
    }

    private static ServerProperties properties(Map<String, String> settings) {
        var all = new HashMap<String, String>();
        all.put("copilot.server.data-dir", "target");
        settings.forEach((key, value) -> all.put("copilot.server." + key, value));
        return new Binder(new MapConfigurationPropertySource(all))
                .bindOrCreate("copilot.server", ServerProperties.class);
    }

    private static InetAddress address(String address) {
        try {
            return InetAddress.getByName(address);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
