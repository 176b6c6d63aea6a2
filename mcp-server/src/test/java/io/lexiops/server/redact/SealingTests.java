package io.lexiops.server.redact;

import java.util.Base64;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SealingTests {

    private final Sealing sealing = new Sealing(InstallationKey.random(), "ledger");

    @Test
    void opensWhatItHasSealed() {
        var text = "päss-word ".repeat(10_000);

        var sealed = sealing.seal(text, "chg-1");

        assertThat(sealing.open(sealed, "chg-1")).isEqualTo(text);
        assertThat(sealed.length()).isLessThan(text.length());
        assertThat(sealing.seal(text, "chg-1")).isNotEqualTo(sealed);
    }

    @Test
    void opensOnlyAsWhatItWasSealedForAndOnlyWithItsKey() {
        var sealed = sealing.seal("secret", "chg-1");
        var damaged = Base64.getDecoder().decode(sealed);
        damaged[damaged.length - 1] ^= 1;

        assertThatThrownBy(() -> sealing.open(sealed, "chg-2")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> new Sealing(InstallationKey.random(), "ledger").open(sealed, "chg-1"))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> sealing.open(Base64.getEncoder().encodeToString(damaged), "chg-1"))
                .isInstanceOf(IllegalStateException.class);
    }
}
