/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.upload;

import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.weft.kernel.identity.token.Tokens;
import org.weft.kernel.identity.token.Transfer;
import org.weft.spi.WeftException.Unauthenticated;

/**
 * Orders as transfer tokens, and back. The order travels in the token, so that whoever takes the bytes, on whichever
 * node, needs no memory of it. Thread-safe.
 */
public final class Orders {

    private static final String DOWNLOAD = "download";
    private static final String UPLOAD = "upload";

    private final Tokens tokens;
    private final Clock clock;
    private final Duration downloads;
    private final Duration uploads;

    /**
     * @param downloads how long a download may be begun after it was ordered
     * @param uploads how long an upload may take in all, from its order to the begin of its last part
     */
    public Orders(Tokens tokens, Clock clock, Duration downloads, Duration uploads) {
        this.tokens = tokens;
        this.clock = clock;
        this.downloads = downloads;
        this.uploads = uploads;
    }

    /** Reva's 100 minutes for a download, and two days for an upload, since a resumed one keeps its token. */
    public static Orders usual(Tokens tokens, Clock clock) {
        return new Orders(tokens, clock, Duration.ofMinutes(100), Duration.ofDays(2));
    }

    /** A new name for a session that nobody guesses. */
    public static String newId() {
        return UUID.randomUUID().toString();
    }

    /** The token that stands for an order. */
    public String token(Order order) {
        boolean upload = order instanceof Order.Upload;
        return tokens.mintTransfer(
                new Transfer(upload ? UPLOAD : DOWNLOAD, OrderJson.write(order)),
                clock.instant().plus(upload ? uploads : downloads));
    }

    /**
     * The order that a token stands for.
     *
     * @throws Unauthenticated when it is forged, malformed or expired
     */
    public Order order(String token) {
        Transfer transfer = tokens.verifyTransfer(token);
        try {
            return switch (transfer.kind()) {
                case DOWNLOAD -> OrderJson.download(transfer.payload());
                case UPLOAD -> OrderJson.upload(transfer.payload());
                default -> throw new Unauthenticated("the token is for something else");
            };
        } catch (IllegalArgumentException notOurs) {
            throw new Unauthenticated("the token is not valid");
        }
    }
}
