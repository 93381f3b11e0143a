/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.weft.kernel.ocm.signature.CavageSignature;
import org.weft.kernel.ocm.signature.InvalidSignature;
import org.weft.kernel.ocm.signature.MessageSignature;

/**
 * Whose a signature says it is. Only a question: where a message names no sender, the answer tells whose keys to look at,
 * and these then prove it or not.
 */
final class ClaimedSigner {

    private static final Pattern KEY = Pattern.compile("(?:https?://)?([^/#@]{1,260})[/#].*");

    private ClaimedSigner() {}

    /** The host in the id of the signature's key; empty when it holds none. */
    static String named(PeerRequest request) {
        try {
            return host(MessageSignature.of(request.message(), true).keyId());
        } catch (InvalidSignature notNow) {
            return namedBefore(request);
        }
    }

    private static String namedBefore(PeerRequest request) {
        try {
            return CavageSignature.of(request.message())
                    .map(signature -> host(signature.keyId()))
                    .orElse("");
        } catch (InvalidSignature unsigned) {
            return "";
        }
    }

    private static String host(String keyId) {
        Matcher matcher = KEY.matcher(keyId);
        return matcher.matches() ? matcher.group(1) : "";
    }
}
