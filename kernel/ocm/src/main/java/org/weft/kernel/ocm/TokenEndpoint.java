/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.weft.kernel.http.HttpExchange;
import org.weft.kernel.sharing.ocm.OcmAccessTokens;
import org.weft.kernel.sharing.ocm.OcmShareClient.Token;
import org.weft.kernel.sharing.peer.PeerHost;
import org.weft.spi.WeftException.InvalidArgument;

/** Gives access tokens for secrets; speaks and refuses in the words of RFC 6749. */
final class TokenEndpoint implements PeerEndpoint.Handler {

    private static final Set<String> GRANTS =
            Set.of("authorization_code", "ocm_authorization_code", "ocm_share"); // the latter two of version 1.2

    private final PeerAuthenticator door;
    private final OcmSettings settings;
    private final OcmAccessTokens tokens;
    private final Clock clock;

    TokenEndpoint(PeerAuthenticator door, OcmSettings settings, OcmAccessTokens tokens, Clock clock) {
        this.door = door;
        this.settings = settings;
        this.tokens = tokens;
        this.clock = clock;
    }

    @Override
    public void answer(PeerRequest request) throws IOException {
        HttpExchange exchange = request.exchange();
        exchange.header("Cache-Control", "no-store").header("Pragma", "no-cache");
        Map<String, String> fields;
        try {
            fields = fields(request);
        } catch (OcmRefusal unreadable) {
            refuse(exchange, 400, "invalid_request");
            return;
        }
        String grant = fields.getOrDefault("grant_type", "");
        String code = fields.getOrDefault("code", "");
        String client = fields.getOrDefault("client_id", "");
        if (grant.isEmpty() || code.isEmpty() || client.isEmpty()) {
            refuse(exchange, 400, "invalid_request");
        } else if (!GRANTS.contains(grant) || !settings.oldForms() && !grant.equals("authorization_code")) {
            refuse(exchange, 400, "unsupported_grant_type");
        } else {
            exchange(request, client, code);
        }
    }

    /** A form; peers of version 1.2 send JSON. */
    private Map<String, String> fields(PeerRequest request) {
        if (request.isForm()) {
            return request.form();
        }
        if (!settings.oldForms()) {
            return Map.of();
        }
        Map<String, String> fields = new HashMap<>();
        JsonObject json = request.json();
        json.keySet().forEach(name -> StrictJson.text(json, name).ifPresent(text -> fields.put(name, text)));
        return fields;
    }

    private void exchange(PeerRequest request, String client, String code) throws IOException {
        PeerHost host;
        try {
            host = PeerHost.parse(client);
            door.admitRepeated(request, host);
        } catch (InvalidArgument noHost) {
            refuse(request.exchange(), 400, "invalid_client");
            return;
        } catch (OcmRefusal refusal) {
            if (refusal.status() == 401) {
                refuse(request.exchange(), 401, "invalid_client");
                return;
            }
            if (refusal.status() == 403 || refusal.word().equals(PeerAuthenticator.NO_NAME)) {
                refuse(request.exchange(), 400, "invalid_client");
                return;
            }
            throw refusal;
        }
        Optional<Token> token = tokens.exchange(host, code);
        if (token.isEmpty()) {
            refuse(request.exchange(), 400, "invalid_grant");
            return;
        }
        JsonObject body = new JsonObject();
        body.addProperty("access_token", token.get().value());
        body.addProperty("token_type", "Bearer");
        body.addProperty(
                "expires_in",
                Math.max(
                        1,
                        Duration.between(clock.instant(), token.get().expires()).toSeconds()));
        request.exchange().status(200).send("application/json", StrictJson.bytes(body));
    }

    private static void refuse(HttpExchange exchange, int status, String word) throws IOException {
        JsonObject body = new JsonObject();
        body.addProperty("error", word);
        body.addProperty("message", word.toUpperCase(java.util.Locale.ROOT));
        exchange.status(status).send("application/json", StrictJson.bytes(body));
    }
}
