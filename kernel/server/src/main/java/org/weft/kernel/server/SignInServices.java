/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.weft.kernel.http.SignInAuthenticator;
import org.weft.kernel.identity.db.LoginFlowTable;
import org.weft.kernel.identity.db.PreferenceTable;
import org.weft.kernel.identity.db.UrlKeyTable;
import org.weft.kernel.identity.signin.AppPasswords;
import org.weft.kernel.identity.signin.BrowserSessions;
import org.weft.kernel.identity.signin.LoginFlows;
import org.weft.kernel.identity.signin.Preferences;
import org.weft.kernel.identity.signin.SignIn;
import org.weft.kernel.identity.signin.SignInLimits;
import org.weft.kernel.identity.signin.SignedUrls;
import org.weft.kernel.identity.signin.UrlSigningKeys;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.kernel.runtime.limit.Brake;

/**
 * All ways to sign in, and what people have by them.
 *
 * @param logins sign-ins of clients by a browser
 * @param urlKeys keys by which clients sign URLs
 * @param urls the URLs that they sign
 * @param authenticator signs in requests over HTTP by any of these
 */
record SignInServices(
        SignIn signIn,
        BrowserSessions sessions,
        LoginFlows logins,
        UrlSigningKeys urlKeys,
        SignedUrls urls,
        SignInAuthenticator authenticator,
        Preferences preferences) {

    /** @param plain signs in by the headers of a request alone */
    static SignInServices of(
            StateDatabase state, SignIn signIn, BrowserSessions sessions, SignInAuthenticator plain, Clock clock) {
        UrlKeyTable keys = new UrlKeyTable(state);
        SignedUrls urls = new SignedUrls(keys, signIn, SignInLimits.standard(), clock);
        AppPasswords passwords = signIn.appPasswords().orElseThrow();
        return new SignInServices(
                signIn,
                sessions,
                new LoginFlows(new LoginFlowTable(state), passwords, clock),
                new UrlSigningKeys(keys, clock),
                urls,
                plain.with(urls).with(sessions),
                new Preferences(new PreferenceTable(state)));
    }

    AppPasswords passwords() {
        return signIn.appPasswords().orElseThrow();
    }

    List<Brake> brakes() {
        return Stream.concat(signIn.brakes().stream(), urls.brakes().stream()).toList();
    }
}
