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
public record Trust(Set<String> hashes, Optional<Signers> signers) {

    public Trust {
        hashes = Set.copyOf(hashes);
    }

    /** Whatever lies there. */
    public static Trust any() {
        return new Trust(Set.of(), Optional.empty());
    }

    /**
     * @param hash of the archive
     * @param signature what it is signed by, to be found out only when it matters
     */
    void require(String hash, Signed signature) throws Refused {
        boolean open = hashes.isEmpty() && signers.isEmpty();
        if (open || hashes.contains(hash)) {
            return;
        }
        if (signers.isEmpty()) {
            throw new Refused("its SHA-256 " + hash + " is not listed under [plugins] trust");
        }
        Signature found = signature.find();
        if (!found.isTrusted(signers.get())) {
            throw new Refused(
                    found.signers().isEmpty()
                            ? "it is not signed, and [plugins] signers asks for a signature"
                            : "it is signed by " + found.words() + ", whom [plugins] signers does not name");
        }
    }

    /** Finds out who signed. */
    @FunctionalInterface
    interface Signed {
        Signature find() throws Refused;
    }
}
