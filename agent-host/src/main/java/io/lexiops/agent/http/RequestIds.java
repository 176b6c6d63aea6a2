package io.lexiops.agent.http;

import io.lexiops.agent.request.RequestId;
import java.security.SecureRandom;
import org.springframework.stereotype.Component;

/** Makes ids that can be said aloud: no letters or digits that look alike. 39 bits; the journal refuses a repeated one. */
@Component
class RequestIds {

    private static final String SIGNS = "abcdefghjkmnpqrstvwxyz23456789";

    private final SecureRandom random = new SecureRandom();

    RequestId next() {
        var text = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (i == 4) {
                text.append('-');
            }
            text.append(SIGNS.charAt(random.nextInt(SIGNS.length())));
        }
        return new RequestId(text.toString());
    }
}
