/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.ocm;

import java.util.List;
import org.weft.kernel.sharing.db.NoticeTable.Row;
import org.weft.kernel.sharing.ocm.OcmShareClient.Notice;
import org.weft.kernel.sharing.peer.NoticeQueue;
import org.weft.kernel.sharing.peer.NoticeQueue.Subject;
import org.weft.kernel.sharing.peer.PeerHost;
import org.weft.kernel.sharing.peer.ShareSecrets;
import org.weft.spi.share.ShareId;

/** Tells other sites what became of shares. What happened holds here whether they hear it or not. Thread-safe. */
public final class ShareNotices {

    private final OcmShareClient peers;
    private final NoticeQueue queue;
    private final ShareSecrets secrets;

    public ShareNotices(OcmShareClient peers, NoticeQueue queue, ShareSecrets secrets) {
        this.peers = peers;
        this.queue = queue;
        this.secrets = secrets;
        for (Notice.Kind kind : Notice.Kind.values()) {
            queue.on(kind.name(), row -> peers.tell(notice(kind, row)));
        }
    }

    void send(Notice notice) {
        String key = ShareSecrets.fresh(12);
        queue.add(
                key,
                notice.to(),
                notice.kind().name(),
                new Subject(notice.id(), notice.ours(), notice.grantee()),
                notice.rights()
                        .map(rights -> String.join(" ", OcmPermissions.words(rights)))
                        .orElse(""),
                secrets.seal(notice.secret(), new ShareId(key)));
    }

    private Notice notice(Notice.Kind kind, Row row) {
        return new Notice(
                PeerHost.parse(row.host()),
                kind,
                row.share(),
                row.ours(),
                row.grantee(),
                row.words().map(words -> OcmPermissions.of(List.of(words.split(" ")))),
                secrets.open(row.secret(), new ShareId(row.key())).orElse(""));
    }
}
