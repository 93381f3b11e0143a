/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.http;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.weft.kernel.identity.signin.BrowserSessions;
import org.weft.kernel.identity.signin.Session;
import org.weft.kernel.identity.signin.SignIn;
import org.weft.kernel.identity.signin.SignedUrl;
import org.weft.kernel.identity.signin.SignedUrls;
import org.weft.spi.WeftException.Unauthenticated;
import org.weft.spi.auth.Credentials;

/** The site's sign-in as the HTTP server sees it. */
public final class SignInAuthenticator implements RequestAuthenticator {

    private final SignIn signIn;
    private final Map<String, List<String>> challenges;
    private final Optional<SignedUrls> signedUrls;
    private final Optional<BrowserSessions> sessions;

    public SignInAuthenticator(SignIn signIn) {
        this(signIn, Map.of());
    }

    /** @param challenges a part of a user agent's name, and what is offered to it */
    public SignInAuthenticator(SignIn signIn, Map<String, List<String>> challenges) {
        this.signIn = signIn;
        Map<String, List<String>> all = new LinkedHashMap<>(challenges);
        // Where Bearer is offered it asks for nothing else, and wants a provider with whom it is registered.
        all.putIfAbsent("mirall", List.of("basic"));
        this.challenges = Collections.unmodifiableMap(all);
        this.signedUrls = Optional.empty();
        this.sessions = Optional.empty();
    }

    private SignInAuthenticator(
            SignInAuthenticator other, Optional<SignedUrls> signedUrls, Optional<BrowserSessions> sessions) {
        this.signIn = other.signIn;
        this.challenges = other.challenges;
        this.signedUrls = signedUrls;
        this.sessions = sessions;
    }

    /** The same, which also lets in who follows a URL that somebody signed. */
    public SignInAuthenticator with(SignedUrls urls) {
        return new SignInAuthenticator(this, Optional.of(urls), sessions);
    }

    /** The same, which also lets in who is signed in in a browser. */
    public SignInAuthenticator with(BrowserSessions browsers) {
        return new SignInAuthenticator(this, signedUrls, Optional.of(browsers));
    }

    @Override
    public AuthenticatedUser enter(Credentials credentials, String remoteAddress) {
        return visitor(signIn.authenticate(credentials, remoteAddress));
    }

    @Override
    public AuthenticatedUser enter(String accessToken) {
        return visitor(signIn.verify(accessToken));
    }

    @Override
    public AuthenticatedUser enter(SignedUrl url, String remoteAddress) {
        return visitor(signedUrls
                .orElseThrow(() -> new Unauthenticated("signed URLs lead nowhere here"))
                .enter(url, remoteAddress));
    }

    @Override
    public Optional<AuthenticatedUser> resume(String secret) {
        return sessions.flatMap(browsers -> browsers.find(secret)).map(present -> visitor(present.session()));
    }

    @Override
    public boolean hasPages() {
        return sessions.isPresent()
                && (types().contains("basic") || !sessions.get().offers().isEmpty());
    }

    private static AuthenticatedUser visitor(Session session) {
        return new AuthenticatedUser(
                session.user(),
                session::caller,
                session::accessToken,
                session.credential(),
                session::requireNotRevoked);
    }

    @Override
    public Set<String> types() {
        return signIn.types();
    }

    @Override
    public Set<String> offered(String agent) {
        Set<String> types = new TreeSet<>(types());
        for (Map.Entry<String, List<String>> entry : challenges.entrySet()) {
            if (agent.contains(entry.getKey())) {
                types.retainAll(entry.getValue());
                break;
            }
        }
        return types;
    }
}
