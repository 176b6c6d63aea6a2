package io.lexiops.server.diagnose;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Names of programs that images are made for, to find the one behind a typing error. */
final class Programs {

    private static final Set<String> KNOWN = Set.of(
            ("sh bash ash dash sleep echo cat tail head grep sed awk find ls cp mv rm mkdir env true false test date wget curl"
                            + " nc ping httpd nginx redis-server redis-cli redis-sentinel python python3 node npm npx yarn java ruby rails"
                            + " bundle php php-fpm perl mysqld mariadbd postgres mongod mongos etcd apache2 apachectl apache2-foreground"
                            + " httpd-foreground haproxy envoy traefik caddy tini dumb-init gunicorn uvicorn celery flask uwsgi memcached"
                            + " rabbitmq-server docker-entrypoint.sh entrypoint.sh consul vault prometheus alertmanager grafana-server"
                            + " pause catalina.sh dotnet supervisord crond cron sshd busybox timeout printf seq touch tee xargs chmod chown"
                            + " tar gzip git make deno bun elasticsearch kafka-server-start.sh zkServer.sh minio nats-server mosquitto")
                    .split(" "));

    /** Images that are made to run anything: without a command of their own they do nothing useful. */
    private static final Set<String> BASES = Set.of(
            "busybox",
            "alpine",
            "ubuntu",
            "debian",
            "centos",
            "fedora",
            "rockylinux",
            "almalinux",
            "amazonlinux",
            "scratch",
            "static",
            "base",
            "distroless",
            "ubi8",
            "ubi9",
            "ubi-minimal",
            "curl",
            "bash",
            "python",
            "node",
            "golang",
            "openjdk",
            "eclipse-temurin",
            "ruby",
            "perl",
            "alpine-git",
            "toolbox",
            "netshoot");

    private static final Map<String, Long> PORTS = Map.ofEntries(
            Map.entry("nginx", 80L),
            Map.entry("httpd", 80L),
            Map.entry("caddy", 80L),
            Map.entry("traefik", 80L),
            Map.entry("redis", 6379L),
            Map.entry("valkey", 6379L),
            Map.entry("postgres", 5432L),
            Map.entry("mysql", 3306L),
            Map.entry("mariadb", 3306L),
            Map.entry("mongo", 27017L),
            Map.entry("memcached", 11211L),
            Map.entry("rabbitmq", 5672L),
            Map.entry("nats", 4222L),
            Map.entry("elasticsearch", 9200L),
            Map.entry("prometheus", 9090L),
            Map.entry("grafana", 3000L),
            Map.entry("tomcat", 8080L),
            Map.entry("jenkins", 8080L));

    private Programs() {}

    /** Where an image of this name listens unless it is told otherwise. */
    static Optional<Long> port(ImageName image) {
        return Optional.ofNullable(PORTS.get(image.program()));
    }

    static boolean isBase(ImageName image) {
        return BASES.contains(image.program());
    }

    static boolean known(String program) {
        return KNOWN.contains(program);
    }

    /** The program that differs from the word by so few letters that it must have been meant. */
    static Optional<String> meant(String word, Collection<String> others) {
        var candidates = new LinkedHashSet<>(others);
        candidates.addAll(KNOWN);
        candidates.remove(word);
        int most = word.length() <= 3 ? 1 : word.length() <= 8 ? 2 : 3;
        return candidates.stream()
                .filter(name -> Likely.distance(word, name) <= most && Likely.distance(word, name) < word.length())
                .min(Comparator.<String>comparingInt(name -> Likely.distance(word, name))
                        .thenComparing(name -> !others.contains(name))
                        .thenComparing(name -> name.charAt(0) != word.charAt(0))
                        .thenComparing(Comparator.naturalOrder()));
    }
}
