/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.oidc;

import com.nimbusds.jwt.JWTClaimsSet;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.weft.spi.auth.BrowserSignIn;
import org.weft.spi.auth.Outcome;

/** The authorization code flow with PKCE (OpenID Connect Core 1.0, section 3.1; RFC 7636; RFC 9207). */
final class OidcBrowser implements BrowserSignIn {

    private static final Set<String> ID_TOKENS = Set.of("jwt");
    private static final Set<String> NOTICES = Set.of("jwt", "logout+jwt");
    private static final Set<String> EVENTS = Set.of("secevent+jwt", "application/secevent+jwt");
    private static final String LOGOUT = "http://schemas.openid.net/event/backchannel-logout";
    private static final Duration NOTICE_AGE = Duration.ofMinutes(10);

    private final OidcConfig config;
    private final Provider provider;
    private final Mapping mapping;
    private final Clock clock;

    OidcBrowser(OidcConfig config, Provider provider, Mapping mapping, Clock clock) {
        this.config = config;
        this.provider = provider;
        this.mapping = mapping;
        this.clock = clock;
    }

    @Override
    public String label() {
        return config.label();
    }

    private String clientId() {
        return config.clientId().orElseThrow();
    }

    @Override
    public URI begin(Departure departure) {
        Map<String, String> question = new LinkedHashMap<>();
        question.put("response_type", "code");
        question.put("client_id", clientId());
        question.put("redirect_uri", departure.back().toString());
        question.put("scope", String.join(" ", config.scopes()));
        question.put("state", departure.state());
        question.put("nonce", departure.nonce());
        question.put("code_challenge", challenge(departure.verifier()));
        question.put("code_challenge_method", "S256");
        return with(provider.metadata().require("authorization_endpoint"), question);
    }

    private static String challenge(String verifier) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static URI with(URI url, Map<String, String> question) {
        String query = question.entrySet().stream()
                .map(field -> Fetch.encoded(field.getKey()) + "=" + Fetch.encoded(field.getValue()))
                .collect(Collectors.joining("&"));
        return URI.create(url + (url.getRawQuery() == null ? "?" : "&") + query);
    }

    @Override
    public Arrival finish(Departure departure, Map<String, String> answer) {
        String issuer = answer.getOrDefault("iss", config.issuer().toString());
        if (!issuer.equals(config.issuer().toString())) {
            return rejected("the answer came from another provider");
        }
        String code = answer.getOrDefault("code", "");
        if (code.isEmpty()) {
            return rejected("the provider said " + SignedTokens.shown(answer.getOrDefault("error", "nothing")));
        }
        Fetch.Answer tokens = provider.post(
                "token endpoint",
                provider.metadata().require("token_endpoint"),
                Map.of(
                        "grant_type",
                        "authorization_code",
                        "code",
                        code,
                        "redirect_uri",
                        departure.back().toString(),
                        "code_verifier",
                        departure.verifier()));
        if (!tokens.isGood()) {
            return rejected("the provider refused the code: " + SignedTokens.shown(tokens.text("error")));
        }
        return switch (provider.read(tokens.text("id_token"), ID_TOKENS)) {
            case Read.Good good -> arrival(good.claims(), departure, tokens.text("access_token"));
            case Read.Refused refused -> rejected("an ID token " + refused.reason());
            case Read.Foreign foreign -> rejected("an ID token of another issuer");
            case Read.Opaque opaque -> rejected("no ID token");
        };
    }

    private static Arrival rejected(String reason) {
        return new Arrival(new Outcome.Rejected(reason), "", "");
    }

    private Arrival arrival(JWTClaimsSet claims, Departure departure, String accessToken) {
        if (!isForThisClient(claims)) {
            return rejected("an ID token for another client");
        }
        if (!(claims.getClaim("nonce") instanceof String nonce) || !isSame(nonce, departure.nonce())) {
            return rejected("an ID token that was made for another sign-in");
        }
        Fields fields = new Fields(claims.getClaims());
        boolean lacksGroups = fields.texts(config.groupsClaim()).isEmpty();
        if (!accessToken.isEmpty() && (!mapping.isEnough(fields) || lacksGroups)) {
            fields = provider.withUserinfo(claims.getClaims(), accessToken);
        }
        Outcome outcome = mapping.outcome(fields, Optional.empty());
        return new Arrival(
                outcome, fields.text("sub").orElse(""), fields.text("sid").orElse(""));
    }

    /** Core 1.0, section 3.1.3.7: for us, and where others are named too, asked for by us. */
    private boolean isForThisClient(JWTClaimsSet claims) {
        List<String> audience = claims.getAudience();
        Object azp = claims.getClaim("azp");
        return audience.contains(clientId()) && (azp == null ? audience.size() == 1 : azp.equals(clientId()));
    }

    private static boolean isSame(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Optional<URI> signOut(URI back) {
        Map<String, String> question = new LinkedHashMap<>();
        question.put("client_id", clientId());
        question.put("post_logout_redirect_uri", back.toString());
        return provider.metadata().find("end_session_endpoint").map(url -> with(url, question));
    }

    /** Back-Channel Logout 1.0, section 2.6. */
    @Override
    public Optional<Ending> ended(String notice) {
        if (!(provider.read(notice, NOTICES) instanceof Read.Good good)) {
            return Optional.empty();
        }
        JWTClaimsSet claims = good.claims();
        boolean isNotice = claims.getClaim("events") instanceof Map<?, ?> events
                && events.containsKey(LOGOUT)
                && claims.getClaim("nonce") == null
                && claims.getIssueTime() != null
                && claims.getJWTID() != null
                && claims.getAudience().contains(clientId())
                && claims.getIssueTime().toInstant().plus(NOTICE_AGE).isAfter(clock.instant());
        Fields fields = new Fields(claims.getClaims());
        Ending ending =
                new Ending(fields.text("sub").orElse(""), fields.text("sid").orElse(""), fields.time("iat"));
        boolean names = !ending.subject().isEmpty() || !ending.session().isEmpty();
        return isNotice && names ? Optional.of(ending) : Optional.empty();
    }

    @Override
    public Optional<AccountEvent> account(String event) {
        return provider.readEvent(event, EVENTS) instanceof Read.Good good
                ? new SecurityEvent(good.claims()).account(config.issuer().toString(), clientId(), clock.instant())
                : Optional.empty();
    }

    @Override
    public Optional<Terminal> terminal() {
        return config.terminalClientId()
                .map(client -> new Terminal(
                        config.issuer().toString(),
                        client,
                        String.join(" ", config.terminalScopes()),
                        config.terminalResource().orElse("")));
    }
}
