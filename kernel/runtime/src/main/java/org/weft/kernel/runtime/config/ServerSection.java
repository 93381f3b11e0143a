/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.weft.spi.InvalidConfig;
import org.weft.spi.config.Default;
import org.weft.spi.config.Doc;
import org.weft.spi.config.Range;
import org.weft.spi.config.Secret;
import org.weft.spi.config.Size;

/** The table {@code [server]}. */
public record ServerSection(
        @Doc("Address and port for HTTP. Port 0 lets the system choose.") @Default("127.0.0.1:19001")
        Address http,

        @Doc("Address and port for gRPC. Port 0 lets the system choose.") @Default("127.0.0.1:19000")
        Address grpc,

        @Doc("The URL under which clients reach the HTTP port, when a proxy stands before it.")
        Optional<URI> externalUrl,

        @Doc("Networks of the proxies before the server, such as `10.0.0.0/8`. What they say of the client, by"
                + " `X-Forwarded-For`, `Forwarded` or the PROXY protocol, is believed; what others say is not.")
        List<IpRange> proxies,

        @Doc("A folder for uploads that are under way. Default: `spool` in the data folder. Several nodes must"
                + " share it.")
        Optional<Path> spool,

        @Doc("The secret that signs access tokens, to join servers that share one. Default: made at the first start"
                + " and kept.")
        @Secret
        Optional<String> jwtSecret,

        @Doc("Room that is kept on the disk of the data folder, so that a server whose disk is full starts, and"
                + " people can read and delete. `0` keeps none.")
        @Default("64MiB")
        Size reserve,

        @Doc("How long requests may take to finish when the server stops.") @Default("30s") @Range(min = 0, max = 3600)
        Duration drain) {

    /** What set-ups of Reva that are published have. Less than 32 is warned of at the start. */
    private static final int LEAST_SECRET = 12;

    public ServerSection {
        proxies = List.copyOf(proxies);
        if (jwtSecret.isPresent() && jwtSecret.get().length() < LEAST_SECRET) {
            throw new InvalidConfig(
                    "jwt-secret",
                    "a secret of less than " + LEAST_SECRET + " characters can be guessed from one token");
        }
        if (externalUrl.isPresent() && !isWebAddress(externalUrl.get())) {
            throw new InvalidConfig("external-url", "write a URL like https://files.example.org");
        }
    }

    private static boolean isWebAddress(URI url) {
        return ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
                && url.getHost() != null
                && url.getQuery() == null
                && url.getFragment() == null;
    }

    /** With other addresses, where given. */
    ServerSection with(Optional<Address> otherHttp, Optional<Address> otherGrpc) {
        return new ServerSection(
                otherHttp.orElse(http), otherGrpc.orElse(grpc), externalUrl, proxies, spool, jwtSecret, reserve, drain);
    }

    /** Shows everything but the secret. */
    @Override
    public String toString() {
        return "ServerSection[http=" + http + ", grpc=" + grpc + ", externalUrl=" + externalUrl + ", proxies="
                + proxies + ", spool=" + spool
                + "]";
    }
}
