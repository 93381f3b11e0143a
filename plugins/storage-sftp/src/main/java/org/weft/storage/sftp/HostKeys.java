/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.sftp;

import java.io.IOException;
import java.net.SocketAddress;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.sshd.client.config.hosts.KnownHostEntry;
import org.apache.sshd.client.keyverifier.ServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.digest.BuiltinDigests;
import org.apache.sshd.common.digest.DigestUtils;

/** Tells the server from another that answers in its place. Thread-safe. */
final class HostKeys implements ServerKeyVerifier {

    private final SftpConfig config;

    /** Why the last key was refused; empty when it was not. */
    private volatile String refusal = "";

    HostKeys(SftpConfig config) {
        this.config = config;
    }

    String refusal() {
        return refusal;
    }

    /** The kinds of keys that are known of the server, such as {@code ssh-ed25519}. */
    Set<String> kinds() throws IOException {
        return known().stream().map(entry -> entry.getKeyEntry().getKeyType()).collect(Collectors.toSet());
    }

    private List<KnownHostEntry> known() throws IOException {
        if (config.knownHosts().isEmpty()) {
            return List.of();
        }
        return KnownHostEntry.readKnownHostEntries(config.knownHosts().get()).stream()
                .filter(entry -> !"cert-authority".equals(entry.getMarker()))
                .filter(entry -> entry.isHostMatch(config.host(), config.port()))
                .toList();
    }

    @Override
    public boolean verifyServerKey(ClientSession session, SocketAddress address, PublicKey key) {
        try {
            refusal = judge(KeyUtils.getFingerPrint(key));
        } catch (Exception unreadable) {
            refusal = "the known hosts can't be read: " + unreadable.getMessage();
        }
        return refusal.isEmpty();
    }

    private String judge(String shown) throws Exception {
        List<String> expected = new ArrayList<>(config.fingerprints());
        for (KnownHostEntry entry : known()) {
            String one = DigestUtils.getFingerPrint(
                    BuiltinDigests.sha256, entry.getKeyEntry().getKeyData());
            if (!"revoked".equals(entry.getMarker())) {
                expected.add(one);
            } else if (one.equals(shown)) {
                return "its host key " + shown + " is revoked";
            }
        }
        if (expected.contains(shown)) {
            return "";
        }
        return expected.isEmpty()
                ? "it is not in the known hosts; its host key is " + shown
                : "its host key has changed, or another machine answers: it is " + shown + ", and "
                        + String.join(" or ", expected) + " was expected";
    }
}
