/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.weft.kernel.ocm.NotificationEndpoint.Who;
import org.weft.kernel.sharing.ocm.HeardNotice;
import org.weft.kernel.sharing.ocm.IncomingShares;
import org.weft.kernel.sharing.ocm.OcmPermissions;
import org.weft.kernel.sharing.ocm.OcmShareClient.Notice;
import org.weft.kernel.sharing.peer.PeerHost;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.storage.Rights;

/**
 * Takes what other sites tell of shares. A share is known by the proven host and its id there, so that nobody speaks of what
 * is between two others; whoever does learns no more than of a share that there never was.
 */
public final class ShareNotifications {

    private final IncomingShares incoming;

    public ShareNotifications(IncomingShares incoming) {
        this.incoming = incoming;
    }

    /** Takes what it understands. */
    public void listen(NotificationEndpoint notifications) {
        for (String type : List.of(
                "SHARE_ACCEPTED",
                "SHARE_DECLINED",
                "SHARE_UNSHARED",
                "SHARE_CHANGE_PERMISSION",
                "RESHARE_CHANGE_PERMISSION")) {
            notifications.on(type, this::take);
        }
    }

    private JsonObject take(NotificationEndpoint.Notice notice, Who who) {
        if (notice.providerId().isBlank() || notice.providerId().length() > 1024) {
            throw OcmRefusal.field("providerId", notice.providerId().isBlank() ? "REQUIRED" : "INVALID");
        }
        Notice.Kind kind = kind(notice.type());
        String secret = StrictJson.text(notice.details(), "sharedSecret").orElse("");
        Optional<PeerHost> named = notice.sender().isEmpty()
                ? incoming.counterpart(
                        notice.providerId(), secret) // an old site's word; the secret tells which one's it is
                : Optional.of(PeerRequest.host("senderDomain", notice.sender()));
        PeerHost host = named.orElseThrow(() -> OcmRefusal.field("providerId", "NOT_FOUND"));
        boolean proven = who.admit(host).signed();
        Optional<Rights> rights =
                kind == Notice.Kind.PERMISSIONS ? Optional.of(rights(notice.details())) : Optional.empty();
        try {
            incoming.heard(new HeardNotice(host, notice.providerId(), kind, rights, proven, secret));
        } catch (NotFound | InvalidArgument unknown) {
            // What is not there has ended: a site that did not hear the answer tells it once more, and is told the
            // same.
            if (kind != Notice.Kind.UNSHARED || !proven) {
                throw OcmRefusal.field("providerId", "NOT_FOUND");
            }
        }
        return new JsonObject();
    }

    private static Notice.Kind kind(String type) {
        return switch (type) {
            case "SHARE_ACCEPTED" -> Notice.Kind.ACCEPTED;
            case "SHARE_DECLINED" -> Notice.Kind.DECLINED;
            case "SHARE_UNSHARED" -> Notice.Kind.UNSHARED;
            case "SHARE_CHANGE_PERMISSION", "RESHARE_CHANGE_PERMISSION" -> Notice.Kind.PERMISSIONS;
            default -> throw OcmRefusal.of(501, "NOTIFICATION_TYPE_NOT_SUPPORTED");
        };
    }

    /** Version 1.5 lists them for the file, oCIS in the form of a share, ownCloud as a number of OCS. */
    private static Rights rights(JsonObject detail) {
        JsonObject file = StrictJson.object(detail, "file").orElseGet(JsonObject::new);
        List<String> words = new ArrayList<>(StrictJson.texts(file, "permissions"));
        if (words.isEmpty()) {
            words.addAll(StrictJson.object(detail, "protocol")
                    .flatMap(protocol -> StrictJson.object(protocol, "webdav"))
                    .map(webdav -> StrictJson.texts(webdav, "permissions"))
                    .orElse(List.of()));
        }
        JsonElement number = detail.get("permission");
        if (words.isEmpty() && number != null && number.isJsonPrimitive()) {
            words.addAll(ofNumber(number.getAsString()));
        }
        if (words.isEmpty()) {
            throw OcmRefusal.field("notification", "NO_PERMISSIONS");
        }
        return OcmPermissions.of(words);
    }

    private static List<String> ofNumber(String text) {
        List<String> words = new ArrayList<>();
        int bits = text.matches("[0-9]{1,3}") ? Integer.parseInt(text) : 0;
        if ((bits & 1) != 0) {
            words.add("read");
        }
        if ((bits & 2) != 0) {
            words.add("write");
        }
        if ((bits & 16) != 0) {
            words.add("share");
        }
        return words;
    }
}
