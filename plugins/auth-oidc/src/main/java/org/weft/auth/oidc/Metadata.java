/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.oidc;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.weft.spi.WeftException.Unavailable;

/**
 * What the provider tells of itself (OpenID Connect Discovery 1.0, section 4). Addresses of it must be as safe as the
 * issuer's own.
 */
record Metadata(Map<String, Object> fields) implements Kept.Document {

    private static final int LIMIT = 256 << 10;
    private static final String PATH = "/.well-known/openid-configuration";

    static Metadata fetch(Fetch fetch, URI issuer) {
        String base = issuer.toString();
        URI url = URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + PATH);
        Map<String, Object> fields = fetch.document("discovery document", url, LIMIT);
        if (!base.equals(fields.get("issuer"))) {
            throw new Unavailable("the OpenID provider at " + url + " calls itself " + shown(fields.get("issuer"))
                    + " and not " + base + "; configure the issuer that it names");
        }
        return new Metadata(fields);
    }

    private static String shown(@Nullable Object issuer) {
        String text = String.valueOf(issuer).replaceAll("\\p{Cntrl}", "?");
        return text.substring(0, Math.min(200, text.length()));
    }

    /**
     * An endpoint.
     *
     * @throws Unavailable when the provider has none
     */
    URI require(String name) {
        return find(name).orElseThrow(() -> new Unavailable("the OpenID provider has no usable " + name));
    }

    Optional<URI> find(String name) {
        if (!(fields.get(name) instanceof String text)) {
            return Optional.empty();
        }
        try {
            return Optional.of(URI.create(text)).filter(OidcConfig::isSafe);
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }
}
