/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.oidc;

import com.nimbusds.jwt.JWTClaimsSet;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.spi.DriverContext;
import org.weft.spi.Health;
import org.weft.spi.WeftException.Unavailable;
import org.weft.spi.auth.AuthProvider;
import org.weft.spi.auth.BrowserSignIn;
import org.weft.spi.auth.Credentials;
import org.weft.spi.auth.Outcome;

/**
 * Checks access tokens of one OpenID provider. A signed token costs no question once the provider's keys are known. The
 * driver starts whether or not the provider answers: while it does not, whoever shows a token of its is told to come again,
 * and all others sign in as ever.
 */
public final class OidcAuth implements AuthProvider {

    private static final Logger LOG = LoggerFactory.getLogger(OidcAuth.class);
    private static final Duration PATIENCE = Duration.ofMillis(1500);
    private static final String BEARER = "bearer";
    private static final Set<String> ACCESS_TOKENS = Set.of("jwt", "at+jwt", "application/at+jwt");

    private final OidcConfig config;
    private final DriverContext context;
    private final Provider provider;
    private final Mapping mapping;
    private volatile boolean closed;

    OidcAuth(OidcConfig config, DriverContext context) {
        this.config = config;
        this.context = context;
        this.provider = new Provider(config, context);
        this.mapping = new Mapping(config);
    }

    @Override
    public void start() {
        context.executor().execute(() -> {
            try {
                provider.prepare();
                provider.trouble().ifPresent(this::warn);
            } catch (Unavailable silent) {
                warn(silent.text());
            }
        });
    }

    private void warn(String reason) {
        if (!closed) {
            LOG.atWarn()
                    .addKeyValue("entry", context.instance())
                    .addKeyValue("reason", reason)
                    .log("openid-provider-unavailable");
        }
    }

    @Override
    public Set<String> types() {
        return Set.of(BEARER);
    }

    @Override
    public Work work() {
        return Work.WAITS;
    }

    @Override
    public Optional<BrowserSignIn> browser() {
        return config.browser() && config.clientId().isPresent()
                ? Optional.of(new OidcBrowser(config, provider, mapping, context.clock()))
                : Optional.empty();
    }

    @Override
    public Outcome authenticate(Credentials credentials) {
        String token = credentials.secret();
        if (!credentials.type().equals(BEARER)) {
            return new Outcome.NotMine();
        }
        return switch (provider.read(token, ACCESS_TOKENS)) {
            case Read.Good good -> config.introspection() == Introspection.ALWAYS ? asked(token) : outcome(good, token);
            case Read.Refused refused -> new Outcome.Rejected("a token " + refused.reason());
            case Read.Foreign foreign -> new Outcome.NotMine();
            case Read.Opaque opaque -> mayBeOpaque(token) ? asked(token) : new Outcome.NotMine();
        };
    }

    /** RFC 6750, section 2.1: what a bearer token may consist of. */
    private boolean mayBeOpaque(String token) {
        return config.introspection() != Introspection.NEVER
                && !token.isEmpty()
                && token.length() <= 4096
                && token.chars().allMatch(c -> c > 0x20 && c < 0x7f);
    }

    private Outcome outcome(Read.Good good, String token) {
        JWTClaimsSet claims = good.claims();
        if (claims.getClaim("events") != null) {
            return new Outcome.Rejected("a token that tells of an event and gives no access");
        }
        Optional<String> client = Provider.client(claims);
        if (!provider.isForUs(claims.getAudience(), client)) {
            return notForUs(claims.getAudience(), client);
        }
        Date expires = claims.getExpirationTime();
        return mapped(claims.getClaims(), Optional.of(expires.toInstant().plus(config.skew())), token);
    }

    private static Outcome notForUs(List<String> audience, Optional<String> client) {
        return new Outcome.Rejected("a token for " + SignedTokens.shown(audience) + " of the client "
                + SignedTokens.shown(client.orElse("")) + "; see audience and clients");
    }

    private Outcome mapped(Map<String, Object> claims, Optional<Instant> until, String token) {
        Fields fields = new Fields(claims);
        if (config.userinfo() && !mapping.isEnough(fields)) {
            fields = provider.withUserinfo(claims, token);
        }
        return mapping.outcome(fields, until);
    }

    private Outcome asked(String token) {
        Optional<Map<String, Object>> active = provider.introspect(token);
        if (active.isEmpty()) {
            return new Outcome.NotMine();
        }
        Fields said = new Fields(active.get());
        if (!said.text("iss")
                .orElse(config.issuer().toString())
                .equals(config.issuer().toString())) {
            return new Outcome.NotMine();
        }
        List<String> audience = said.texts("aud");
        Optional<String> client = said.text("azp").or(() -> said.text("client_id"));
        if (!provider.isForUs(audience, client)) {
            return notForUs(audience, client);
        }
        Optional<Instant> until = said.number("exp").isPresent()
                ? Optional.of(
                        Instant.ofEpochSecond(said.number("exp").getAsLong()).plus(config.skew()))
                : Optional.empty();
        return mapped(active.get(), until, token);
    }

    /** Of now, as far as the provider answers at once: operators ask in order to know whether it does. */
    @Override
    public Health health() {
        if (provider.isUnheard() && !closed) {
            Future<?> look = context.executor().submit(provider::look);
            try {
                look.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException slow) {
                return new Health(
                        provider.isUsable(), "the OpenID provider at " + config.issuer() + " does not answer");
            } catch (InterruptedException ending) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException failure) {
                return Health.down("the OpenID provider at " + config.issuer() + " can't be asked");
            }
        }
        return new Health(provider.isUsable(), provider.trouble().orElse(""));
    }

    @Override
    public void close() {
        closed = true;
        provider.close();
    }
}
