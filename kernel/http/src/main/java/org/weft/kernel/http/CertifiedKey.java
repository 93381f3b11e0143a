/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A key with the certificates that prove whose it is, from PEM files.
 *
 * @param chain the server's own first
 */
record CertifiedKey(PrivateKey key, List<X509Certificate> chain) {

    private static final long LARGEST = 1 << 20;
    private static final Pattern PKCS8 =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
    private static final byte[] PROOF = "weft".getBytes(StandardCharsets.US_ASCII);

    /**
     * Reads both files.
     *
     * @throws IOException when one can't be read, or they do not fit; the message names the file and tells what to do
     */
    static CertifiedKey read(Path certificate, Path key) throws IOException {
        List<X509Certificate> chain = certificates(certificate);
        PublicKey proven = chain.getFirst().getPublicKey();
        PrivateKey secret = key(key, proven.getAlgorithm());
        if (!fit(secret, proven)) {
            throw new IOException("the key in " + key + " is not that of the certificate in " + certificate
                    + "; the server's own certificate comes first in that file");
        }
        return new CertifiedKey(secret, chain);
    }

    /** The certificates of a PEM file, in their order. */
    static List<X509Certificate> certificates(Path file) throws IOException {
        requireSmall(file);
        try (InputStream in = Files.newInputStream(file)) {
            List<X509Certificate> chain = CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                    .map(X509Certificate.class::cast)
                    .toList();
            if (chain.isEmpty()) {
                throw new IOException(file + " holds no certificate; it is to be PEM, with lines BEGIN CERTIFICATE");
            }
            return chain;
        } catch (CertificateException malformed) {
            throw new IOException(
                    file + " holds no certificate that can be read: " + malformed.getMessage(), malformed);
        }
    }

    private static void requireSmall(Path file) throws IOException {
        try {
            if (Files.size(file) > LARGEST) {
                throw new IOException(file + " is too large for a certificate or key");
            }
        } catch (NoSuchFileException missing) {
            throw new IOException(file + " does not exist", missing);
        }
    }

    private static PrivateKey key(Path file, String algorithm) throws IOException {
        requireSmall(file);
        Matcher matcher = PKCS8.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
        if (!matcher.find()) {
            throw new IOException(
                    file + " holds no PEM key with the line BEGIN PRIVATE KEY; make one of another form by:"
                            + " openssl pkcs8 -topk8 -nocrypt -in KEY");
        }
        try {
            byte[] der = Base64.getMimeDecoder().decode(matcher.group(1));
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (GeneralSecurityException | IllegalArgumentException unfit) {
            throw new IOException(
                    "the key in " + file + " is no " + algorithm + " key, as its certificate wants", unfit);
        }
    }

    private static boolean fit(PrivateKey secret, PublicKey proven) {
        try {
            Signature signature = Signature.getInstance(
                    switch (proven.getAlgorithm()) {
                        case "RSA" -> "SHA256withRSA";
                        case "EC" -> "SHA256withECDSA";
                        default -> proven.getAlgorithm();
                    });
            signature.initSign(secret);
            signature.update(PROOF);
            byte[] signed = signature.sign();
            signature.initVerify(proven);
            signature.update(PROOF);
            return signature.verify(signed);
        } catch (GeneralSecurityException unfit) {
            return false;
        }
    }
}
