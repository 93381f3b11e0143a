/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.config;

import java.util.List;
import org.weft.spi.config.Default;
import org.weft.spi.config.Doc;
import org.weft.spi.config.Range;
import org.weft.spi.config.Size;

/** The table {@code [grpc]}. */
public record GrpcSection(
        @Doc("Whether clients may ask which services and messages there are, as grpcurl does; without signing in.")
        @Default("true")
        boolean reflection,

        @Doc("How many answers are streamed to one user at a time; more are refused with RESOURCE_EXHAUSTED.")
        @Default("100")
        @Range(min = 1, max = 10_000)
        int streamsPerUser,

        @Doc("How many answers are streamed at a time in all. Each holds some tens of KiB while its client does not"
                + " read.")
        @Default("2000")
        @Range(min = 1, max = 100_000)
        int streams,

        @Doc("The largest message that is sent. Clients of gRPC take 4 MiB unless they are told otherwise, those of"
                + " Reva more; an answer that would be larger is refused.")
        @Default("4MiB")
        Size maxMessage,

        @Doc("Networks from which people may be looked up without a token (GetUser, GetUserByClaim, GetUserGroups),"
                + " as older clients of Reva do. Whoever is there may learn the name and the mail address of"
                + " everybody.")
        List<IpRange> openLookups) {

    public GrpcSection {
        openLookups = List.copyOf(openLookups);
    }
}
