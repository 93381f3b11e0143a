/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.link;

/** What somebody shows besides a link's token. */
public sealed interface LinkKey {

    /** Nothing. */
    record None() implements LinkKey {}

    /** The password. */
    record Password(String text) implements LinkKey {
        /** Never shows it. */
        @Override
        public String toString() {
            return "Password[]";
        }
    }

    /** A signature made with {@link LinkSignatures}. */
    record Signed(LinkSignatures.Signature signature) implements LinkKey {}

    static LinkKey none() {
        return new None();
    }
}
