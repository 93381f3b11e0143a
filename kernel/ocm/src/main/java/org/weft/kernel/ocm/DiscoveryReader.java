/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.net.URI;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.weft.kernel.ocm.DiscoveryFailed.Why;
import org.weft.kernel.ocm.Peer.ResourceType;
import org.weft.kernel.sharing.peer.PeerHost;
import org.weft.spi.WeftException.InvalidArgument;

/**
 * Reads a discovery document. Tolerant of what it does not know and of the words of older versions; not of URLs that lead
 * to other hosts, because what is sent to them holds secrets.
 */
final class DiscoveryReader {

    private static final int LONGEST = 2000;
    private static final int LONGEST_KEY = 8192;
    private static final int MOST = 64;

    private final PeerHost host;
    private final URI origin;
    private final Set<PeerHost> alsoItsOwn;
    private final boolean oldForms;
    private final List<String> older = new ArrayList<>();
    private final List<String> doubts = new ArrayList<>();

    /**
     * @param host the peer's
     * @param origin scheme and authority at which the document was found
     * @param alsoItsOwn hosts that serve for the peer, as this site's operator says
     * @param oldForms whether words of older versions count
     */
    DiscoveryReader(PeerHost host, URI origin, Set<PeerHost> alsoItsOwn, boolean oldForms) {
        this.host = host;
        this.origin = origin;
        this.alsoItsOwn = alsoItsOwn;
        this.oldForms = oldForms;
    }

    Peer read(URI found, JsonObject document) throws DiscoveryFailed {
        JsonElement enabled = document.get("enabled");
        if (enabled == null || !isTrue(enabled)) {
            throw new DiscoveryFailed(Why.OTHER, host + " says that Open Cloud Mesh is not enabled there");
        }
        URI endPoint = own(document, "endPoint");
        if (endPoint == null) {
            throw new DiscoveryFailed(
                    Why.OTHER, "the discovery document of " + host + " names no end point of its own");
        }
        Set<Capability> capabilities = capabilities(document);
        Set<Criterion> criteria = criteria(document);
        URI tokens = own(document, "tokenEndPoint");
        if (capabilities.contains(Capability.EXCHANGE_TOKEN) && tokens == null) {
            doubts.add("exchange-token is told without a tokenEndPoint of its own, and is not used");
            capabilities.remove(Capability.EXCHANGE_TOKEN);
        }
        URI keys = keys(document, capabilities);
        return new Peer(
                host,
                origin,
                withoutSlash(endPoint),
                ApiVersion.parse(StrictJson.text(document, "apiVersion").orElse("")),
                SafeText.clean(StrictJson.text(document, "provider").orElse("")),
                capabilities,
                criteria,
                resourceTypes(document),
                Optional.ofNullable(tokens),
                Optional.ofNullable(own(document, "inviteAcceptDialog")),
                Optional.ofNullable(keys),
                capabilities.contains(Capability.HTTP_SIG) ? Optional.empty() : oldKey(document),
                new Peer.Report(found, older, doubts));
    }

    private static boolean isTrue(JsonElement element) {
        return element.isJsonPrimitive()
                && (element.getAsJsonPrimitive().isBoolean()
                        ? element.getAsBoolean()
                        : element.getAsString().equals("true"));
    }

    private @Nullable URI keys(JsonObject document, Set<Capability> capabilities) {
        if (!capabilities.contains(Capability.HTTP_SIG)) {
            return null;
        }
        if (document.has("jwksUri")) {
            return own(document, "jwksUri");
        }
        older.add("no jwksUri: its keys are looked for at /.well-known/jwks.json, as before draft 06");
        return URI.create(origin + "/.well-known/jwks.json");
    }

    /** The id has two names: one in the schema, and one in the text of that version. */
    private Optional<Peer.OldKey> oldKey(JsonObject document) {
        return StrictJson.object(document, "publicKey")
                .filter(key -> oldForms)
                .flatMap(key -> StrictJson.text(key, "publicKeyPem")
                        .filter(pem -> pem.length() <= LONGEST_KEY)
                        .flatMap(pem -> StrictJson.text(key, "keyId")
                                .or(() -> StrictJson.text(key, "id"))
                                .filter(id -> !id.isEmpty() && id.length() <= LONGEST)
                                .map(id -> new Peer.OldKey(id, pem))));
    }

