package io.lexiops.agent.cli;

import java.util.Locale;
import java.util.regex.Pattern;
import picocli.CommandLine.TypeConversionException;

/** Which case a command is about. Checked before anything is started or asked. */
record CaseId(String value) {

    private static final Pattern FORM = Pattern.compile("[a-z0-9]{4}-[a-z0-9]{4}");

    /** As people write it: large letters are as good as small ones. */
    static CaseId read(String words) {
        var value = words.strip().toLowerCase(Locale.ROOT);
        if (!FORM.matcher(value).matches()) {
            throw new TypeConversionException(
                    "'%s' is no case id: one looks like k7f3-9q2m, and 'copilot list' shows them".formatted(words));
        }
        return new CaseId(value);
    }

    /** Of the case in the host's HTTP interface. */
    String path() {
        return "/api/v1/requests/" + value;
    }
}
