/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.identity.signin;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.weft.kernel.identity.directory.Directories;
import org.weft.kernel.identity.token.ConfiguredKey;
import org.weft.kernel.identity.token.TokenService;
import org.weft.spi.UserId;
import org.weft.spi.WeftException.Unauthenticated;
import org.weft.spi.auth.Credentials;

/** Sign-in with two providers and a directory, and what tests of it ask. */
abstract class SignInFixture {

    static final String HERE = "192.0.2.1";

    final SteppedTime time = new SteppedTime();
    final FakeProvider first = new FakeProvider("basic").with("marie", "radioactivity");
    final FakeProvider second = new FakeProvider("basic", "bearer").with("albert", "relativity");
    final FakeDirectory directory = new FakeDirectory("username");
    final TokenService tokens = new TokenService(ConfiguredKey.of("a secret of thirty-two bytes or more"), time);
    final Set<UserId> blocked = new HashSet<>();
    final List<AuthSource> chain = new ArrayList<>(List.of(first.named("first"), second.named("second")));
    final SignIn signIn = signIn(SignInLimits.standard());

    SignIn signIn(SignInLimits limits) {
        return new SignIn(
                () -> chain,
                new Directories(() -> List.of(directory.handle())),
                tokens,
                limits,
                blocked::contains,
                time,
                time);
    }

    static Credentials basic(String name, String secret) {
        return new Credentials("basic", name, secret);
    }

    static void fail(SignIn signIn, Credentials credentials, String address) {
        assertThatThrownBy(() -> signIn.authenticate(credentials, address)).isInstanceOf(Unauthenticated.class);
    }

    static SignInLimits limits(int accountFailures, int addressFailures, int parallel) {
        SignInLimits standard = SignInLimits.standard();
        return new SignInLimits(
                standard.remember(),
                standard.remembered(),
                standard.rememberedTypes(),
                standard.tokenLifetime(),
                accountFailures,
                addressFailures,
                standard.longestWait(),
                standard.forget(),
                standard.tracked(),
                parallel,
                standard.queue());
    }
}
