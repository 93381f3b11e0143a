/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.weft.kernel.ocm.OcmRefusal.Wrong;
import org.weft.kernel.ocm.PeerAuthenticator.Sender;
import org.weft.kernel.sharing.ocm.IncomingShares;
import org.weft.kernel.sharing.ocm.IncomingShares.Incoming;
import org.weft.kernel.sharing.ocm.OcmPermissions;
import org.weft.kernel.sharing.peer.PeerHost;
import org.weft.spi.WeftException.AlreadyExists;
import org.weft.spi.WeftException.NotFound;

/** Takes the shares that other sites offer. */
final class IncomingSharesEndpoint implements PeerEndpoint.Handler {

    private static final int LONGEST = 1024;
    private static final int LONGEST_DESCRIPTION = 4096;

    private final PeerAuthenticator door;
    private final OcmSettings settings;
    private final IncomingShares received;
    private final Clock clock;

    IncomingSharesEndpoint(PeerAuthenticator door, OcmSettings settings, IncomingShares received, Clock clock) {
        this.door = door;
        this.settings = settings;
        this.received = received;
        this.clock = clock;
    }

    /** What the message says, as far as it is the same in all versions. */
    private record Said(
            String shareWith,
            String name,
            String providerId,
            String owner,
            String sender,
            String shareType,
            String resourceType,
            String description,
            String ownerName,
            String senderName) {}

    @Override
    public void answer(PeerRequest request) throws IOException {
        JsonObject body = request.json();
        Said said = said(body);
        PeerHost host = host("sender", said.sender());
        Sender sender = door.admit(request, host);
        requireSame("owner", host("owner", said.owner()), host);
        requireSame(
                "shareWith",
                host("shareWith", said.shareWith()),
                settings.host().orElseThrow());
        requireKnownTypes(said);
        if (StrictJson.object(body, "encryption").isPresent()) {
            throw OcmRefusal.of(501, "ENCRYPTION_NOT_SUPPORTED");
        }
        ProtocolReader.Offered offered = new ProtocolReader(able -> door.peer(sender, able), settings).read(body);
        Incoming incoming = new Incoming(
                host,
                said.providerId(),
                local(said.shareWith()),
                said.shareType().equals("group"),
                said.name(),
                said.description(),
                local(said.owner()),
                said.ownerName(),
                local(said.sender()),
                said.senderName(),
                said.resourceType().equals("file") && !offered.way().basic(),
                OcmPermissions.of(offered.permissions()),
                expiration(body),
                offered.way(),
                offered.secret(),
                Fingerprint.of(body));
        created(request, received(incoming));
    }

    private String received(Incoming incoming) {
        try {
            return received.receive(incoming);
        } catch (NotFound nobody) {
            throw OcmRefusal.field("shareWith", "NOT_FOUND");
        } catch (AlreadyExists other) {
            throw OcmRefusal.field("providerId", "ALREADY_EXISTS");
        }
    }

    private static void created(PeerRequest request, String displayName) throws IOException {
        JsonObject answer = new JsonObject();
        answer.addProperty("recipientDisplayName", displayName);
        request.exchange().status(201).send("application/json", StrictJson.bytes(answer));
    }

    /** Nextcloud tells who shares by another name, and some say the owner alone. */
    private Said said(JsonObject body) {
        List<Wrong> wrong = new ArrayList<>();
        String sender =
                body.has("sender") || !settings.oldForms() ? "sender" : body.has("sharedBy") ? "sharedBy" : "owner";
        String senderName = body.has("senderDisplayName") ? "senderDisplayName" : "sharedByDisplayName";
        Said said = new Said(
                text(body, "shareWith", wrong),
                text(body, "name", wrong),
                text(body, "providerId", wrong),
                text(body, "owner", wrong),
                sender.equals("owner") ? StrictJson.text(body, "owner").orElse("") : text(body, sender, wrong),
                text(body, "shareType", wrong),
                text(body, "resourceType", wrong),
                optional(body, "description", LONGEST_DESCRIPTION, wrong),
                optional(body, "ownerDisplayName", LONGEST, wrong),
                optional(body, senderName, LONGEST, wrong));
        if (!body.has("protocol")) {
            wrong.add(new Wrong("protocol", "REQUIRED"));
        }
        if (!wrong.isEmpty()) {
            throw OcmRefusal.fields(wrong);
        }
        return said;
    }

