/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.http;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.weft.kernel.service.Session;
import org.weft.kernel.service.SignIn;
import org.weft.spi.auth.Credentials;

/** The site's sign-in as the HTTP server sees it. */
public final class SignInDoor implements Door {

    private final SignIn signIn;
    private final Map<String, List<String>> challenges;

    public SignInDoor(SignIn signIn) {
        this(signIn, Map.of());
    }

    /** @param challenges a part of a user agent's name, and what is offered to it */
    public SignInDoor(SignIn signIn, Map<String, List<String>> challenges) {
        this.signIn = signIn;
        Map<String, List<String>> all = new LinkedHashMap<>(challenges);
        // Where Bearer is offered it asks for nothing else, and wants a provider with whom it is registered.
        all.putIfAbsent("mirall", List.of("basic"));
        this.challenges = Collections.unmodifiableMap(all);
    }

    @Override
    public Visitor enter(Credentials credentials, String remoteAddress) {
        return visitor(signIn.authenticate(credentials, remoteAddress));
    }

    @Override
    public Visitor enter(String accessToken) {
        return visitor(signIn.verify(accessToken));
    }

    private static Visitor visitor(Session session) {
        return new Visitor(session.user(), session::caller, session::accessToken);
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
