/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.identity.signin;

import java.time.Duration;
import java.util.Set;

/**
 * How sign-in protects itself and those who sign in.
 *
 * @param remember for how long a success is remembered; what is taken away from a user stops within that time
 * @param remembered how many successes, and how many verified tokens, are remembered at most
 * @param rememberedTypes the types of credentials whose success may be remembered; never those that are good for one
 *     use
 * @param tokenLifetime how long a new access token is good for
 * @param accountFailures how many failures of one account in a row cost nothing; each further one doubles the wait
 * @param addressFailures the same for one remote address, which may be that of a whole institute
 * @param longestWait the longest wait after a failure
 * @param forget how long after its last failure an account or address is forgotten
 * @param tracked how many accounts, and how many addresses, are watched at most
 * @param parallel how many checks one provider does at once; a slow hash keeps a core busy for that long
 * @param queue how long a sign-in waits for its turn at a provider
 */
public record SignInLimits(
        Duration remember,
        int remembered,
        Set<String> rememberedTypes,
        Duration tokenLifetime,
        int accountFailures,
        int addressFailures,
        Duration longestWait,
        Duration forget,
        int tracked,
        int parallel,
        Duration queue) {

    public SignInLimits {
        rememberedTypes = Set.copyOf(rememberedTypes);
    }

    /** A minute of memory, a day's tokens, ten free failures for an account and a hundred for an address. */
    public static SignInLimits standard() {
        return new SignInLimits(
                Duration.ofSeconds(60),
                10_000,
                Set.of("basic", "bearer", "appauth"),
                Duration.ofDays(1),
                10,
                100,
                Duration.ofSeconds(30),
                Duration.ofMinutes(15),
                10_000,
                Math.max(1, Runtime.getRuntime().availableProcessors() - 1),
                Duration.ofSeconds(20));
    }
}
