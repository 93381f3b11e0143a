/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.identity.signin.AppPasswords;
import org.weft.kernel.identity.signin.FakePeople;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.kernel.testing.OverWire;
import org.weft.spi.Scope;
import org.weft.spi.auth.Credentials;

/** A whole site for each test, in which einstein has a file, and ways to show who one is. */
@OverWire
abstract class WholeSiteFixture {

    /** Einstein's file, which holds {@link #TEXT}. */
    static final String FILE = "/remote.php/dav/files/einstein/f.txt";

    static final String TEXT = "text";

    @TempDir
    Path data;

    WholeSite whole;

    @BeforeEach
    void start() throws Exception {
        whole = new WholeSite(data);
        whole.office.put(FakeSite.EINSTEIN, "home/f.txt", TEXT);
    }

    @AfterEach
    void stop() throws Exception {
        whole.close();
    }

    static String bearer(String token) {
        return "Authorization: Bearer " + token;
    }

    static String basic(String user, String password) {
        return basic(user + ':' + password);
    }

    static String basic(String pair) {
        return "Authorization: Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    /** One of einstein's that is good for everything. */
    AppPasswords.Made appPassword() {
        return whole.appPasswords.make(
                whole.site.sessionOf(FakeSite.EINSTEIN),
                "a phone",
                List.of(new Scope.User(Scope.Role.OWNER)),
                Optional.empty());
    }

    void revoke(AppPasswords.Made made) {
        whole.appPasswords.revoke(
                FakePeople.caller(FakeSite.EINSTEIN), made.password().id());
    }

    /** An access token that is made from it. */
    String tokenOf(AppPasswords.Made made) {
        return whole.signIn
                .authenticate(new Credentials("appauth", "einstein", made.secret()), "127.0.0.1")
                .accessToken();
    }
}
