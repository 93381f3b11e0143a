/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.weft.spi.InvalidConfig;
import org.weft.spi.config.Default;
import org.weft.spi.config.Doc;
import org.weft.spi.config.Range;

/** The table {@code [ocm]}. */
public record OcmSection(
        @Doc(
                "`compatible` speaks with peers of all versions. `strict` demands signatures, token exchange and invitations, and takes no older form. `open-lab` is for a laboratory whose machines are all one's own: plain HTTP, loopback, addresses with ports, no limits of rates.")
        @Default("compatible")
        Profile profile,

        @Doc("Whether peers must sign what they send. Default: only in the profile `strict`.")
        Optional<Boolean> mustUseHttpSig,

        @Doc(
                "Whether whoever uses a share must exchange its secret for an access token first. Default: only in the profile `strict`.")
        Optional<Boolean> mustExchangeToken,

        @Doc(
                "Whether shares are taken only from contacts, that is after an invitation. Default: only in the profile `strict`.")
        Optional<Boolean> mustInvite,

        @Doc(
                "Whether signatures in older forms are taken: that of version 1.3, with the label `ocm` and no tag, and that of version 1.2 (cavage), as Nextcloud 31 to 33 sign. Default: in all profiles but `strict`.")
        Optional<Boolean> acceptOldSignatures,

        @Doc("Whether access tokens are given for the secrets of shares.") @Default("true")
        boolean tokenExchange,

        @Doc("Peers that are never spoken with: `host`, `host:port`, or `*.domain` for all below a domain.")
        List<String> denylist,

        @Doc(
                "A file of providers in the form of `ocm-providers.json`; read again when it changes. With it, or with a directory, only the servers that they name are peers; without both, every server is.")
        Optional<Path> providers,

        @Doc("How long an invitation can be accepted.") @Default("7d") @Range(min = 60, max = 31_536_000)
        Duration inviteLifetime,

        @Doc("The version of Open Cloud Mesh that discovery tells.") @Default("1.4.0")
        String apiVersion,

        @Doc("What discovery calls this site.") @Default("Weft")
        String provider,

        @Doc(
                "Signed lists of servers that a federation keeps. Their servers are peers, and people choose from them when they accept an invitation.")
        List<OcmDirectorySection> directory) {

    /** How much is asked of peers. */
    public enum Profile {
        COMPATIBLE,
        STRICT,
        OPEN_LAB
    }

    public OcmSection {
        denylist = List.copyOf(denylist);
        directory = List.copyOf(directory);
        if (!apiVersion.matches("1\\.\\d{1,2}\\.\\d{1,2}")) {
            throw new InvalidConfig("api-version", "write a version like 1.4.0");
        }
    }
}
