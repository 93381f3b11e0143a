/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.identity.token;

import com.google.gson.JsonObject;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.weft.spi.Scope;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.Unauthenticated;
import org.weft.spi.identity.User;

/**
 * Access tokens exactly as Reva makes them, so that servers which share a secret accept each other's, and transfer
 * tokens of our own. JWTs signed with HS256 and nothing else. Thread-safe; no I/O.
 */
public final class TokenService {

    /** Longer tokens are refused unread. Tokens that list hundreds of groups stay well below. */
    public static final int MAX_LENGTH = 64 * 1024;

    /** By how much the clocks of servers that share a secret may differ. */
    public static final Duration SKEW = Duration.ofSeconds(30);

    private final SigningKeys keys;
    private final Clock clock;

    public TokenService(SigningKeys keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /**
     * Makes an access token.
     *
     * @throws InvalidArgument when the user's fields make it longer than {@link #MAX_LENGTH}
     */
    public String mint(User user, List<Scope> scopes, Instant expires) {
        return mint(user, scopes, expires, CredentialRef.none());
    }

    /**
     * Makes an access token that ends with what it is made from.
     *
     * @throws InvalidArgument as {@link #mint(User, List, Instant)}
     */
    public String mint(User user, List<Scope> scopes, Instant expires, CredentialRef credential) {
        return sign(AccessClaims.write(user, scopes, clock.instant(), expires, credential));
    }

    /**
     * Reads an access token.
     *
     * @throws Unauthenticated when it is malformed, forged, expired, not yet valid or made for something else
     */
    public VerifiedToken verify(String token) {
        JsonObject claims = claims(token);
        try {
            TokenTimes times = times(claims, AccessClaims.AUDIENCE);
            return AccessClaims.read(claims, times.expires());
        } catch (IllegalStateException | IllegalArgumentException | UnsupportedOperationException e) {
            throw invalid();
        }
    }

    /**
     * Makes a transfer token.
     *
     * @throws InvalidArgument when the payload makes it longer than {@link #MAX_LENGTH}
     */
    public String mintTransfer(TransferToken transfer, Instant expires) {
        return sign(TransferClaims.write(transfer, clock.instant(), expires));
    }

    /**
     * Reads a transfer token.
     *
     * @throws Unauthenticated as {@link #verify}; an access token is no transfer token
     */
    public TransferToken verifyTransfer(String token) {
        JsonObject claims = claims(token);
        try {
            times(claims, TransferClaims.AUDIENCE);
            return TransferClaims.read(claims);
        } catch (IllegalStateException | IllegalArgumentException | UnsupportedOperationException e) {
            throw invalid();
        }
    }

    private String sign(JsonObject claims) {
        SigningKey key = keys.current();
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.HS256)
                .type(JOSEObjectType.JWT)
                .keyID(key.kid())
                .build();
        JWSObject token = new JWSObject(header, new Payload(claims.toString()));
        try {
            token.sign(new MACSigner(key.padded()));
        } catch (JOSEException e) {
            throw new IllegalStateException("a token could not be signed with " + key, e);
        }
        String text = token.serialize();
        if (text.length() > MAX_LENGTH) {
            throw new InvalidArgument("the token would have " + text.length() + " characters, more than the "
                    + MAX_LENGTH + " that are accepted; the user is in too many groups, or the payload is too long");
        }
        return text;
    }

    private JsonObject claims(String text) {
        if (text.length() > MAX_LENGTH) {
            throw invalid();
        }
        try {
            JWSObject token = JWSObject.parse(text);
            if (!JWSAlgorithm.HS256.equals(token.getHeader().getAlgorithm()) || !signed(token)) {
                throw invalid();
            }
            return ClaimsJson.parse(token.getPayload().toString());
        } catch (ParseException | JOSEException | IllegalArgumentException | IllegalStateException e) {
            throw invalid();
        }
    }

    /** A token that names one of our keys must be signed with that key; one that names none, with any. */
    private boolean signed(JWSObject token) throws JOSEException {
        Optional<SigningKey> named = named(token.getHeader().getKeyID());
        if (named.isPresent()) {
            return token.verify(new MACVerifier(named.get().padded()));
        }
        for (SigningKey key : keys.live()) {
            if (token.verify(new MACVerifier(key.padded()))) {
                return true;
            }
        }
        return false;
    }

    private Optional<SigningKey> named(@Nullable String kid) {
        return keys.live().stream().filter(key -> key.kid().equals(kid)).findFirst();
    }

    private TokenTimes times(JsonObject claims, String audience) {
        TokenTimes times = TokenTimes.read(claims);
        if (!times.audience().contains(audience)) {
            throw invalid();
        }
        Instant now = clock.instant();
        if (times.notBefore().isAfter(now.plus(SKEW))) {
            throw new Unauthenticated("the token is not valid yet; are the clocks of the servers right?");
        }
        if (!times.expires().plus(SKEW).isAfter(now)) {
            throw new Unauthenticated("the token has expired; sign in again");
        }
        return times;
    }

    private static Unauthenticated invalid() {
        return new Unauthenticated("the token is not valid");
    }
}
