/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.oidc;

import com.nimbusds.jwt.JWTClaimsSet;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.weft.spi.auth.BrowserSignIn.AccountEvent;

/**
 * What a security event token (RFC 8417) says of an account, by the OpenID RISC Profile 1.0. The token was found to be the
 * provider's; whether it is for us, and whom it means, is judged here.
 */
record SecurityEvent(JWTClaimsSet claims) {

    private static final String RISC = "https://schemas.openid.net/secevent/risc/event-type/";
    private static final String DISABLED = RISC + "account-disabled";
    private static final String PURGED = RISC + "account-purged";
    private static final String ENABLED = RISC + "account-enabled";

    /** A transmitter tries again for hours; what is older is no news. */
    private static final Duration AGE = Duration.ofDays(1);

    Optional<AccountEvent> account(String issuer, String client, Instant now) {
        boolean forUs = claims.getAudience().contains(client)
                && claims.getJWTID() != null
                && claims.getIssueTime() != null
                && claims.getIssueTime().toInstant().plus(AGE).isAfter(now);
        if (!forUs || !(claims.getClaim("events") instanceof Map<?, ?> events) || events.size() != 1) {
            return Optional.empty();
        }
        boolean closed = events.containsKey(DISABLED) || events.containsKey(PURGED);
        if (!closed && !events.containsKey(ENABLED)) {
            return Optional.empty();
        }
        return subject(events, issuer)
                .map(subject ->
                        new AccountEvent(subject, closed, claims.getIssueTime().toInstant()));
    }

    /** By issuer and subject (RFC 9493, section 3.2.3): of the whole token, or, as it was before, of the event. */
    private Optional<String> subject(Map<?, ?> events, String issuer) {
        Object inside = events.values().iterator().next() instanceof Map<?, ?> event ? event.get("subject") : null;
        Object named = claims.getClaim("sub_id") == null ? inside : claims.getClaim("sub_id");
        return named instanceof Map<?, ?> id
                        && issuer.equals(id.get("iss"))
                        && id.get("sub") instanceof String subject
                        && !subject.isEmpty()
                ? Optional.of(subject)
                : Optional.empty();
    }
}