    /** Some versions number their shares. */
    private static String text(JsonObject body, String name, List<Wrong> wrong) {
        JsonElement member = body.get(name);
        boolean plain = member != null
                && member.isJsonPrimitive()
                && (member.getAsJsonPrimitive().isString()
                        || name.equals("providerId")
                                && member.getAsJsonPrimitive().isNumber());
        String text = plain ? member.getAsString() : "";
        // A name is made fit for a folder later on, but no name of anything holds a NUL.
        boolean clean =
                name.equals("name") ? text.indexOf('\0') < 0 : text.chars().noneMatch(Character::isISOControl);
        if (text.isBlank() || text.length() > LONGEST || !clean) {
            wrong.add(new Wrong(name, member == null ? "REQUIRED" : "INVALID"));
        }
        return text;
    }

    /** What may be missing, and is shown to people when it is there. */
    private static String optional(JsonObject body, String name, int longest, List<Wrong> wrong) {
        JsonElement member = body.get(name);
        if (member == null || member.isJsonNull()) {
            return "";
        }
        String text = StrictJson.text(body, name).orElse("\0");
        if (text.length() > longest || text.indexOf('\0') >= 0) {
            wrong.add(new Wrong(name, "INVALID"));
        }
        return text;
    }

    static PeerHost host(String field, String address) {
        int at = address.lastIndexOf('@');
        if (at < 1 || at == address.length() - 1) {
            throw OcmRefusal.field(field, "INVALID");
        }
        return PeerRequest.host(field, address.substring(at + 1));
    }

    static String local(String address) {
        return address.substring(0, address.lastIndexOf('@'));
    }

    private static void requireSame(String field, PeerHost host, PeerHost expected) {
        if (!host.equals(expected)) {
            throw OcmRefusal.field(field, field.equals("shareWith") ? "NOT_FOUND" : "INVALID");
        }
    }

    private void requireKnownTypes(Said said) {
        // Where only invited people share, nobody can share with a group: no invitation is a group's.
        boolean known = said.shareType().equals("user") || said.shareType().equals("group") && !settings.mustInvite();
        if (!known) {
            throw OcmRefusal.of(501, "SHARE_TYPE_NOT_SUPPORTED");
        }
        if (!said.resourceType().equals("file") && !said.resourceType().equals("folder")) {
            throw OcmRefusal.of(501, "RESOURCE_TYPE_NOT_SUPPORTED");
        }
    }

    private Optional<Instant> expiration(JsonObject body) {
        JsonElement end = body.get("expiration");
        if (end == null || end.isJsonNull()) {
            return Optional.empty();
        }
        if (!end.isJsonPrimitive() || !end.getAsString().matches("[0-9]{1,12}")) {
            throw OcmRefusal.field("expiration", "INVALID");
        }
        long seconds = Long.parseLong(end.getAsString());
        if (seconds == 0) {
            return Optional.empty();
        }
        Instant moment = Instant.ofEpochSecond(seconds);
        if (!moment.isAfter(clock.instant())) {
            throw OcmRefusal.field("expiration", "EXPIRED");
        }
        return Optional.of(moment);
    }

    /** Knows a message again, whatever the order of its members. */
    private static final class Fingerprint {

        private Fingerprint() {}

        static String of(JsonObject body) {
            StringBuilder canonical = new StringBuilder();
            write(body, canonical);
            try {
                byte[] digest = MessageDigest.getInstance("SHA-256")
                        .digest(canonical.toString().getBytes(StandardCharsets.UTF_8));
                return HexFormat.of().formatHex(digest);
            } catch (NoSuchAlgorithmException impossible) {
                throw new IllegalStateException(impossible);
            }
        }

        private static void write(JsonElement element, StringBuilder out) {
            switch (element) {
                case JsonObject object -> {
                    out.append('{');
                    object.keySet().stream().sorted().forEach(name -> {
                        out.append(name.length()).append(':').append(name);
                        write(object.get(name), out);
                    });
                    out.append('}');
                }
                case JsonArray array -> {
                    out.append('[');
                    array.forEach(each -> write(each, out));
                    out.append(']');
                }
                default -> out.append(element);
            }
        }
    }
}
