/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.sftp;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.common.session.SessionHeartbeatController.HeartbeatType;
import org.apache.sshd.common.signature.Signature;
import org.apache.sshd.common.util.io.resource.PathResource;
import org.apache.sshd.common.util.security.SecurityProviderRegistrar;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.apache.sshd.common.util.security.bouncycastle.BouncyCastleSecurityProviderRegistrar;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.sftp.SftpModuleProperties;
import org.apache.sshd.sftp.client.SftpClient;
import org.apache.sshd.sftp.client.SftpClientFactory;
import org.weft.pathtree.Connections;

/** Makes sessions of SSH, each with one channel for SFTP. No wait is longer than the time-out. Thread-safe. */
final class Sessions implements Connections.Dialer<SftpClient>, AutoCloseable {

    /** Bytes that may be on their way to a reader, and wait for one that is slow: the rate of a download follows it. */
    private static final long WINDOW = 8L << 20;

    /** Bytes of a message of SSH at most, as many as an SFTP message of ours asks for. */
    private static final long PACKET = 128L << 10;

    private final SftpConfig config;
    private final HostKeys hostKeys;
    private final SshClient ssh;

    Sessions(SftpConfig config) {
        this.config = config;
        this.hostKeys = new HostKeys(config);
        bringEd25519();
        this.ssh = SshClient.setUpDefaultClient();
    }

    /**
     * For this plugin alone: the library would make it a provider of the whole server's. And for keys alone: the JDK's ciphers run in
     * the processor's own instructions, a dozen times as fast.
     */
    private static void bringEd25519() {
        SecurityProviderRegistrar provider = new BouncyCastleSecurityProviderRegistrar();
        Map<String, Object> properties = provider.getProperties();
        properties.put(provider.getConfigurationPropertyName(SecurityProviderRegistrar.NAMED_PROVIDER_PROPERTY), false);
        for (Class<?> entity : List.of(Cipher.class, Mac.class)) {
            properties.put(
                    provider.getConfigurationPropertyName(entity.getSimpleName()),
                    SecurityProviderRegistrar.NO_OPTIONS_VALUE);
        }
        SecurityUtils.registerSecurityProvider(provider);
    }

    void start() throws IOException {
        ssh.setServerKeyVerifier(hostKeys);
        ssh.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
        ssh.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
        ssh.setSignatureFactories(signatures());
        ssh.setCipherFactories(ssh.getCipherFactories().stream()
                .sorted(Comparator.comparing(one -> !one.getName().contains("-gcm"))) // of all the fastest by far
                .toList());
        CoreModuleProperties.IDLE_TIMEOUT.set(ssh, config.timeout()); // the library's time-out for answers, too
        CoreModuleProperties.WINDOW_SIZE.set(ssh, WINDOW);
        CoreModuleProperties.MAX_PACKET_SIZE.set(ssh, PACKET);
        CoreModuleProperties.AUTH_TIMEOUT.set(ssh, config.timeout());
        CoreModuleProperties.IO_CONNECT_TIMEOUT.set(ssh, config.timeout());
        CoreModuleProperties.WAIT_FOR_SPACE_TIMEOUT.set(ssh, config.timeout());
        CoreModuleProperties.WINDOW_TIMEOUT.set(ssh, config.timeout());
        CoreModuleProperties.CHANNEL_CLOSE_TIMEOUT.set(ssh, Duration.ofSeconds(1));
        SftpModuleProperties.SFTP_CHANNEL_OPEN_TIMEOUT.set(ssh, config.timeout());
        ssh.setSessionHeartbeat(HeartbeatType.IGNORE, config.timeout().dividedBy(3));
        ssh.start();
    }

    /** The known kinds of keys first, since of its keys the server shows the one that is asked for first; no certificates. */
    private List<NamedFactory<Signature>> signatures() throws IOException {
        Set<String> known = hostKeys.kinds();
        return ssh.getSignatureFactories().stream()
                .filter(one -> !one.getName().contains("-cert-"))
                .sorted(Comparator.comparing(one -> !known.contains(KeyUtils.getCanonicalKeyType(one.getName()))))
                .toList();
    }

    @Override
    public SftpClient connect() throws IOException {
        try {
            return connected();
        } catch (IOException failure) {
            throw hostKeys.refusal().isEmpty() ? failure : new IOException(hostKeys.refusal(), failure);
        }
    }

    private SftpClient connected() throws IOException {
        ClientSession session = ssh.connect(config.user(), config.host(), config.port())
                .verify(config.timeout())
                .getClientSession();
        boolean isReady = false;
        try {
            config.password().ifPresent(session::addPasswordIdentity);
            for (KeyPair key : keys()) {
                session.addPublicKeyIdentity(key);
            }
            session.auth().verify(config.timeout());
            SftpClient client = SftpClientFactory.instance().createSftpClient(session);
            isReady = true;
            return client;
        } finally {
            if (!isReady) {
                session.close(true);
            }
        }
    }

    private Iterable<KeyPair> keys() throws IOException {
        if (config.privateKey().isEmpty()) {
            return List.of();
        }
        Path file = config.privateKey().get();
        try (InputStream in = Files.newInputStream(file)) {
            FilePasswordProvider passphrase =
                    FilePasswordProvider.of(config.passphrase().orElse(""));
            Iterable<KeyPair> keys = SecurityUtils.loadKeyPairIdentities(null, new PathResource(file), in, passphrase);
            if (keys != null) {
                return keys;
            }
        } catch (IOException | GeneralSecurityException | RuntimeException unreadable) {
            throw new IOException(
                    "the private key can't be read (" + unreadable.getMessage() + "); is the passphrase right?",
                    unreadable);
        }
        throw new IOException("there is no private key in the file");
    }

    @Override
    public boolean isOpen(SftpClient client) {
        return client.isOpen() && client.getSession().isOpen();
    }

    @Override
    public void hangUp(SftpClient client) {
        client.getSession().close(true);
    }

    @Override
    public void close() {
        ssh.stop();
    }
}
