/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.weft.kernel.http.Access;
import org.weft.kernel.http.Exchange;
import org.weft.kernel.http.Router;
import org.weft.kernel.sharing.ocm.OcmRights;
import org.weft.kernel.sharing.ocm.ShareRequests;
import org.weft.kernel.sharing.peer.PeerHost;
import org.weft.spi.WeftException.NotFound;

/**
 * Requests to share something: {@code request-share} of version 1.4 for other sites, which must sign it, and helpers for front
 * ends beside Reva's, with which people here see, decide and send them.
 */
public final class ShareRequestDoors {

    private static final List<String> FIELDS = List.of("owner", "shareWith", "share");

    private final Mesh mesh;
    private final ShareRequests requests;

    public ShareRequestDoors(Mesh mesh, ShareRequests requests) {
        this.mesh = mesh;
        this.requests = requests;
    }

    /** Takes their places in the URL space. */
    public void register(Router router) {
        mesh.at(router, "request-share", this::requested);
        HelperApi.at(router, "request-share", "POST", Access.SIGNED_IN, this::send);
        HelperApi.at(router, "list-share-requests", "GET", Access.SIGNED_IN, this::list);
        HelperApi.at(router, "accept-share-request", "POST", Access.SIGNED_IN, this::accept);
        HelperApi.at(router, "decline-share-request", "POST", Access.SIGNED_IN, this::decline);
    }

    private void requested(Asked asked) throws IOException {
        Map<String, String> fields = Asked.required(asked.json(), FIELDS);
        String shareWith = fields.getOrDefault("shareWith", "");
        String owner = fields.getOrDefault("owner", "");
        PeerHost from = SharesEndpoint.host("shareWith", shareWith);
        PeerHost here = SharesEndpoint.host("owner", owner);
        if (!mesh.door().admit(asked, from).signed()) {
            throw Refused.of(401, "SIGNATURE_REQUIRED");
        }
        if (!here.equals(mesh.host())) {
            throw Refused.of(404, "SHARE_NOT_FOUND");
        }
        try {
            requests.ask(
                    from,
                    SharesEndpoint.local(owner),
                    SharesEndpoint.local(shareWith),
                    fields.getOrDefault("share", ""));
        } catch (NotFound none) {
            throw Refused.of(404, "SHARE_NOT_FOUND");
        }
        asked.exchange().status(201).send("application/json", Json.bytes(new JsonObject()));
    }

    private JsonElement send(Exchange exchange) throws IOException {
        JsonObject body = HelperApi.body(exchange);
        requests.send(exchange.caller(), HelperApi.required(body, "owner"), HelperApi.required(body, "share"));
        return new JsonObject();
    }

    private JsonElement list(Exchange exchange) {
        JsonArray all = new JsonArray();
        for (ShareRequests.Waiting waiting : requests.waiting(exchange.caller())) {
            JsonObject shown = HelperApi.contact(waiting.who());
            shown.addProperty("id", waiting.id());
            shown.addProperty("name", waiting.name());
            all.add(shown);
        }
        return all;
    }

    /** With the right to read, unless the owner gives more. */
    private JsonElement accept(Exchange exchange) throws IOException {
        JsonObject body = HelperApi.body(exchange);
        List<String> words = Json.texts(body, "permissions");
        requests.accept(
                exchange.caller(),
                HelperApi.required(body, "id"),
                OcmRights.of(words.isEmpty() ? List.of("read") : words));
        return new JsonObject();
    }

    private JsonElement decline(Exchange exchange) throws IOException {
        requests.decline(exchange.caller(), HelperApi.required(HelperApi.body(exchange), "id"));
        return new JsonObject();
    }
}
