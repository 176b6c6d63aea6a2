package io.lexiops.server.diagnose;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class LogWordsTests {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sh: DATABASE_URL: must be set | DATABASE_URL",
                "sh: DATABASE_URL: parameter not set | DATABASE_URL",
                "bash: line 1: API_KEY: unbound variable | API_KEY",
                "KeyError: 'REDIS_HOST' | REDIS_HOST",
                "FATAL: environment variable DATABASE_URL is not set | DATABASE_URL",
                "Error: Missing required environment variable: API_TOKEN | API_TOKEN",
                "panic: DB_PASSWORD is required | DB_PASSWORD",
                "ERROR DATABASE_URL must be set | DATABASE_URL",
                "config error: missing env SMTP_HOST | SMTP_HOST",
                "java.lang.IllegalStateException: Required environment variable 'KAFKA_BROKERS' not found | KAFKA_BROKERS",
                "please set POSTGRES_PASSWORD | POSTGRES_PASSWORD",
            })
    void hearsWhichVariableIsMissed(String line, String variable) {
        assertThat(LogWords.of(List.of("starting", line)).variable()).isEqualTo(variable);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "dial tcp 10.0.0.5:5432: connect: connection refused | refused",
                "java.net.UnknownHostException: db | unknownHost",
                "wget: bad address 'db:80' | unknownHost",
                "listen tcp :80: bind: address already in use | addressInUse",
                "mkdir: can't create directory '/data': Permission denied | permission",
                "sleep: invalid number 'abc' | usage",
                "flag provided but not defined: -portt | usage",
                "cat: can't open '/etc/app.conf': No such file or directory | missingFile",
                "java.lang.OutOfMemoryError: Java heap space | memory",
                "write /data/x: no space left on device | disk",
                "something else happened | other",
            })
    void knowsTheKindOfTrouble(String line, String trouble) {
        assertThat(LogWords.of(List.of(line)).trouble()).isEqualTo(trouble);
        assertThat(LogWords.of(List.of(line)).line()).isEqualTo(line);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"INFO is set to debug", "WARN: LOG not configured", "ERROR: not found", "GET /index.html 404"})
    void takesNoLevelForAVariable(String line) {
        assertThat(LogWords.of(List.of(line)).variable()).isEmpty();
    }

    @Test
    void prefersTheNewestLine() {
        assertThat(LogWords.of(List.of("connection refused", "permission denied"))
                        .trouble())
                .isEqualTo("permission");
    }

    @Test
    void saysNothingOfAnEmptyLog() {
        assertThat(LogWords.of(List.of())).isEqualTo(LogWords.NONE);
    }
}
