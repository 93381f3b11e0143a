/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.weft.kernel.sharing.ocm.OcmPermissions;
import org.weft.kernel.sharing.ocm.OcmShareClient;
import org.weft.kernel.sharing.peer.PeerHost;
import org.weft.spi.UserId;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.PreconditionFailed;
import org.weft.spi.WeftException.Unavailable;
import org.weft.spi.WeftException.Unsupported;
import org.weft.spi.share.RemoteParty;
import org.weft.spi.storage.Rights;

/** Says to other sites what sharing has to say, to each in the form that it understands. */
public final class HttpShareClient implements OcmShareClient {

    private static final long LONGEST_LIFE = 86_400;

    private final PeerNetwork network;
    private final Clock clock;

    public HttpShareClient(PeerNetwork network, Clock clock) {
        this.network = network;
        this.clock = clock;
    }

    @Override
    public boolean isEnabled() {
        return network.isEnabled();
    }

    @Override
    public PeerHost self() {
        return network.host();
    }

    @Override
    public boolean mustInvite() {
        return network.settings().mustInvite();
    }

    @Override
    public Set<String> requirements(PeerHost host, Set<String> wished) {
        network.host();
        boolean ours = network.settings().mustExchange() || wished.contains(MUST_EXCHANGE);
        boolean mfa = wished.contains(MUST_USE_MFA);
        Peer peer = network.peers()
                .at(
                        host,
                        there -> (!ours || there.can(Capability.EXCHANGE_TOKEN))
                                && (!mfa || there.can(Capability.ENFORCE_MFA)));
        Set<String> requirements = new TreeSet<>(wished);
        if (ours || peer.demands(Criterion.MUST_EXCHANGE_TOKEN)) {
            requireExchange(host, peer, ours);
            requirements.add(MUST_EXCHANGE);
        }
        if (mfa && !peer.can(Capability.ENFORCE_MFA)) {
            throw new PreconditionFailed(host
                    + " does not say that it demands a second factor of its people, so the share" + " can't demand it");
        }
        return requirements;
    }

    private void requireExchange(PeerHost host, Peer peer, boolean ours) {
        if (!network.settings().exchangesTokens()) {
            throw new PreconditionFailed(
                    peer.demands(Criterion.MUST_EXCHANGE_TOKEN)
                            ? host + " takes no share without an exchange of tokens, which is off here"
                            : "the exchange of tokens that the share demands is off here");
        }
        if (ours && !peer.can(Capability.EXCHANGE_TOKEN)) {
            throw new PreconditionFailed(host + " exchanges no tokens, which this site, or the share, demands");
        }
    }

    @Override
    public String offer(Offer offer) {
        PeerHost host = PeerHost.parse(offer.recipient().host());
        String shareType = offer.recipient().kind() == RemoteParty.Kind.GROUP ? "group" : "user";
        Peer peer = network.peers()
                .at(host, there -> shareType.equals("user") || there.takes(offer.kind(), shareType, "webdav"));
        // What can send folders can take them: few sites say so in as many words.
        if (shareType.equals("group") && !peer.takes(offer.kind(), shareType, "webdav")) {
            throw new PreconditionFailed(host + " takes no shares with groups");
        }
        PeerResponse reply = network.calls().post(peer, peer.at("shares"), share(peer, offer, shareType));
        if (reply.status() == 400 && reply.blames("shareWith", "NOT_FOUND")) {
            throw new NotFound(reply.failure().text());
        }
        return SafeText.clean(reply.good().text("recipientDisplayName"));
    }

    private JsonObject share(Peer peer, Offer offer, String shareType) {
        JsonObject share = new JsonObject();
        share.addProperty("shareWith", offer.recipient().toString());
        share.addProperty("name", offer.name());
        if (!offer.description().isEmpty()) {
            share.addProperty("description", offer.description());
        }
        share.addProperty("providerId", offer.id().value());
        share.addProperty("owner", address(offer.owner().id()));
        share.addProperty("sender", address(offer.sender().id()));
        share.addProperty("ownerDisplayName", offer.owner().displayName());
        share.addProperty("senderDisplayName", offer.sender().displayName());
        share.addProperty("shareType", shareType);
        offer.expires().ifPresent(end -> share.addProperty("expiration", end.getEpochSecond()));
        if (peer.takesProtocolObjects()) {
            share.addProperty("resourceType", offer.kind());
            share.add("protocol", objects(peer, offer));
        } else {
            share.addProperty("sharedBy", address(offer.sender().id()));
            share.addProperty("sharedByDisplayName", offer.sender().displayName());
            share.addProperty("resourceType", "file");
            share.add("protocol", options(offer));
        }
        return share;
    }

    private JsonObject objects(Peer peer, Offer offer) {
        JsonObject webdav = new JsonObject();
        String id = offer.id().value();
        webdav.addProperty(
                "uri",
                peer.wantsRelativeUris()
                        ? id
                        : network.settings().url(OcmSettings.WEBDAV + id).toString());
        webdav.addProperty("sharedSecret", offer.secret());
        webdav.add("permissions", array(OcmPermissions.words(offer.rights())));
        if (!offer.requirements().isEmpty()) {
            webdav.add("requirements", array(offer.requirements()));
        }
        JsonObject protocol = new JsonObject();
        protocol.addProperty("name", "multi");
        protocol.add("webdav", webdav);
        return protocol;
    }

