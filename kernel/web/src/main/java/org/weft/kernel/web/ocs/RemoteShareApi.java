/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.web.ocs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.weft.kernel.http.HttpExchange;
import org.weft.kernel.http.HttpFailure;
import org.weft.kernel.sharing.share.ReceivedShares;
import org.weft.kernel.sharing.share.ReceivedShares.Decision;
import org.weft.kernel.sharing.share.ReceivedShares.ReceivedShare;
import org.weft.kernel.sharing.share.ShareFilter;
import org.weft.kernel.storage.files.FileService;
import org.weft.spi.share.OcmIn;
import org.weft.spi.share.ShareId;
import org.weft.spi.share.ShareState;
import org.weft.spi.storage.Kind;
import org.weft.spi.storage.RelPath;

/**
 * What people at other sites share, {@code apps/files_sharing/api/v1/remote_shares}: told, accepted and declined. Nothing is
 * asked of the other sites to list them. What was declined is not there any more.
 */
final class RemoteShareApi {

    private static final int MOST = 5000;

    private final FileService files;
    private final ReceivedShares received;

    RemoteShareApi(FileService files, ReceivedShares received) {
        this.files = files;
        this.received = received;
    }

    /** @param names the path below, in its parts */
    Object answer(HttpExchange exchange, List<String> names) {
        String first = names.isEmpty() ? "" : names.getFirst();
        String second = names.size() < 2 ? "" : names.get(1);
        if (names.size() > 2 || !first.equals("pending") && !second.isEmpty()) {
            throw new HttpFailure(404, "there is no such OCS endpoint here");
        }
        if (first.isEmpty()) {
            requireRead(exchange);
            return all(exchange, ShareState.ACCEPTED);
        }
        if (!first.equals("pending")) {
            return one(exchange, new ShareId(first));
        }
        if (second.isEmpty()) {
            requireRead(exchange);
            return all(exchange, ShareState.PENDING);
        }
        return pending(exchange, new ShareId(second));
    }

    private static void requireRead(HttpExchange exchange) {
        if (!Set.of("GET", "HEAD").contains(exchange.method())) {
            throw ShareApi.notAllowed(exchange, "GET");
        }
    }

    private List<Object> all(HttpExchange exchange, ShareState state) {
        List<Object> found = new ArrayList<>();
        RelPath folder = folder(exchange);
        received.list(exchange.caller(), Set.of(state), ShareFilter.any(), "", share -> {
            found.add(told(exchange, folder, share));
            return found.size() < MOST;
        });
        return found;
    }

    private Object one(HttpExchange exchange, ShareId id) {
        return switch (exchange.method()) {
            case "GET", "HEAD" -> told(exchange, folder(exchange), there(exchange, id));
            case "DELETE" -> decide(exchange, there(exchange, id), ShareState.REJECTED);
            default -> throw ShareApi.notAllowed(exchange, "GET, DELETE");
        };
    }

    private ReceivedShare there(HttpExchange exchange, ShareId id) {
        ReceivedShare share = received.get(exchange.caller(), id);
        if (share.reception().state() == ShareState.REJECTED) {
            throw new HttpFailure(404, "there is no such share, or you have declined it");
        }
        return share;
    }

    private Object pending(HttpExchange exchange, ShareId id) {
        return switch (exchange.method()) {
            case "POST" -> decide(exchange, there(exchange, id), ShareState.ACCEPTED);
            case "DELETE" -> decide(exchange, there(exchange, id), ShareState.REJECTED);
            default -> throw ShareApi.notAllowed(exchange, "POST, DELETE");
        };
    }

    private List<Object> decide(HttpExchange exchange, ReceivedShare share, ShareState state) {
        received.update(exchange.caller(), share.share().id(), Decision.state(state));
        return List.of();
    }

    /** Where clients that know their home alone find what was received. */
    private RelPath folder(HttpExchange exchange) {
        return files.receivedAtHome(exchange.caller()).orElseGet(received::folder);
    }

    private static Map<String, Object> told(HttpExchange exchange, RelPath top, ReceivedShare received) {
        if (!(received.share() instanceof OcmIn share)) {
            throw new HttpFailure(404, "there is no such share");
        }
        boolean folder = share.kind() == Kind.FOLDER;
        String place =
                ShareForm.shown(top.resolve(received.place().map(RelPath::name).orElse(share.name())));
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", share.id().value());
        fields.put("remote", "https://" + share.host());
        fields.put("remote_id", share.remoteId());
        fields.put("share_token", "");
        fields.put("name", "/" + share.name());
        fields.put("owner", share.owner().opaque());
        fields.put("user", exchange.caller().username());
        fields.put("mountpoint", place);
        fields.put("accepted", received.reception().state() == ShareState.ACCEPTED);
        fields.put("mimetype", folder ? "httpd/unix-directory" : "application/octet-stream");
        fields.put("mtime", share.modified().getEpochSecond());
        fields.put("permissions", OcsPermissionBits.of(share.rights(), folder));
        fields.put("type", folder ? "dir" : "file");
        fields.put("file_id", "");
        return fields;
    }
}
