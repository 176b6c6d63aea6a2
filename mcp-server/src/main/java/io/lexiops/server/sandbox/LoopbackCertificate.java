package io.lexiops.server.sandbox;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A certificate for the loopback address, made anew at each start.
 *
 * <p>Clients send their token only over TLS, and the JDK can read certificates but not make them: so the few DER
 * structures are written by hand.
 */
final class LoopbackCertificate {

    private static final char[] NO_PASSWORD = "none".toCharArray();
    private static final DateTimeFormatter UTC_TIME =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

    private final Certificate certificate;
    private final PrivateKey key;

    private LoopbackCertificate(Certificate certificate, PrivateKey key) {
        this.certificate = certificate;
        this.key = key;
    }

    static LoopbackCertificate create(Clock clock) {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            var pair = generator.generateKeyPair();
            var body = body(pair.getPublic().getEncoded(), clock.instant());
            var signer = Signature.getInstance("SHA256withECDSA");
            signer.initSign(pair.getPrivate());
            signer.update(body);
            var der = sequence(body, algorithm(), bits(signer.sign()));
            var factory = CertificateFactory.getInstance("X.509");
            return new LoopbackCertificate(
                    factory.generateCertificate(new ByteArrayInputStream(der)), pair.getPrivate());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK lacks an algorithm that it must have", e);
        }
    }

    SSLContext context() {
        try {
            var keys = KeyStore.getInstance("PKCS12");
            keys.load(null, NO_PASSWORD);
            keys.setKeyEntry("server", key, NO_PASSWORD, new Certificate[] {certificate});
            var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(keys, NO_PASSWORD);
            var context = SSLContext.getInstance("TLS");
            context.init(factory.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("the certificate can't be used", e);
        }
    }

    String pem() {
        try {
            var encoder = Base64.getMimeEncoder(64, new byte[] {'\n'});
            return "-----BEGIN CERTIFICATE-----\n" + encoder.encodeToString(certificate.getEncoded())
                    + "\n-----END CERTIFICATE-----\n";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the certificate can't be written", e);
        }
    }

    private static byte[] body(byte[] publicKey, Instant now) {
        var name = sequence(tagged(
                0x31, sequence(oid(2, 5, 4, 3), tagged(0x0c, "sandbox".getBytes(StandardCharsets.UTF_8)))));
        var validity = sequence(time(now.minus(Duration.ofDays(1))), time(now.plus(Duration.ofDays(3650))));
        var serial =
                tagged(0x02, new BigInteger(120, new SecureRandom()).setBit(119).toByteArray());
        return sequence(
                tagged(0xa0, tagged(0x02, new byte[] {2})),
                serial,
                algorithm(),
                name,
                validity,
                name,
                publicKey,
                extensions());
    }

    private static byte[] extensions() {
        var names = sequence(
                tagged(0x82, "localhost".getBytes(StandardCharsets.UTF_8)), tagged(0x87, new byte[] {127, 0, 0, 1}));
        var alternativeName = sequence(oid(2, 5, 29, 17), tagged(0x04, names));
        var authority = sequence(
                oid(2, 5, 29, 19), tagged(0x01, new byte[] {-1}), tagged(0x04, sequence(tagged(0x01, new byte[] {-1
                }))));
        return tagged(0xa3, sequence(alternativeName, authority));
    }

    private static byte[] algorithm() {
        return sequence(oid(1, 2, 840, 10045, 4, 3, 2));
    }

    private static byte[] time(Instant time) {
        return tagged(0x18, UTC_TIME.format(time).getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] bits(byte[] content) {
        var padded = new byte[content.length + 1];
        System.arraycopy(content, 0, padded, 1, content.length);
        return tagged(0x03, padded);
    }

    private static byte[] oid(int... arcs) {
        var out = new ByteArrayOutputStream();
        out.write(arcs[0] * 40 + arcs[1]);
        for (int i = 2; i < arcs.length; i++) {
            if (arcs[i] >= 1 << 14) {
                out.write((arcs[i] >> 14) | 0x80);
            }
            if (arcs[i] >= 1 << 7) {
                out.write(((arcs[i] >> 7) & 0x7f) | 0x80);
            }
            out.write(arcs[i] & 0x7f);
        }
        return tagged(0x06, out.toByteArray());
    }

    private static byte[] sequence(byte[]... parts) {
        var out = new ByteArrayOutputStream();
        for (var part : parts) {
            out.writeBytes(part);
        }
        return tagged(0x30, out.toByteArray());
    }

    private static byte[] tagged(int tag, byte[] content) {
        var out = new ByteArrayOutputStream();
        out.write(tag);
        if (content.length < 128) {
            out.write(content.length);
        } else if (content.length < 256) {
            out.write(0x81);
            out.write(content.length);
        } else {
            out.write(0x82);
            out.write(content.length >> 8);
            out.write(content.length & 0xff);
        }
        out.writeBytes(content);
        return out.toByteArray();
    }
}
