/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.oidc;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jwt.JWTClaimsSet;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.weft.spi.DriverContext;
import org.weft.spi.WeftException.Unavailable;

/** The provider as we know it: its documents, its keys, and its answers about tokens. Thread-safe. */
final class Provider implements AutoCloseable {

    private static final int LIMIT = 256 << 10;
    private static final Duration HEARD = Duration.ofSeconds(10);
    private static final Duration TOLD = Duration.ofMinutes(10);

    private final OidcConfig config;
    private final Fetch fetch;
    private final Kept<Metadata> metadata;
    private final Kept<KeySet> keys;
    private final SignedTokens tokens;
    private final Cache<String, Map<String, Object>> told = Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterWrite(TOLD)
            .executor(Runnable::run)
            .build();

    Provider(OidcConfig config, DriverContext context) {
        this.config = config;
        this.fetch = new Fetch(config.timeout(), context.executor());
        this.metadata = new Kept<>(
                () -> Metadata.fetch(fetch, config.issuer()),
                Metadata::new,
                file("discovery.json", context),
                Duration.ofHours(1),
                context.clock());
        this.keys = new Kept<>(
                () -> KeySet.fetch(fetch, metadata.get().require("jwks_uri")),
                KeySet::of,
                file("keys.json", context),
                config.keysLifetime(),
                context.clock());
        this.tokens = new SignedTokens(config.issuer().toString(), keys, config.skew(), context.clock());
    }

    private KeptFile file(String name, DriverContext context) {
        return new KeptFile(context::stateDirectory, name, config.issuer().toString());
    }

    /** Fetches what will be needed, so that the first who comes need not wait. */
    void prepare() {
        metadata.get();
        keys.get();
    }

    /** Whether tokens can be checked, be it with keys of yesterday. */
    boolean isUsable() {
        return keys.isThere() || trouble().isEmpty();
    }

    /** Whether what is known of the provider's health is too old to be told. */
    boolean isUnheard() {
        return metadata.isUnheard(HEARD);
    }

    /** Asks it how it is. */
    void look() {
        metadata.look();
    }

    Optional<String> trouble() {
        return metadata.trouble().or(keys::trouble);
    }

    Metadata metadata() {
        return metadata.get();
    }

    Read read(String token, Set<String> types) {
        return tokens.read(token, types);
    }

    Read readEvent(String token, Set<String> types) {
        return tokens.readEvent(token, types);
    }

    Fetch.Client client() {
        return new Fetch.Client(config.clientId().orElse(""), config.clientSecret());
    }

    Fetch.Answer post(String what, URI url, Map<String, String> form) {
        return fetch.form(what, url, form, client(), LIMIT);
    }

    /** Whether a token is for this server. */
    boolean isForUs(List<String> audience, Optional<String> client) {
        boolean audienceIsOurs =
                config.audiences().isEmpty() || audience.stream().anyMatch(config.audiences()::contains);
        boolean clientIsTaken = config.clients().isEmpty()
                || client.filter(config.clients()::contains).isPresent();
        return audienceIsOurs && clientIsTaken;
    }

    /** The claims of a token, and those that the provider tells about who holds it. */
    Fields withUserinfo(Map<String, Object> claims, String token) {
        Map<String, Object> more = told.get(fingerprint(token), key -> userinfo(token));
        Object subject = more.get("sub");
        if (subject == null || !subject.equals(claims.get("sub"))) {
            return new Fields(claims); // OpenID Connect Core 1.0, section 5.3.2: it is about somebody else
        }
        Map<String, Object> all = new HashMap<>(more);
        all.putAll(claims);
        return new Fields(all);
    }

    private Map<String, Object> userinfo(String token) {
        Optional<URI> url = metadata.get().find("userinfo_endpoint");
        if (url.isEmpty()) {
            return Map.of();
        }
        Fetch.Answer answer = fetch.bearer("userinfo", url.get(), token, LIMIT);
        return answer.isGood() ? answer.fields() : Map.of();
    }

    private static String fingerprint(String token) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** What the provider says of a token (RFC 7662); empty when it is none of the provider's, or has ended. */
    Optional<Map<String, Object>> introspect(String token) {
        Fetch.Answer answer = post(
                "introspection",
                metadata.get().require("introspection_endpoint"),
                Map.of("token", token, "token_type_hint", "access_token"));
        if (!answer.isGood()) {
            throw new Unavailable("the OpenID provider answered " + answer.status()
                    + " to introspection; are client-id and client-secret right?");
        }
        return Boolean.TRUE.equals(answer.fields().get("active")) ? Optional.of(answer.fields()) : Optional.empty();
    }

    /** Who asked for the token. */
    static Optional<String> client(JWTClaimsSet claims) {
        return claims.getClaim("azp") instanceof String azp
                ? Optional.of(azp)
                : claims.getClaim("client_id") instanceof String id ? Optional.of(id) : Optional.empty();
    }

    @Override
    public void close() {
        fetch.close();
    }
}
