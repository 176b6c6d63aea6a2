package io.lexiops.server.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.PlaceholdersResolver;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.OriginLookup;
import org.springframework.boot.origin.OriginProvider;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.core.convert.ConversionFailedException;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;

/**
 * A YAML file of settings, under the names that they have everywhere. Those it may hold:
 *
 * <pre>
 * copilot:
 *   server:
 *     writes: enabled
 *     tokens: [{name: ann, role: operator, token-sha256: ...}]
 *     namespaces: [shop]
 *     denied-kinds: [Secret]
 *     tools: {enable: [k8s_node], allow: [], deny: [helm_*]}
 *     limits: {rate: 100, burst: 200}
 * </pre>
 *
 * A setting that is not in it is as at the start. {@code ${NAME}} takes a value from the environment. Any other key refuses
 * the whole file.
 */
public final class ConfigFile {

    private static final String PREFIX = "copilot.server";
    private static final int LARGEST = 1 << 20;
    private static final Pattern LINE = Pattern.compile("line (\\d+)");

    private final Path path;
    private final ReloadableSettings atStart;
    private final PlaceholdersResolver placeholders;

    ConfigFile(Path path, ReloadableSettings atStart, PlaceholdersResolver placeholders) {
        this.path = path.toAbsolutePath();
        this.atStart = atStart;
        this.placeholders = placeholders;
    }

    public Path path() {
        return path;
    }

    /**
     * What is in it now.
     *
     * @throws ConfigFileRefused if it cannot be read
     */
    public Content read() {
        try {
            if (Files.size(path) > LARGEST) {
                throw new ConfigFileRefused(path + " is larger than " + LARGEST + " bytes");
            }
            var bytes = Files.readAllBytes(path);
            return new Content(sha256(bytes), List.of(new ByteArrayResource(bytes)));
        } catch (IOException e) {
            throw new ConfigFileRefused(
                    path + " cannot be read: " + e.getClass().getSimpleName(), e);
        }
    }

    /** The bytes of the file at one moment. */
    public static final class Content {

        private final String digest;
        private final List<ByteArrayResource> bytes;

        private Content(String digest, List<ByteArrayResource> bytes) {
            this.digest = digest;
            this.bytes = bytes;
        }

        /** SHA-256 in hex. */
        public String digest() {
            return digest;
        }
    }

    /**
     * The settings that a content says.
     *
     * @throws ConfigFileRefused if it does not say good ones
     */
    public ReloadableSettings settings(Content content) {
        var documents = parsed(content);
        if (documents.size() > 1) {
            throw new ConfigFileRefused(path + " has more than one document");
        }
        documents.forEach(this::refuseOtherKeys);
        var binder = new Binder(ConfigurationPropertySources.from(documents), placeholders);
        try {
            return binder.bind(
                            PREFIX,
                            Bindable.of(FileSettings.class),
                            new NoUnboundElementsBindHandler(BindHandler.DEFAULT))
                    .orElse(FileSettings.NONE)
                    .over(atStart);
        } catch (BindException e) {
            throw refused(e);
        } catch (IllegalArgumentException e) {
            throw new ConfigFileRefused(path + ": " + e.getMessage(), e);
        }
    }

    private List<PropertySource<?>> parsed(Content content) {
        try {
            return new YamlPropertySourceLoader().load(path.toString(), content.bytes.getFirst());
        } catch (IOException | RuntimeException e) {
            // Its message quotes the line, and in that may stand a token.
            var line = LINE.matcher(String.valueOf(e.getMessage()));
            throw new ConfigFileRefused(path + (line.find() ? " line " + line.group(1) : "") + ": it is no YAML", e);
        }
    }

    private void refuseOtherKeys(PropertySource<?> document) {
        if (document instanceof EnumerablePropertySource<?> keys) {
            for (var key : keys.getPropertyNames()) {
                if (!key.startsWith(PREFIX + ".")) {
                    var origin = OriginLookup.getOrigin(document, key);
                    throw new ConfigFileRefused(
                            path + line(origin) + ": unknown key " + key + "; all are below " + PREFIX);
                }
            }
        }
    }

    private ConfigFileRefused refused(BindException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnboundConfigurationPropertiesException unbound) {
                var first = unbound.getUnboundProperties().iterator().next();
                return new ConfigFileRefused(path + line(first.getOrigin()) + ": unknown key " + first.getName(), e);
            }
            if (cause instanceof ConversionFailedException failed) {
                return at(
                        e, "must be of the type " + word(failed.getTargetType().getType()));
            }
            if (cause instanceof IllegalArgumentException
                    && cause.getStackTrace().length > 0
                    && cause.getStackTrace()[0].getClassName().startsWith(ConfigFile.class.getPackageName())) {
                return at(e, String.valueOf(cause.getMessage()));
            }
        }
        return at(e, "the value is not accepted");
    }

    private ConfigFileRefused at(BindException e, String why) {
        @Nullable ConfigurationProperty property = e.getProperty();
        var name = property == null ? e.getName() : property.getName();
        return new ConfigFileRefused(
                path + line(property == null ? null : property.getOrigin()) + ": " + name + ": " + why, e);
    }

    private static String word(Class<?> type) {
        return type.isEnum()
                ? String.join(" or ", enumWords(type))
                : Number.class.isAssignableFrom(type) || type.isPrimitive() ? "whole number" : type.getSimpleName();
    }

    private static List<String> enumWords(Class<?> type) {
        return java.util.Arrays.stream(Objects.requireNonNull(type.getEnumConstants()))
                .map(value -> value.toString().toLowerCase(java.util.Locale.ROOT))
                .toList();
    }

    private static String line(@Nullable Origin given) {
        var origin = given instanceof OriginProvider around ? around.getOrigin() : given;
        return origin instanceof TextResourceOrigin text && text.getLocation() != null
                ? " line " + (text.getLocation().getLine() + 1)
                : "";
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
