/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.weft.kernel.http.EndpointAccess;
import org.weft.kernel.http.HttpExchange;
import org.weft.kernel.http.HttpFailure;
import org.weft.kernel.http.Router;

/** Tells others what this site is, and what its keys are. At the root of the host, wherever the site lies below it. */
final class DiscoveryEndpoint {

    private static final Set<String> READ = Set.of("GET", "HEAD");
    private static final String CRAWLER = "Nextcloud Server Crawler";

    private final PeerNetwork network;
    private final AdvertisedServices services;

    DiscoveryEndpoint(PeerNetwork network, AdvertisedServices services) {
        this.network = network;
        this.services = services;
    }

    void register(Router router) {
        router.at("/.well-known/ocm", EndpointAccess.OPEN, this::document);
        router.at("/.well-known/jwks.json", EndpointAccess.OPEN, this::keys);
        if (network.settings().oldForms()) {
            router.at("/ocm-provider", EndpointAccess.OPEN, this::document);
        }
    }

    private static void requireRead(HttpExchange exchange) {
        if (!exchange.below().isEmpty() && !exchange.below().equals("/")) {
            throw new HttpFailure(404, "there is nothing at this path");
        }
        if (!READ.contains(exchange.method())) {
            exchange.header("Allow", "GET, HEAD");
            throw new HttpFailure(405, exchange.method() + " has no meaning at this address");
        }
    }

    private void keys(HttpExchange exchange) throws IOException {
        requireRead(exchange);
        if (network.settings().site().isEmpty()) {
            throw new HttpFailure(404, "this site signs nothing, because it has no URL by which others know it");
        }
        exchange.header("Cache-Control", "public, max-age=600");
        exchange.send("application/jwk-set+json", network.keys().published().getBytes(StandardCharsets.UTF_8));
    }

    private void document(HttpExchange exchange) throws IOException {
        requireRead(exchange);
        boolean crawler = exchange.header("User-Agent")
                .filter(agent -> agent.startsWith(CRAWLER))
                .isPresent();
        exchange.header("Cache-Control", "public, max-age=" + (network.isEnabled() ? 3600 : 60))
                .header("Vary", "User-Agent");
        exchange.send("application/json", StrictJson.bytes(document(crawler)));
    }

    /**
     * The document.
     *
     * @param crawler whether it is for a Nextcloud that knows no version after 1.1 and takes the others for strangers
     */
    JsonObject document(boolean crawler) {
        OcmSettings settings = network.settings();
        JsonObject document = new JsonObject();
        document.addProperty("enabled", network.isEnabled());
        document.addProperty("apiVersion", crawler ? "1.1" : settings.apiVersion());
        document.addProperty(
                "endPoint",
                network.isEnabled() ? settings.url(OcmSettings.PREFIX).toString() : "");
        document.addProperty("provider", settings.provider());
        document.add("resourceTypes", network.isEnabled() && services.shares() ? resourceTypes() : new JsonArray());
        if (!network.isEnabled()) {
            return document;
        }
        document.add("capabilities", capabilities());
        document.add("criteria", criteria());
        document.addProperty("jwksUri", settings.url("/.well-known/jwks.json").toString());
        if (exchangesTokens()) {
            document.addProperty(
                    "tokenEndPoint", settings.url(OcmSettings.PREFIX + "/token").toString());
        }
        if (services.pages()) {
            document.addProperty(
                    "inviteAcceptDialog", settings.url(OcmSettings.ACCEPT_PAGE).toString());
        }
        return document;
    }

    private boolean exchangesTokens() {
        return services.shares() && network.settings().exchangesTokens();
    }

    /** Both names, because some peers look for the one they use; a file and a folder are shared alike. */
    private JsonArray resourceTypes() {
        JsonArray types = new JsonArray();
        for (String name : List.of("file", "folder")) {
            JsonObject receive = new JsonObject();
            receive.addProperty("uri", "absolute");
            JsonObject protocols = new JsonObject();
            protocols.addProperty(
                    "webdav", network.settings().url(OcmSettings.WEBDAV).getRawPath());
            protocols.add("webdav-receive", receive);
            JsonArray shareTypes = new JsonArray();
            shareTypes.add("user");
            if (services.groups() && !network.settings().mustInvite()) {
                shareTypes.add("group");
            }
            JsonObject type = new JsonObject();
            type.addProperty("name", name);
            type.add("shareTypes", shareTypes);
            type.add("protocols", protocols);
            types.add(type);
        }
        return types;
    }

    private JsonArray capabilities() {
        JsonArray capabilities = new JsonArray();
        capabilities.add(Capability.HTTP_SIG.word());
        capabilities.add(Capability.INVITES.word());
        if (services.pages()) {
            capabilities.add(Capability.INVITE_WAYF.word());
        }
        if (services.notifications()) {
            capabilities.add(Capability.NOTIFICATIONS.word());
        }
        if (services.shares()) {
            capabilities.add(Capability.PROTOCOL_OBJECT.word());
        }
        if (exchangesTokens()) {
            capabilities.add(Capability.EXCHANGE_TOKEN.word());
        }
        return capabilities;
    }

    private JsonArray criteria() {
        OcmSettings settings = network.settings();
        JsonArray criteria = new JsonArray();
        if (settings.mustSign()) {
            criteria.add(Criterion.MUST_USE_HTTP_SIG.word());
        }
        if (settings.mustExchange()) {
            criteria.add(Criterion.MUST_EXCHANGE_TOKEN.word());
        }
        if (settings.mustInvite()) {
            criteria.add(Criterion.MUST_INVITE.word());
        }
        if (network.trust().hasDenied()) {
            criteria.add(Criterion.DENYLIST.word());
        }
        if (!network.trust().isOpen()) {
            criteria.add(Criterion.ALLOWLIST.word());
        }
        return criteria;
    }

    /** Where this site's document is, for whoever wants to see it as others do. */
    static URI wellKnown(URI site) {
        return URI.create(site.getScheme() + "://" + site.getRawAuthority() + "/.well-known/ocm");
    }
}
