/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.upload;

import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.weft.kernel.identity.token.TokenService;
import org.weft.kernel.identity.token.TransferToken;
import org.weft.spi.WeftException.Unauthenticated;

/**
 * Orders as transfer tokens, and back. The order travels in the token, so that whoever takes the bytes, on whichever
 * node, needs no memory of it. Thread-safe.
 */
public final class TransferOrderTokens {

    private static final String DOWNLOAD = "download";
    private static final String UPLOAD = "upload";

    private final TokenService tokens;
    private final Clock clock;
    private final Duration downloads;
    private final Duration uploads;

    /**
     * @param downloads how long a download may be begun after it was ordered
     * @param uploads how long an upload may take in all, from its order to the begin of its last part
     */
    public TransferOrderTokens(TokenService tokens, Clock clock, Duration downloads, Duration uploads) {
        this.tokens = tokens;
        this.clock = clock;
        this.downloads = downloads;
        this.uploads = uploads;
    }

    /** Reva's 100 minutes for a download, and two days for an upload, since a resumed one keeps its token. */
    public static TransferOrderTokens usual(TokenService tokens, Clock clock) {
        return new TransferOrderTokens(tokens, clock, Duration.ofMinutes(100), Duration.ofDays(2));
    }

    /** A new name for a session that nobody guesses. */
    public static String newId() {
        return UUID.randomUUID().toString();
    }

    /** The token that stands for an order. */
    public String token(TransferOrder order) {
        boolean upload = order instanceof TransferOrder.Upload;
        return tokens.mintTransfer(
                new TransferToken(upload ? UPLOAD : DOWNLOAD, TransferOrderJson.write(order)),
                clock.instant().plus(upload ? uploads : downloads));
    }

    /**
     * The order that a token stands for.
     *
     * @throws Unauthenticated when it is forged, malformed or expired
     */
    public TransferOrder order(String token) {
        TransferToken transfer = tokens.verifyTransfer(token);
        try {
            return switch (transfer.kind()) {
                case DOWNLOAD -> TransferOrderJson.download(transfer.payload());
                case UPLOAD -> TransferOrderJson.upload(transfer.payload());
                default -> throw new Unauthenticated("the token is for something else");
            };
        } catch (IllegalArgumentException notOurs) {
            throw new Unauthenticated("the token is not valid");
        }
    }
}
