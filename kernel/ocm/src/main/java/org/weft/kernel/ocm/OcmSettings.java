/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm;

import java.net.URI;
import java.util.Optional;
import org.weft.kernel.sharing.peer.PeerHost;

/**
 * How this site takes part.
 *
 * @param site the site's URL as peers know it, without a slash at its end; empty when it has none, and then it takes no
 *     part
 * @param apiVersion the version that discovery tells
 * @param provider what discovery calls this site
 * @param mustSign whether peers must sign
 * @param mustExchange whether secrets must be exchanged for tokens
 * @param mustInvite whether shares are taken from contacts only
 * @param oldSignatures whether signatures in the forms of versions 1.3 (with the label {@code ocm} and no tag) and 1.2 (the
 *     cavage draft, by the key in the discovery document) are taken
 * @param exchangesTokens whether this site gives tokens for secrets
 * @param oldForms whether what versions before 1.4 called differently is understood, and served
 * @param lab whether plain HTTP and addresses are all right, and nothing is counted
 */
public record OcmSettings(
        Optional<URI> site,
        String apiVersion,
        String provider,
        boolean mustSign,
        boolean mustExchange,
        boolean mustInvite,
        boolean oldSignatures,
        boolean exchangesTokens,
        boolean oldForms,
        boolean lab) {

    /** Below the site's URL: where peers send what they have to say. */
    public static final String PREFIX = "/ocm";

    /** Below the site's URL: where peers read what is shared with them. */
    public static final String WEBDAV = "/remote.php/dav/ocm/";

    /** Below the site's URL: the page on which a person accepts an invitation. */
    public static final String ACCEPT_PAGE = "/ocm-invite";

    /** The host by which peers know this site; empty when it takes no part. */
    public Optional<PeerHost> host() {
        return site.map(url -> PeerHost.parse(url.getScheme() + "://" + url.getRawAuthority()));
    }

    /**
     * A URL of this site's.
     *
     * @param path begins with a slash
     * @throws IllegalStateException when it takes no part
     */
    public URI url(String path) {
        return URI.create(site.orElseThrow(() -> new IllegalStateException("the site has no URL")) + path);
    }
}