    private static JsonObject options(Offer offer) {
        JsonObject options = new JsonObject();
        options.addProperty("sharedSecret", offer.secret());
        options.addProperty(
                "permissions",
                "{http://open-cloud-mesh.org/ns}share-permissions"); // the property's name, as ownCloud and Nextcloud
        // do
        JsonObject protocol = new JsonObject();
        protocol.addProperty("name", "webdav");
        protocol.add("options", options);
        return protocol;
    }

    private static JsonElement array(Collection<String> words) {
        JsonArray array = new JsonArray();
        words.forEach(array::add);
        return array;
    }

    /** An address of this site's: people are known elsewhere by their opaque id and our host. */
    private String address(UserId user) {
        return network.host().bare(user.opaque()) + "@" + network.host();
    }

    @Override
    public boolean tell(Notice notice) {
        Peer peer = network.peers().known(notice.to());
        boolean old = !peer.version().isAtLeast(1, 1);
        if (!old && !peer.can(Capability.NOTIFICATIONS)) {
            return false;
        }
        if (notice.kind() == Notice.Kind.PERMISSIONS && old) {
            return false;
        }
        network.calls()
                .post(peer, peer.at("notifications"), notification(peer, notice, old))
                .good();
        return true;
    }

    private JsonObject notification(Peer peer, Notice notice, boolean old) {
        JsonObject detail = new JsonObject();
        if (old) {
            detail.addProperty("sharedSecret", notice.secret());
        }
        detail.addProperty("message", words(notice.kind()));
        if (notice.ours()) {
            detail.addProperty("grantee", notice.grantee());
        }
        JsonObject body = new JsonObject();
        body.addProperty("notificationType", type(notice.kind()));
        body.addProperty("resourceType", "file");
        body.addProperty("providerId", notice.id());
        if (peer.version().isAtLeast(1, 5)) {
            body.addProperty("senderDomain", network.host().text());
            body.addProperty("shareType", "user");
            JsonObject file = new JsonObject();
            file.addProperty("providerId", notice.id());
            notice.rights().ifPresent(rights -> file.add("permissions", array(OcmPermissions.words(rights))));
            detail.add("file", file);
        }
        notice.rights().ifPresent(rights -> detail.add("protocol", protocol(rights)));
        body.add("notification", detail);
        return body;
    }

    /** The form in which oCIS tells permissions: that of the share, without what has not changed. */
    private static JsonObject protocol(Rights rights) {
        JsonObject webdav = new JsonObject();
        webdav.add("permissions", array(OcmPermissions.words(rights)));
        JsonObject protocol = new JsonObject();
        protocol.addProperty("name", "multi");
        protocol.add("webdav", webdav);
        return protocol;
    }

    private static String type(Notice.Kind kind) {
        return switch (kind) {
            case ACCEPTED -> "SHARE_ACCEPTED";
            case DECLINED -> "SHARE_DECLINED";
            case UNSHARED -> "SHARE_UNSHARED";
            case PERMISSIONS -> "SHARE_CHANGE_PERMISSION";
        };
    }

    private static String words(Notice.Kind kind) {
        return switch (kind) {
            case ACCEPTED -> "the receiver accepted the share";
            case DECLINED -> "the receiver declined the share";
            case UNSHARED -> "the share has ended";
            case PERMISSIONS -> "the share gives other permissions";
        };
    }

    @Override
    public boolean exchangesTokens(PeerHost host) {
        return network.peers()
                .at(host, there -> there.tokenEndPoint().isPresent())
                .tokenEndPoint()
                .isPresent();
    }

    @Override
    public Token exchange(PeerHost host, String secret) {
        Peer peer = network.peers().at(host, there -> there.tokenEndPoint().isPresent());
        URI endPoint = peer.tokenEndPoint()
                .orElseThrow(
                        () -> new Unsupported(host + " demands an exchange of tokens and tells no address for it"));
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "authorization_code");
        form.put("client_id", network.host().text());
        form.put("code", secret);
        PeerResponse reply = network.calls().postForm(peer, endPoint, form);
        if (reply.status() == 400 || reply.status() == 401 || reply.status() == 403) {
            throw new NotFound(host + " gives no access token for this share any more");
        }
        reply.good();
        String token = reply.text("access_token");
        if (token.isEmpty() || !token.matches("[!-~]{1,16384}")) {
            throw new Unavailable(host + " gave no access token");
        }
        Instant expires = clock.instant().plusSeconds(life(reply));
        return new Token(token, expires);
    }

    private static long life(PeerResponse reply) {
        return reply.json()
                .map(object -> object.get("expires_in"))
                .filter(JsonElement::isJsonPrimitive)
                .map(JsonElement::getAsString)
                .filter(text -> text.matches("[0-9]{1,9}"))
                .map(text -> Math.clamp(Long.parseLong(text), 1, LONGEST_LIFE))
                .orElse(300L);
    }
}
