package io.lexiops.server.mcp;

import io.lexiops.server.McpServerApplication;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.SpringApplication;

/**
 * The server in a process of its own that stands still before or after the n-th write to its database, so that it can be
 * killed there. Which one stands in a file; without the file it runs as always.
 */
final class StoppedAtCommits {

    /** What is printed where it stands still. */
    static final String HERE = "standing still";

    private StoppedAtCommits() {}

    public static void main(String[] arguments) {
        var file = Path.of(arguments[0]);
        var application = new SpringApplication(McpServerApplication.class);
        application.addInitializers(
                context -> context.getBeanFactory().addBeanPostProcessor(new Wrapping(new Stop(file))));
        application.run(java.util.Arrays.copyOfRange(arguments, 1, arguments.length));
    }

    private record Wrapping(Stop stop) implements BeanPostProcessor {

        @Override
        public Object postProcessAfterInitialization(Object bean, String name) {
            return bean instanceof DataSource source
                    ? proxy(
                            DataSource.class,
                            source,
                            (method, result) ->
                                    method.equals("getConnection") ? connection((Connection) result) : result,
                            _ -> {})
                    : bean;
        }

        private Connection connection(Connection connection) {
            var writes = new boolean[1];
            return proxy(
                    Connection.class,
                    connection,
                    (method, result) -> {
                        if (method.equals("commit") && writes[0]) {
                            writes[0] = false;
                            stop.at("after");
                        }
                        return result;
                    },
                    call -> {
                        if (call.startsWith("prepareStatement")
                                && call.matches("prepareStatement (insert|update|delete).*")) {
                            writes[0] = true;
                        }
                        if (call.startsWith("commit") && writes[0]) {
                            stop.count();
                            stop.at("before");
                        }
                    });
        }
    }

    private record Stop(Path file, AtomicInteger commits) {

        Stop(Path file) {
            this(file, new AtomicInteger());
        }

        void count() {
            if (Files.exists(file)) {
                commits.incrementAndGet();
            } else {
                commits.set(0);
            }
        }

        void at(String side) {
            try {
                if (Files.exists(file) && Files.readString(file).equals(side + " " + commits.get())) {
                    System.out.println(HERE);
                    new CountDownLatch(1).await();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private interface After {
        Object does(String method, Object result);
    }

    private static <T> T proxy(Class<T> type, T target, After after, java.util.function.Consumer<String> before) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (_, method, arguments) -> {
                    var first = arguments != null && arguments.length > 0 ? String.valueOf(arguments[0]) : "";
                    before.accept(method.getName() + " " + first.strip().toLowerCase(Locale.ROOT));
                    try {
                        return after.does(method.getName(), method.invoke(target, arguments));
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }
}
