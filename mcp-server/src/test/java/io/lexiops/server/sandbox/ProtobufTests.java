package io.lexiops.server.sandbox;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Bodies as kubectl sends them; it makes autoscalers in v1. */
class ProtobufTests {

    @Test
    void anAutoscalerOfVersion1IsRead() {
        var target = message(text(1, "Deployment"), text(2, "web"), text(3, "apps/v1"));
        var spec = message(part(1, target), number(2, 2), number(3, 5), number(4, 70));
        var object = message(part(1, message(text(1, "web"))), part(2, spec));
        var kind = message(text(1, "autoscaling/v1"), text(2, "HorizontalPodAutoscaler"));

        var read = Protobuf.read(message(new byte[] {'k', '8', 's', 0}, part(1, kind), part(2, object)));

        assertThat(Trees.text(read, "apiVersion")).isEqualTo("autoscaling/v1");
        assertThat(Trees.text(read, "metadata", "name")).isEqualTo("web");
        assertThat(Trees.text(read, "spec", "scaleTargetRef", "apiVersion")).isEqualTo("apps/v1");
        assertThat(Trees.number(0, read, "spec", "maxReplicas")).isEqualTo(5);
        assertThat(Trees.number(0, read, "spec", "targetCPUUtilizationPercentage"))
                .isEqualTo(70);
    }

    private static byte[] text(int field, String value) {
        return part(field, value.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] part(int field, byte[] value) {
        return message(new byte[] {(byte) (field << 3 | 2), (byte) value.length}, value);
    }

    private static byte[] number(int field, int value) {
        return new byte[] {(byte) (field << 3), (byte) value};
    }

    private static byte[] message(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (var part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
