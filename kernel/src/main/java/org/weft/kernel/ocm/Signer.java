/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.weft.kernel.ocm.signature.CavageSignature;
import org.weft.kernel.ocm.signature.MessageSignature;
import org.weft.kernel.ocm.signature.SignatureRefused;

/**
 * Whose a signature says it is. Only a question: where a message names no sender, the answer tells whose keys to look at,
 * and these then prove it or not.
 */
final class Signer {

    private static final Pattern KEY = Pattern.compile("(?:https?://)?([^/#@]{1,260})[/#].*");

    private Signer() {}

    /** The host in the id of the signature's key; empty when it holds none. */
    static String named(Asked asked) {
        try {
            return host(MessageSignature.of(asked.message(), true).keyId());
        } catch (SignatureRefused notNow) {
            return namedBefore(asked);
        }
    }

    private static String namedBefore(Asked asked) {
        try {
            return CavageSignature.of(asked.message())
                    .map(signature -> host(signature.keyId()))
                    .orElse("");
        } catch (SignatureRefused unsigned) {
            return "";
        }
    }

    private static String host(String keyId) {
        Matcher matcher = KEY.matcher(keyId);
        return matcher.matches() ? matcher.group(1) : "";
    }
}
