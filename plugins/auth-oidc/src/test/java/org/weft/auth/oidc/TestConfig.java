/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.oidc;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The options that a test leaves alone. */
final class TestConfig {

    final URI issuer;
    List<String> audience = List.of("weft");
    List<String> clients = List.of();
    Optional<String> clientId = Optional.of("weft");
    Introspection introspection = Introspection.NEVER;
    boolean userinfo = false;
    Accounts accounts = Accounts.PROVISION;
    String nameClaim = "preferred_username";
    String groupsClaim = "groups";
    Map<String, String> groupNames = Map.of();
    boolean onlyListedGroups = false;
    List<String> requiredGroups = List.of();
    Map<String, String> sharedAccounts = Map.of();
    Duration skew = Duration.ofSeconds(0);
    Duration timeout = Duration.ofSeconds(20);

    TestConfig(String issuer) {
        this.issuer = URI.create(issuer);
    }

    OidcConfig made() {
        return new OidcConfig(
                issuer,
                "University",
                audience,
                clients,
                clientId,
                Optional.of("weft-secret-weft-secret"),
                true,
                List.of("openid", "profile", "email"),
                Optional.empty(),
                List.of("openid", "offline_access"),
                Optional.empty(),
                introspection,
                userinfo,
                accounts,
                "username",
                Optional.empty(),
                "sub",
                nameClaim,
                "name",
                "email",
                groupsClaim,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                groupNames,
                onlyListedGroups,
                requiredGroups,
                sharedAccounts,
                skew,
                Duration.ofMinutes(10),
                timeout);
    }
}
