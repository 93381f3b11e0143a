/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.ldap;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/** Whom to trust on encrypted connections. */
final class Tls {

    private Tls() {}

    /**
     * Sockets that accept the certificates of the given authorities.
     *
     * @param authorities a PEM file; without it the machine's own list counts
     * @throws IOException when the file can't be read or holds no certificate
     */
    static SSLSocketFactory sockets(Optional<Path> authorities) throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            if (authorities.isEmpty()) {
                context.init(null, null, null);
                return context.getSocketFactory();
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store(authorities.get()));
            context.init(null, trust.getTrustManagers(), null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException unfit) {
            throw new IOException("TLS can't be set up: " + unfit.getMessage(), unfit);
        }
    }

    private static KeyStore store(Path file) throws IOException, GeneralSecurityException {
        Collection<? extends Certificate> certificates;
        try (InputStream in = Files.newInputStream(file)) {
            certificates = CertificateFactory.getInstance("X.509").generateCertificates(in);
        } catch (IOException | GeneralSecurityException unfit) {
            throw new IOException(
                    "the certificates in " + file + " (ca-file) can't be read: " + unfit.getMessage(), unfit);
        }
        if (certificates.isEmpty()) {
            throw new IOException(file + " (ca-file) holds no certificate in PEM form");
        }
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        int number = 0;
        for (Certificate certificate : certificates) {
            store.setCertificateEntry("authority-" + number++, certificate);
        }
        return store;
    }
}
