/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.link;

/** What somebody shows besides a link's token. */
public sealed interface LinkCredential {

    /** Nothing. */
    record None() implements LinkCredential {}

    /** The password. */
    record Password(String text) implements LinkCredential {
        /** Never shows it. */
        @Override
        public String toString() {
            return "Password[]";
        }
    }

    /** A signature made with {@link LinkSignatures}. */
    record Signed(LinkSignatures.Signature signature) implements LinkCredential {}

    static LinkCredential none() {
        return new None();
    }
}
