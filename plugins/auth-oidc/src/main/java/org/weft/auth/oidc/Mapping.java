/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.oidc;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.auth.Outcome;
import org.weft.spi.identity.User;

/** Turns claims into a person of this site, as the configuration says. */
final class Mapping {

    private static final int LONGEST_NAME = 255;

    private final OidcConfig config;

    Mapping(OidcConfig config) {
        this.config = config;
    }

    /** Whether the claims tell enough to say who it is. */
    boolean isEnough(Fields claims) {
        return claims.text(config.idClaim()).isPresent()
                && claims.text(config.nameClaim()).isPresent();
    }

    Outcome outcome(Fields claims, Optional<Instant> until) {
        Optional<Outcome.Statement> statement = statement(claims);
        List<String> groups = claims.texts(config.groupsClaim());
        if (!config.requiredGroups().isEmpty() && groups.stream().noneMatch(config.requiredGroups()::contains)) {
            return new Outcome.Rejected("in none of the required groups");
        }
        for (Map.Entry<String, String> shared : config.sharedAccounts().entrySet()) {
            if (groups.contains(shared.getKey())) {
                return new Outcome.Identified("username", shared.getValue(), until, statement);
            }
        }
        if (config.accounts() == Accounts.DIRECTORY) {
            String claim = config.directoryValue().orElse(config.nameClaim());
            return claims.text(claim)
                    .<Outcome>map(value -> new Outcome.Identified(config.directoryClaim(), value, until, statement))
                    .orElseGet(() -> lacking(claim, "directory-value"));
        }
        Optional<String> id = claims.text(config.idClaim());
        if (id.isEmpty()) {
            return lacking(config.idClaim(), "id-claim");
        }
        Optional<String> name = claims.text(config.nameClaim());
        if (name.isEmpty()) {
            return lacking(config.nameClaim(), "name-claim");
        }
        if (!isLoginName(name.get())) {
            return new Outcome.Rejected("the claim " + config.nameClaim() + " holds no login name");
        }
        return new Outcome.Accepted(user(claims, id.get(), name.get(), groups), until, statement);
    }

    /** Without the time at which it was given it is as old as can be, and the first sign-out ends it. */
    private static Optional<Outcome.Statement> statement(Fields claims) {
        return claims.text("sub")
                .map(subject ->
                        new Outcome.Statement(subject, claims.time("iat").orElse(Instant.EPOCH)));
    }

    private static Outcome lacking(String claim, String option) {
        return new Outcome.Rejected("the token has no claim " + claim + "; see " + option + " and userinfo");
    }

    private static boolean isLoginName(String name) {
        return name.length() <= LONGEST_NAME
                && name.indexOf('/') < 0
                && name.indexOf('\\') < 0
                && !name.startsWith(".")
                && name.chars().noneMatch(Character::isISOControl);
    }

    private User user(Fields claims, String id, String name, List<String> groups) {
        return new User(
                new UserId(config.provider(), id, UserType.PRIMARY),
                name,
                claims.text(config.mailClaim()).orElse(""),
                claims.isTrue("email_verified"),
                claims.text(config.displayClaim()).orElse(name),
                List.copyOf(named(groups)),
                config.uidClaim().map(claims::number).orElse(OptionalLong.empty()),
                config.gidClaim().map(claims::number).orElse(OptionalLong.empty()),
                Map.of());
    }

    private Set<String> named(List<String> groups) {
        Set<String> names = new LinkedHashSet<>();
        for (String group : groups) {
            String known = config.groupNames().get(group);
            if (known != null) {
                names.add(known);
            } else if (!config.onlyListedGroups()) {
                names.add(group);
            }
        }
        return names;
    }
}
