/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.identity.signin;

import java.util.List;

/**
 * A request that its URL signs in, as a client sent it; nothing of it has been checked.
 *
 * @param urls the whole URL without its signature, once for each name that the client may know the site by
 * @param method of the request
 * @param verb the method that the URL was signed for
 * @param username whose key signed it, {@code OC-Credential}
 * @param date when it was signed, ISO 8601
 * @param seconds how long it is good for since then
 * @param algorithm how it was signed; empty for ownCloud's only one
 * @param signature hexadecimal
 */
public record SignedUrl(
        List<String> urls,
        String method,
        String verb,
        String username,
        String date,
        String seconds,
        String algorithm,
        String signature) {

    public SignedUrl {
        urls = List.copyOf(urls);
    }

    /** Never shows the signature. */
    @Override
    public String toString() {
        return "signed URL of " + username;
    }
}
