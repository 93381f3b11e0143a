/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.oidc;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads JWTs of one issuer (RFC 7519, RFC 8725). Who claims to be another issuer is passed over before any key is looked
 * for; whoever claims to be ours must prove it by a key of the provider's set. Keys and addresses that stand in the token
 * itself ({@code jwk}, {@code jku}, {@code x5u}) are never looked at, and {@code kid} is only ever compared.
 */
final class SignedTokens {

    private static final int LONGEST = 64 << 10;
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]*");

    private final String issuer;
    private final Kept<KeySet> keys;
    private final Duration skew;
    private final Clock clock;

    SignedTokens(String issuer, Kept<KeySet> keys, Duration skew, Clock clock) {
        this.issuer = issuer;
        this.keys = keys;
        this.skew = skew;
        this.clock = clock;
    }

    /** Whether a text looks like a JWT. */
    static boolean isSigned(String token) {
        return token.length() <= LONGEST && FORM.matcher(token).matches();
    }

    /**
     * Reads a token.
     *
     * @param types which {@code typ} it may have, in lower case; one without is taken too
     * @throws org.weft.spi.WeftException.Unavailable when the keys can't be had
     */
    Read read(String token, Set<String> types) {
        return read(token, types, false);
    }

    /** The same for what tells of an event (RFC 8417, section 2.2), which may have no end. */
    Read readEvent(String token, Set<String> types) {
        return read(token, types, true);
    }

    private Read read(String token, Set<String> types, boolean mayBeEndless) {
        if (!isSigned(token)) {
            return new Read.Opaque();
        }
        JWTClaimsSet claims;
        Map<String, Object> head;
        JWSObject parsed = null;
        try {
            String[] parts = token.split("\\.", -1);
            head = JSONObjectUtils.parse(new Base64URL(parts[0]).decodeToString());
            claims = JWTClaimsSet.parse(new Base64URL(parts[1]).decodeToString());
            if (Algorithms.isUnderstood(String.valueOf(head.get("alg")))) {
                parsed = JWSObject.parse(token);
            }
        } catch (ParseException | IllegalArgumentException | IllegalStateException malformed) {
            return new Read.Opaque();
        }
        if (!issuer.equals(claims.getIssuer())) {
            return new Read.Foreign();
        }
        if (parsed == null) {
            return new Read.Refused("signed with the algorithm " + shown(head.get("alg")) + ", which is not taken");
        }
        return judged(parsed, claims, types, mayBeEndless);
    }

    static String shown(@Nullable Object text) {
        String plain = String.valueOf(text).replaceAll("[^\\x20-\\x7e]", "?");
        return plain.length() > 60 ? plain.substring(0, 60) + "…" : plain;
    }

    private Read judged(JWSObject token, JWTClaimsSet claims, Set<String> types, boolean mayBeEndless) {
        JWSHeader header = token.getHeader();
        JOSEObjectType type = header.getType();
        if (type != null && !types.contains(type.getType().toLowerCase(Locale.ROOT))) {
            return new Read.Refused("of the type " + shown(type.getType()) + ", which is for something else");
        }
        if (header.getCriticalParams() != null && !header.getCriticalParams().isEmpty()) {
            return new Read.Refused("with extensions that are not understood here");
        }
        if (!isCanonical(token.getSignature())) {
            return new Read.Refused("with a signature in a form of its own");
        }
        Instant now = clock.instant();
        Date expires = claims.getExpirationTime();
        if (expires == null && !mayBeEndless) {
            return new Read.Refused("without an end");
        }
        if (expires != null && !expires.toInstant().plus(skew).isAfter(now)) {
            return new Read.Refused("expired at " + expires.toInstant());
        }
        if (isLater(claims.getNotBeforeTime(), now) || isLater(claims.getIssueTime(), now)) {
            return new Read.Refused("not valid yet; are the clocks right?");
        }
        return isSigned(token) ? new Read.Good(claims) : new Read.Refused("not signed by a key of the provider");
    }

    private boolean isLater(@Nullable Date time, Instant now) {
        return time != null && time.toInstant().minus(skew).isAfter(now);
    }

    /** The last character of base64 has idle bits; with them one token would have several texts. */
    private static boolean isCanonical(Base64URL signature) {
        return Base64URL.encode(signature.decode()).equals(signature);
    }

    private boolean isSigned(JWSObject token) {
        KeySet known = keys.get();
        if (known.candidates(token.getHeader()).isEmpty()) {
            known = keys.newerThan(known); // the provider may have begun to sign with a new one
        }
        for (JWK key : known.candidates(token.getHeader())) {
            if (Algorithms.verify(token, key)) {
                return true;
            }
        }
        return false;
    }
}
