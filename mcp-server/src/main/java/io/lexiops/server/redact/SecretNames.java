package io.lexiops.server.redact;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Tells by the name of a value whether it is likely to be secret: {@code DB_PASSWORD} is, {@code secretName} is not. */
final class SecretNames {

    private static final Pattern WORD_BORDER = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])|[^A-Za-z0-9]+");
    private static final int MAX_NAME_LENGTH = 256;

    private static final Set<String> SECRET_WORDS = listed("""
            password passwords passwd passphrase pwd pass secret secrets token tokens credential credentials
            creds apikey apikeys accesskey secretkey privatekey signingkey bearer authorization cookie dsn jwt
            pat psk otp htpasswd kubeconfig dockerconfigjson dockercfg""");

    private static final Set<String> SECRET_PAIRS = listed("""
            api key, api keys, access key, private key, signing key, signature key, encryption key, master key,
            shared key, account key, client key, auth key, license key, key data, ssh key, deploy key, webhook
            url, connection string, conn string, sas url, hmac key, host key, service key, session key, cookie
            key, root key, unseal key, app key, storage key""");

    // The last word says that the value only points to the secret or describes it.
    private static final Set<String> HARMLESS_LAST_WORDS = listed("""
            name names ref refs reference path paths file files dir directory ttl seconds minutes hours days
            enabled disabled type types policy class version header prefix suffix count length size limit expiry
            expiration expires algorithm issuer audience audiences endpoint store provider namespace selector
            kind id ids field mode required template rotation interval timeout format backend controller review
            request requests mount volume location hash digest budget bytes usage used per method methods scope
            scopes status state error errors total""");

    private static final Pattern JOINED =
            Pattern.compile(".*(?:passwords?|passwd|passphrase|apikey|secretkey|accesskey|privatekey)");
    private static final Pattern JOINED_CAPITALS = Pattern.compile("[A-Z0-9_]*(?:PWD|SECRET|TOKEN|PASSWORD|PASS)");

    // The names of fields and variables: the same few thousand again and again.
    private static final LoadingCache<String, Boolean> ANSWERS =
            Caffeine.newBuilder().maximumSize(10_000).build(SecretNames::saysSecret);

    private SecretNames() {}

    // By comma where the entries are several words.
    private static Set<String> listed(String text) {
        var oneLine = text.replaceAll("\\s+", " ");
        return Set.of(oneLine.split(oneLine.contains(",") ? ", " : " "));
    }

    static boolean isSecret(String name) {
        return !name.isEmpty() && name.length() <= MAX_NAME_LENGTH && ANSWERS.get(name);
    }

    private static boolean saysSecret(String name) {
        var words = words(name);
        if (words.isEmpty()
                || HARMLESS_LAST_WORDS.contains(words.getLast())
                || words.getFirst().equals("existing")) {
            return false;
        }
        for (int i = 0; i < words.size(); i++) {
            var word = words.get(i);
            if (SECRET_WORDS.contains(word) || JOINED.matcher(word).matches()) {
                return true;
            }
            if (i > 0 && SECRET_PAIRS.contains(words.get(i - 1) + " " + word)) {
                return true;
            }
        }
        return words.getLast().equals("auth") || JOINED_CAPITALS.matcher(name).matches();
    }

    /** Whether even a number under this name is secret. */
    static boolean isPassword(String name) {
        var words = words(name);
        return !words.isEmpty()
                && (JOINED.matcher(words.getLast()).matches()
                        || Set.of("pwd", "pin", "otp", "pass").contains(words.getLast()));
    }

    private static List<String> words(String name) {
        var words = new ArrayList<String>();
        for (var word : WORD_BORDER.split(name)) {
            if (!word.isEmpty()) {
                words.add(word.toLowerCase(Locale.ROOT));
            }
        }
        return words;
    }
}
