/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.share.sql;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.weft.spi.share.GroupShare;
import org.weft.spi.share.Link;
import org.weft.spi.share.OcmIn;
import org.weft.spi.share.OcmOut;
import org.weft.spi.share.ResourceId;
import org.weft.spi.share.Share;
import org.weft.spi.share.UserShare;
import org.weft.spi.storage.Grant.ToGroup;
import org.weft.spi.storage.Grant.ToUser;

/** A share as a row; {@link RowReading} has the way back. */
final class ShareRow {

    /** All columns but the id, in the order in which {@link #bind} fills them. */
    static final List<String> COLUMNS = List.of(
            "kind",
            "revision",
            "storage",
            "space",
            "node",
            "owner",
            "owner_type",
            "creator",
            "creator_type",
            "rights",
            "created",
            "modified",
            "expires",
            "description",
            "attributes",
            "grantee",
            "grantee_type",
            "token",
            "display_name",
            "password_hash",
            "quick",
            "notify_uploads",
            "notify_recipients",
            "name",
            "host",
            "party",
            "party_kind",
            "secret_hash",
            "requirements",
            "protocols",
            "delivery",
            "remote_id",
            "node_kind");

    private ShareRow() {}

    /** The word of a kind in the table. */
    static String kind(Class<? extends Share> kind) {
        if (kind == UserShare.class) {
            return "user";
        }
        if (kind == GroupShare.class) {
            return "group";
        }
        if (kind == Link.class) {
            return "link";
        }
        if (kind == OcmOut.class) {
            return "ocm-out";
        }
        if (kind == OcmIn.class) {
            return "ocm-in";
        }
        throw new IllegalArgumentException("this version of the store does not know " + kind.getSimpleName());
    }

    /** Fills the columns; the id is the caller's. */
    static void bind(PreparedStatement statement, Share share, long revision) throws SQLException {
        Cells cells = new Cells(statement);
        cells.text(kind(share.getClass()));
        cells.number(revision);
        ResourceId resource = share.resource().orElse(null);
        cells.text(resource == null ? null : resource.storage());
        cells.text(resource == null ? null : resource.space().value());
        cells.text(resource == null ? null : resource.node().value());
        cells.user(share.owner());
        cells.user(share.creator());
        cells.text(Columns.rights(share.rights()));
        cells.number(Columns.micros(share.created()));
        cells.number(Columns.micros(share.modified()));
        cells.number(share.expires().map(Columns::micros).orElse(null));
        cells.text(share.description());
        cells.text(Columns.map(share.attributes()));
        switch (share) {
            case UserShare to -> cells.grantee(new ToUser(to.grantee()));
            case GroupShare to -> cells.grantee(new ToGroup(to.grantee()));
            case OcmIn in -> cells.grantee(in.grantee());
            default -> cells.skip(2);
        }
        link(cells, share instanceof Link link ? link : null);
        remote(cells, share);
    }

    private static void link(Cells cells, @Nullable Link link) throws SQLException {
        if (link == null) {
            cells.skip(6);
            return;
        }
        cells.text(link.token());
        cells.text(link.displayName());
        cells.text(link.passwordHash().orElse(null));
        cells.truth(link.isQuick());
        cells.truth(link.notifiesUploads());
        cells.text(link.notifyRecipients());
    }

    private static void remote(Cells cells, Share share) throws SQLException {
        switch (share) {
            case OcmOut out -> {
                cells.text(out.name());
                cells.text(out.recipient().host());
                cells.text(out.recipient().id());
                cells.text(out.recipient().kind().name());
                cells.text(out.secretHash());
                cells.text(Columns.words(out.requirements()));
                cells.text(out.protocols());
                cells.text(out.delivery().name());
                cells.text(out.remoteId().orElse(null));
                cells.skip(1);
            }
            case OcmIn in -> {
                cells.text(in.name());
                cells.text(in.host());
                cells.skip(2);
                cells.text(in.secretHash().orElse(null));
                cells.skip(1);
                cells.text(in.protocols());
                cells.skip(1);
                cells.text(in.remoteId());
                cells.text(in.kind().name().toLowerCase(Locale.ROOT));
            }
            default -> cells.skip(10);
        }
    }

    static List<String> kinds(Set<Class<? extends Share>> kinds) {
        return kinds.stream().map(ShareRow::kind).sorted().toList();
    }
}
