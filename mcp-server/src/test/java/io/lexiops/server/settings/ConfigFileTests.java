package io.lexiops.server.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.bind.PlaceholdersResolver;

import static org.assertj.core.api.Assertions.assertThat;

class ConfigFileTests {

    private static final ReloadableSettings AT_START = new ReloadableSettings(
            ServerProperties.Writes.ENABLED,
            List.of(),
            Set.of("shop"),
            Set.of("Secret"),
            new ServerProperties.Tools(Set.of("k8s_node"), Set.of("k8s_*"), Set.of()),
            7,
            9);

    @TempDir
    private Path folder;

    @Test
    void whatIsNotInTheFileIsAsAtTheStartAlsoWithinAGroup() throws IOException {
        var settings = read("copilot: {server: {tools: {deny: [k8s_delete]}, limits: {rate: 8}}}");
        assertThat(settings.tools())
                .isEqualTo(new ServerProperties.Tools(Set.of("k8s_node"), Set.of("k8s_*"), Set.of("k8s_delete")));
        assertThat(settings.rate()).isEqualTo(8);
        assertThat(settings.burst()).isEqualTo(9);
        assertThat(settings.namespaces()).containsExactly("shop");
    }

    @Test
    void anEmptyListTakesAwayWhatWasThereAtTheStart() throws IOException {
        var settings = read("copilot: {server: {tools: {enable: []}, denied-kinds: []}}");
        assertThat(settings.tools().enable()).isEmpty();
        assertThat(settings.tools().allow()).containsExactly("k8s_*");
        assertThat(settings.deniedKinds()).isEmpty();
    }

    private ReloadableSettings read(String yaml) throws IOException {
        var path = Files.writeString(folder.resolve("settings.yaml"), yaml);
        var file = new ConfigFile(path, AT_START, PlaceholdersResolver.NONE);
        return file.settings(file.read());
    }
}