    /** A URL, or a path, that is the peer's own; null, with a doubt, for any other. */
    private @Nullable URI own(JsonObject document, String name) {
        String written = StrictJson.text(document, name).orElse("");
        if (written.isEmpty() || written.length() > LONGEST) {
            return null;
        }
        try {
            URI url = written.startsWith("/") && !written.startsWith("//")
                    ? URI.create(origin + written)
                    : URI.create(written);
            if (url.getRawUserInfo() != null || url.getRawFragment() != null || url.getHost() == null) {
                doubts.add(name + " is no plain URL, and is not used");
                return null;
            }
            if (!isOwn(url)) {
                doubts.add(name + " leads to another server, " + SafeText.clean(url.getRawAuthority())
                        + ", and is not used");
                return null;
            }
            return url;
        } catch (IllegalArgumentException malformed) {
            doubts.add(name + " is no URL, and is not used");
            return null;
        }
    }

    private boolean isOwn(URI url) {
        if (!origin.getScheme().equals(url.getScheme())) {
            return false;
        }
        try {
            PeerHost there = PeerHost.parse(url.getScheme() + "://" + url.getRawAuthority());
            PeerHost here = PeerHost.parse(origin.toString());
            return there.equals(host) || there.equals(here) || alsoItsOwn.contains(there);
        } catch (InvalidArgument noHost) {
            return false;
        }
    }

    private static URI withoutSlash(URI url) {
        String text = url.toString();
        return text.endsWith("/") ? URI.create(text.substring(0, text.length() - 1)) : url;
    }

    private Set<Capability> capabilities(JsonObject document) {
        Set<Capability> known = EnumSet.noneOf(Capability.class);
        for (String written : StrictJson.texts(document, "capabilities")) {
            Capability.of(written)
                    .filter(capability -> accepts(written, capability.word(), "capability"))
                    .ifPresent(known::add);
        }
        return known;
    }

    private Set<Criterion> criteria(JsonObject document) {
        Set<Criterion> known = EnumSet.noneOf(Criterion.class);
        for (String written : StrictJson.texts(document, "criteria")) {
            Criterion.of(written)
                    .filter(criterion -> accepts(written, criterion.word(), "criterion"))
                    .ifPresent(known::add);
        }
        return known;
    }

    private boolean accepts(String written, String word, String what) {
        if (written.equals(word)) {
            return true;
        }
        older.add("the " + what + " '" + SafeText.clean(written) + "' is now called '" + word + "'");
        return oldForms;
    }

    private Map<String, ResourceType> resourceTypes(JsonObject document) {
        List<JsonElement> listed = StrictJson.list(document, "resourceTypes");
        if (listed.isEmpty() && oldForms) {
            listed = StrictJson.list(document, "shareTypes");
            if (!listed.isEmpty()) {
                older.add("'shareTypes' is now called 'resourceTypes'");
            }
        }
        Map<String, ResourceType> types = new LinkedHashMap<>();
        for (JsonElement element : listed.subList(0, Math.min(MOST, listed.size()))) {
            if (element.isJsonObject()) {
                JsonObject type = element.getAsJsonObject();
                String name = StrictJson.text(type, "name").orElse("");
                Set<String> shareTypes = new LinkedHashSet<>(StrictJson.texts(type, "shareTypes"));
                if (shareTypes.isEmpty()) {
                    shareTypes.add("user");
                }
                types.putIfAbsent(name, new ResourceType(name, shareTypes, protocols(type)));
            }
        }
        return types;
    }

    private static Map<String, String> protocols(JsonObject type) {
        Map<String, String> protocols = new LinkedHashMap<>();
        StrictJson.object(type, "protocols")
                .ifPresent(written -> written.asMap().forEach((name, value) -> {
                    if (protocols.size() < MOST) {
                        boolean text = value.isJsonPrimitive()
                                && value.getAsJsonPrimitive().isString();
                        protocols.put(name, text ? value.getAsString() : value.toString());
                    }
                }));
        return protocols;
    }
}
