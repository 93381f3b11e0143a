/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.weft.spi.InvalidConfig;
import org.weft.spi.config.Default;
import org.weft.spi.config.Doc;
import org.weft.spi.config.Range;

/** The table {@code [sign-in]}. */
public record SignInSection(
        @Doc("How long somebody stays signed in on Weft's own pages.") @Default("12h") @Range(min = 60, max = 2_592_000)
        Duration session,

        @Doc("Which ways to sign in are offered to a program: a part of its `User-Agent`, and a list of `basic` and"
                + " `bearer`. Others are offered all that there are; the ownCloud client, `mirall`, is offered"
                + " `basic` alone.")
        Map<String, List<String>> challenges,

        @Doc("A file with the accounts that are shut out: a login name, or `id@idp`, in each line. Read again every"
                + " few seconds. Default: `blocked` in the data folder.")
        Optional<Path> blocked,

        @Doc("How old a key that signs access tokens becomes before a new one is made. Nobody is signed out by that.")
        @Default("90d")
        @Range(min = 86_400, max = 31_536_000)
        Duration keyAge,

        @Doc("After how long without a sign-in at a provider somebody's app passwords and keys rest, and where no"
                + " directory knows them also their links and shares, until they sign in again.")
        @Default("180d")
        @Range(min = 1, max = 315_360_000)
        Duration appPasswordRest,

        @Doc("Programs that sign in by themselves over the CS3 APIs, and may act for people.")
        List<ServiceAccountSection> serviceAccount) {

    private static final Set<String> WORDS = Set.of("basic", "bearer");

    public SignInSection {
        serviceAccount = List.copyOf(serviceAccount);
        for (Map.Entry<String, List<String>> entry : challenges.entrySet()) {
            if (entry.getValue().isEmpty() || !WORDS.containsAll(entry.getValue())) {
                throw new InvalidConfig(
                        "challenges",
                        "for " + entry.getKey().toLowerCase(Locale.ROOT) + " write a list of basic and bearer");
            }
        }
    }
}
