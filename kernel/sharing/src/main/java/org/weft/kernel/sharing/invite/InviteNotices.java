/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.invite;

import org.weft.kernel.sharing.db.InviteTable;
import org.weft.kernel.sharing.db.NoticeTable.Row;
import org.weft.kernel.sharing.peer.NoticeQueue;
import org.weft.kernel.sharing.peer.NoticeQueue.Subject;
import org.weft.kernel.sharing.peer.PeerHost;
import org.weft.kernel.sharing.peer.RemotePerson;
import org.weft.kernel.sharing.peer.ShareSecrets;

/** What invitations have to say to other sites: what has to be answered is said at once, the end of a contact until it is heard. */
public final class InviteNotices implements InviteClient {

    private static final String KIND = "CONTACT_ENDED";

    private final InviteClient peers;
    private final NoticeQueue queue;

    private final InviteTable table;

    public InviteNotices(InviteClient peers, NoticeQueue queue, InviteTable table) {
        this.peers = peers;
        this.queue = queue;
        this.table = table;
        queue.on(KIND, this::tell);
    }

    /** Not where the two have become contacts again in the meantime: the other site would end what is new. */
    private void tell(Row row) {
        boolean again = table.ofRemote(row.host(), row.grantee()).stream()
                .anyMatch(contact -> contact.owner().opaque().equals(row.share()));
        if (!again) {
            peers.ended(PeerHost.parse(row.host()), row.share(), row.grantee());
        }
    }

    @Override
    public RemotePerson accept(PeerHost inviter, String token, RemotePerson who) {
        return peers.accept(inviter, token, who);
    }

    @Override
    public void ended(PeerHost host, String own, String theirs) {
        queue.add(ShareSecrets.fresh(12), host, KIND, new Subject(own, true, theirs), "", "");
    }
}
