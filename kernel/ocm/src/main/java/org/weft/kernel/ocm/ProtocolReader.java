/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.weft.kernel.sharing.ocm.OcmShareClient;
import org.weft.kernel.sharing.ocm.OcmShareClient.Way;
import org.weft.kernel.sharing.peer.PeerHost;
import org.weft.spi.WeftException.InvalidArgument;

/**
 * Reads how a share is to be used, in all forms there were. What is used must lie where the sender's own discovery document
 * points: whoever offers a share can't make this server send its secret, or anything else, to some other address.
 */
final class ProtocolReader {

    private final Function<Predicate<Peer>, Peer> sender;
    private final OcmSettings settings;

    /** @param sender the site that offers; one that lacks what is asked for is looked at again */
    ProtocolReader(Function<Predicate<Peer>, Peer> sender, OcmSettings settings) {
        this.sender = sender;
        this.settings = settings;
    }

    /** What is offered. */
    record Offered(Way way, String secret, Set<String> permissions) {

        /** Never shows the secret. */
        @Override
        public String toString() {
            return "access at " + way.root().getHost();
        }
    }

    Offered read(JsonObject share) {
        JsonObject protocol =
                StrictJson.object(share, "protocol").orElseThrow(() -> OcmRefusal.field("protocol", "INVALID"));
        String name =
                StrictJson.text(protocol, "name").orElseThrow(() -> OcmRefusal.field("protocol.name", "REQUIRED"));
        Optional<JsonObject> webdav = StrictJson.object(protocol, "webdav");
        if (webdav.isPresent() && (name.equals("multi") || name.equals("webdav"))) {
            return ofObject(webdav.get());
        }
        Optional<JsonObject> options = StrictJson.object(protocol, "options");
        if (name.equals("webdav") && options.isPresent() && settings.oldForms()) {
            return ofOptions(options.get());
        }
        throw OcmRefusal.of(501, "PROTOCOL_NOT_SUPPORTED");
    }

    /** Version 1.0: the secret is the user name, and where it is used discovery tells. */
    private Offered ofOptions(JsonObject options) {
        String secret = secret(options, "protocol.options.sharedSecret");
        requireExchange(Set.of(), "protocol");
        URI root = webdav().orElseThrow(() -> OcmRefusal.field("protocol.options", "NO_WEBDAV_DISCOVERED"));
        // What may be done there each resource tells; the message names only the property.
        return new Offered(new Way(root, true, Set.of()), secret, Set.of("read", "write", "share"));
    }

    private Optional<URI> webdav() {
        return sender.apply(peer -> peer.webdav().isPresent()).webdav();
    }

    private Offered ofObject(JsonObject webdav) {
        String secret = secret(webdav, "protocol.webdav.sharedSecret");
        Set<String> permissions = new HashSet<>(words(webdav, "permissions"));
        if (permissions.isEmpty()) {
            permissions.add("read");
        }
        List<String> accessTypes = words(webdav, "accessTypes");
        if (!accessTypes.isEmpty() && !accessTypes.contains("remote")) {
            throw OcmRefusal.of(501, "ACCESS_TYPE_NOT_SUPPORTED");
        }
        String uri = StrictJson.text(webdav, "uri")
                .or(() -> settings.oldForms() ? StrictJson.text(webdav, "url") : Optional.empty())
                .orElse("");
        return new Offered(new Way(root(uri), false, requirements(webdav)), secret, permissions);
    }

    /** A list of words; one that is something else is not guessed at, for it may have been meant to forbid something. */
    private static List<String> words(JsonObject webdav, String name) {
        List<String> words = StrictJson.texts(webdav, name);
        JsonElement member = webdav.get(name);
        boolean asMeant = member == null || member instanceof JsonArray array && array.size() == words.size();
        if (!asMeant) {
            throw OcmRefusal.field("protocol.webdav." + name, "INVALID");
        }
        return words;
    }

