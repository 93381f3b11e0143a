/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.plugin;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertPathValidator;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The certificates of those whose signature on an archive an operator trusts. */
public final class Signers {

    private final Set<X509Certificate> trusted;

    private Signers(Set<X509Certificate> trusted) {
        this.trusted = Set.copyOf(trusted);
    }

    /**
     * Reads certificates from a file: one or more in PEM or DER, or a key store.
     *
     * @param password of the key store, where it needs one
     * @throws IOException with a message for the operator
     */
    public static Signers read(Path file, Optional<String> password) throws IOException {
        Set<X509Certificate> found = new HashSet<>();
        try {
            try (InputStream in = Files.newInputStream(file)) {
                for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                    add(found, each);
                }
            } catch (GeneralSecurityException noCertificates) {
                KeyStore store = KeyStore.getInstance(
                        file.toFile(), password.map(String::toCharArray).orElse(null));
                for (String alias : Collections.list(store.aliases())) {
                    add(found, store.getCertificate(alias));
                }
            }
        } catch (GeneralSecurityException | IllegalArgumentException wrong) {
            throw unreadable(file, wrong);
        } catch (IOException wrong) {
            throw unreadable(file, wrong);
        }
        if (found.isEmpty()) {
            throw new IOException("[plugins] signers: " + file + " holds no certificate that can be read"
                    + (password.isPresent() ? "" : "; a key store may need signers-password"));
        }
        return new Signers(found);
    }

    private static void add(Set<X509Certificate> found, @Nullable Certificate each) {
        if (each instanceof X509Certificate certificate) {
            found.add(certificate);
        }
    }

    private static IOException unreadable(Path file, Exception wrong) {
        return new IOException(
                "[plugins] signers: " + file + " can't be used as certificates or key store: " + wrong.getMessage(),
                wrong);
    }

    /**
     * Whether a chain of certificates, the signer's own first, leads to a trusted one. The signer's own counts as it is;
     * one that is signed by a trusted one must be valid, now or when it signed.
     */
    boolean trusts(List<? extends Certificate> chain, Optional<Date> signedAt) {
        if (chain.isEmpty()) {
            return false;
        }
        if (chain.getFirst() instanceof X509Certificate own && trusted.contains(own)) {
            return true;
        }
        try {
            List<Certificate> path = new ArrayList<>();
            for (Certificate each : chain) {
                if (each instanceof X509Certificate certificate && trusted.contains(certificate)) {
                    break;
                }
                path.add(each);
            }
            Set<TrustAnchor> anchors = new HashSet<>();
            trusted.forEach(certificate -> anchors.add(new TrustAnchor(certificate, null)));
            PKIXParameters parameters = new PKIXParameters(anchors);
            parameters.setRevocationEnabled(false);
            signedAt.ifPresent(parameters::setDate);
            CertPathValidator.getInstance("PKIX")
                    .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), parameters);
            return true;
        } catch (GeneralSecurityException leadsElsewhere) {
            return false;
        }
    }
}
