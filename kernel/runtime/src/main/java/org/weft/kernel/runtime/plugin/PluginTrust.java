/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.plugin;

import java.util.Optional;
import java.util.Set;

/**
 * Which archives of the site's folder may be loaded: those with a known hash, and those with a trusted signature; any,
 * when neither is asked for.
 *
 * @param hashes SHA-256 hashes
 * @param signers who may sign
 */
public record PluginTrust(Set<String> hashes, Optional<Signers> signers) {

    public PluginTrust {
        hashes = Set.copyOf(hashes);
    }

    /** Whatever lies there. */
    public static PluginTrust any() {
        return new PluginTrust(Set.of(), Optional.empty());
    }

    /**
     * @param hash of the archive
     * @param signature what it is signed by, to be found out only when it matters
     */
    void require(String hash, Signed signature) throws PluginRefused {
        boolean open = hashes.isEmpty() && signers.isEmpty();
        if (open || hashes.contains(hash)) {
            return;
        }
        if (signers.isEmpty()) {
            throw new PluginRefused("its SHA-256 " + hash + " is not listed under [plugins] trust");
        }
        ArchiveSignature found = signature.find();
        if (!found.isTrusted(signers.get())) {
            throw new PluginRefused(
                    found.signers().isEmpty()
                            ? "it is not signed, and [plugins] signers asks for a signature"
                            : "it is signed by " + found.words() + ", whom [plugins] signers does not name");
        }
    }

    /** Finds out who signed. */
    @FunctionalInterface
    interface Signed {
        ArchiveSignature find() throws PluginRefused;
    }
}