    private static String secret(JsonObject object, String field) {
        String secret = StrictJson.text(object, "sharedSecret").orElse("");
        if (!secret.matches("[!-~]{1,1024}")) {
            throw OcmRefusal.field(field, secret.isEmpty() ? "REQUIRED" : "INVALID");
        }
        return secret;
    }

    /** What is not understood can't be kept; multi-factor sign-in is not told apart here, so it can't either. */
    private Set<String> requirements(JsonObject webdav) {
        Set<String> requirements = new HashSet<>();
        for (String word : words(webdav, "requirements")) {
            if (!word.equals(OcmShareClient.MUST_EXCHANGE)) {
                throw OcmRefusal.field("protocol.webdav.requirements", "NOT_SUPPORTED");
            }
            requirements.add(word);
        }
        if (webdav.has("requirements") && requirements.isEmpty()) {
            throw OcmRefusal.field("protocol.webdav.requirements", "INVALID");
        }
        requireExchange(requirements, "protocol.webdav.requirements");
        if (!requirements.isEmpty()
                && sender.apply(peer -> peer.tokenEndPoint().isPresent())
                        .tokenEndPoint()
                        .isEmpty()) {
            throw OcmRefusal.field("protocol.webdav.requirements", "NO_TOKEN_END_POINT_DISCOVERED");
        }
        return requirements;
    }

    /** What this site's discovery document demands of every share, it demands of each. */
    private void requireExchange(Set<String> requirements, String field) {
        if (settings.mustExchange() && !requirements.contains(OcmShareClient.MUST_EXCHANGE)) {
            throw OcmRefusal.field(field, "MUST_EXCHANGE_TOKEN");
        }
    }

    private URI root(String written) {
        if (written.isEmpty()) {
            throw OcmRefusal.field("protocol.webdav.uri", "REQUIRED");
        }
        String named = belowOurs(written);
        URI uri;
        try {
            uri = new URI(named);
            if (!uri.isAbsolute()) {
                URI base = webdav().orElseThrow(() -> OcmRefusal.field("protocol.webdav.uri", "NO_WEBDAV_DISCOVERED"));
                uri = named.startsWith("/")
                        ? new URI(sender.apply(any -> true).origin() + named)
                        : new URI(base + named);
            }
        } catch (java.net.URISyntaxException malformed) {
            throw OcmRefusal.field("protocol.webdav.uri", "INVALID");
        }
        boolean plain = uri.getRawQuery() == null
                && uri.getRawFragment() == null
                && uri.getRawUserInfo() == null
                && uri.getRawPath() != null
                && uri.normalize().equals(uri);
        boolean secure = "https".equals(uri.getScheme()) || settings.lab() && "http".equals(uri.getScheme());
        URI there = uri;
        if (!plain || !secure || !isOf(sender.apply(peer -> isOf(peer, there)), there)) {
            throw OcmRefusal.field("protocol.webdav.uri", "NOT_ALLOWED");
        }
        return uri;
    }

    /**
     * Some senders, told to send an absolute address, put the share's name below the receiver's own one (opencloudmesh-go). Nobody
     * shares with this site what this site has, so the name is taken, and looked for where the sender says that it has its files.
     */
    private String belowOurs(String written) {
        String ours = settings.url(OcmSettings.WEBDAV).toString();
        String name = written.startsWith(ours) ? written.substring(ours.length()) : "";
        return name.matches("[A-Za-z0-9._~-]{1,255}") ? name : written;
    }

    private static boolean isOf(Peer peer, URI uri) {
        try {
            PeerHost there = PeerHost.parse(uri.getScheme() + "://" + uri.getRawAuthority());
            return there.equals(peer.host())
                    || there.equals(host(peer.origin()))
                    || there.equals(host(peer.endPoint()));
        } catch (InvalidArgument noHost) {
            return false;
        }
    }

    private static PeerHost host(URI uri) {
        return PeerHost.parse(uri.getScheme() + "://" + uri.getRawAuthority());
    }
}
