/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.http;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.kernel.runtime.observe.LogThrottle;

/**
 * By what a port proves who it is: a certificate and its key, read anew when their files change. Connections that are there go
 * on; a handshake that is under way ends with what it began with. Thread-safe.
 */
public final class ServerKeys {

    private static final Logger LOG = LoggerFactory.getLogger(ServerKeys.class);

    private final Path certificate;
    private final Path key;
    private final Optional<Path> clientCa;
    private final LogThrottle pace = new LogThrottle();
    private final AtomicReference<Held> held;

    /**
     * What is shown now.
     *
     * @param before what was shown until then, for handshakes under way
     */
    private record Held(
            int number,
            CertifiedKey pair,
            List<Object> stamp,
            @Nullable CertifiedKey before) {}

    private ServerKeys(Path certificate, Path key, Optional<Path> clientCa, Held first) {
        this.certificate = certificate;
        this.key = key;
        this.clientCa = clientCa;
        this.held = new AtomicReference<>(first);
    }

    /**
     * Reads the files.
     *
     * @throws IOException when they can't be read or do not fit; the message tells which and why
     */
    public static ServerKeys read(Path certificate, Path key) throws IOException {
        List<Object> stamp = stamp(certificate, key);
        return new ServerKeys(
                certificate, key, Optional.empty(), new Held(0, CertifiedKey.read(certificate, key), stamp, null));
    }

    /** The same for a port that asks clients for certificates, from an authority in this PEM file. */
    public ServerKeys askingClients(Path authority) throws IOException {
        CertifiedKey.certificates(authority);
        return new ServerKeys(certificate, key, Optional.of(authority), held.get());
    }

    boolean asksClients() {
        return clientCa.isPresent();
    }

    /** When the certificate begins to hold. */
    public Instant begins() {
        return held.get().pair().chain().getFirst().getNotBefore().toInstant();
    }

    /** When the first of the certificates ends. */
    public Instant ends() {
        return held.get().pair().chain().stream()
                .map(each -> each.getNotAfter().toInstant())
                .min(Instant::compareTo)
                .orElseThrow();
    }

    /** Whose certificate it is, for people. */
    public String subject() {
        return held.get().pair().chain().getFirst().getSubjectX500Principal().getName();
    }

    private static List<Object> stamp(Path... files) throws IOException {
        List<Object> stamp = new ArrayList<>();
        for (Path file : files) {
            if (!Files.exists(file)) {
                throw new IOException(file + " does not exist");
            }
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            stamp.add(now.lastModifiedTime());
            stamp.add(now.size());
            stamp.add(String.valueOf(now.fileKey()));
        }
        return stamp;
    }

    /** Looks whether the files have changed; what can't be used, or is half replaced, changes nothing. Call it every few seconds. */
    public void refresh() {
        Held now = held.get();
        try {
            List<Object> stamp = stamp(certificate, key);
            if (stamp.equals(now.stamp())) {
                return;
            }
            CertifiedKey pair = CertifiedKey.read(certificate, key);
            if (held.compareAndSet(now, new Held(now.number() + 1, pair, stamp, now.pair()))) {
                LOG.atInfo()
                        .addKeyValue("subject", subject())
                        .addKeyValue("ends", ends())
                        .log("certificate-renewed");
            }
        } catch (IOException unusable) {
            if (pace.take("unusable").isPresent()) {
                LOG.atWarn().addKeyValue("reason", unusable.getMessage()).log("certificate-not-renewed");
            }
        }
    }

    /** What chooses the key in a handshake. */
    public X509ExtendedKeyManager keys() {
        return new Chosen(held);
    }

    SSLContext context() throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {keys()}, clientCa.isPresent() ? trusted(clientCa.get()) : null, null);
            return context;
        } catch (GeneralSecurityException missing) {
            throw new IOException("TLS can't be used: " + missing.getMessage(), missing);
        }
    }

    private static TrustManager[] trusted(Path authority) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        for (X509Certificate each : CertifiedKey.certificates(authority)) {
            store.setCertificateEntry("ca-" + store.size(), each);
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        return trust.getTrustManagers();
    }

    /** Names a pair by its number, so that the key that a handshake gets is that of the certificate it got. */
    private static final class Chosen extends X509ExtendedKeyManager {
        private final AtomicReference<Held> held;

        Chosen(AtomicReference<Held> held) {
            this.held = held;
        }

        @Override
        public @Nullable String chooseEngineServerAlias(
                String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
            Held now = held.get();
            return now.pair().key().getAlgorithm().equals(keyType) ? Integer.toString(now.number()) : null;
        }

        @Override
        public @Nullable String chooseServerAlias(
                String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return chooseEngineServerAlias(keyType, issuers, null);
        }

        private @Nullable CertifiedKey pair(String alias) {
            Held now = held.get();
            return alias.equals(Integer.toString(now.number())) ? now.pair() : now.before();
        }

        @Override
        public X509Certificate @Nullable [] getCertificateChain(String alias) {
            CertifiedKey pair = pair(alias);
            return pair == null ? null : pair.chain().toArray(X509Certificate[]::new);
        }

        @Override
        public @Nullable PrivateKey getPrivateKey(String alias) {
            CertifiedKey pair = pair(alias);
            return pair == null ? null : pair.key();
        }

        @Override
        public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
            String alias = chooseEngineServerAlias(keyType, issuers, null);
            return alias == null ? null : new String[] {alias};
        }

        @Override
        public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
            return null;
        }

        @Override
        public @Nullable String chooseClientAlias(
                String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return null;
        }
    }
}
