/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.identity.signin;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.weft.kernel.identity.signin.Session.Identity;
import org.weft.kernel.identity.token.CredentialRef;
import org.weft.spi.Caller;
import org.weft.spi.Scope;
import org.weft.spi.TraceId;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.Unauthenticated;
import org.weft.spi.auth.Credentials;
import org.weft.spi.identity.User;

/** Lets programs in: as themselves, or for somebody whom they may stand for. Thread-safe. */
record ServiceAccountSignIn(ServiceAccounts accounts, IdentityResolver resolver, SignInThrottle throttle) {

    private static final TraceId UNTRACED = new TraceId("untraced");

    /** What people are found by, as Reva's machines name it. */
    private static final Set<String> CLAIMS = Set.of("mail", "uid", "username", "gid", "userid");

    /**
     * Lets a program in.
     *
     * @param requireFree refuses who is blocked
     * @throws Unauthenticated when the secret is wrong
     * @throws NotFound when there is nobody of the name that the program stands for
     * @throws Forbidden when it may not stand for them
     */
    Identity admit(Credentials credentials, String remoteAddress, Consumer<User> requireFree) {
        AuthChain.Attempt attempt = throttle.attempt(credentials, remoteAddress);
        attempt.admit();
        boolean machine = credentials.type().equals(ServiceAccounts.MACHINE);
        Optional<ServiceAccount> known = accounts.bySecret(credentials.secret())
                .filter(account -> machine || isName(account, credentials.clientId()));
        if (known.isEmpty()) {
            attempt.failed();
            attempt.refused("service-accounts", "no such service account, or a wrong secret");
            throw AuthChain.refused(credentials, "service-accounts", "no such service account, or a wrong secret");
        }
        ServiceAccount account = known.get();
        User program = ServiceAccounts.user(account);
        requireFree.accept(program);
        if (!machine) {
            Identity identity = identity(account, program);
            SignInAudit.signedIn(credentials.type(), program, remoteAddress);
            return identity;
        }
        Identity identity = identity(account, named(credentials.clientId()));
        if (!account.actsFor().contains(caller(identity))) {
            attempt.refused("service-accounts", account.username() + " may not act for this account");
            throw new Forbidden("this service account may not act for this user; see acts-for");
        }
        SignInAudit.signedIn(credentials.type(), identity.user(), account.username(), remoteAddress);
        return identity;
    }

    private static boolean isName(ServiceAccount account, String shown) {
        return shown.equals(account.name()) || shown.equals(account.username());
    }

    private User named(String clientId) {
        int colon = clientId.indexOf(':');
        String claim = colon < 0 ? "" : clientId.substring(0, colon);
        boolean says = CLAIMS.contains(claim);
        String value = says ? clientId.substring(colon + 1) : clientId;
        return resolver.directories()
                .userByClaim(says ? claim : "username", value)
                .filter(user -> !ServiceAccounts.isReserved(user))
                .orElseThrow(() -> new NotFound("there is no such account to act for"));
    }

    private Identity identity(ServiceAccount account, User user) {
        Instant expires = resolver.clock().instant().plus(resolver.limits().tokenLifetime());
        List<Scope> scopes = List.of(new Scope.User(account.role()));
        return new Identity(
                user, resolver.groups(user), scopes, expires, new CredentialRef(account.credential(), Instant.EPOCH));
    }

    private static Caller caller(Identity identity) {
        return new Caller(
                identity.user().id(),
                identity.user().username(),
                identity.groups(),
                identity.scopes(),
                Optional.empty(),
                Optional.empty(),
                UNTRACED);
    }
}
