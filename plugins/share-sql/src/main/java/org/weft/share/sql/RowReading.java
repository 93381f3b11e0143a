/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.share.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.weft.spi.UserId;
import org.weft.spi.share.GroupShare;
import org.weft.spi.share.Link;
import org.weft.spi.share.OcmIn;
import org.weft.spi.share.OcmOut;
import org.weft.spi.share.RemoteParty;
import org.weft.spi.share.ResourceId;
import org.weft.spi.share.Share;
import org.weft.spi.share.ShareId;
import org.weft.spi.share.UserShare;
import org.weft.spi.storage.Grant.Grantee;
import org.weft.spi.storage.Kind;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.Rights;
import org.weft.spi.storage.SpaceId;

/**
 * Makes shares of the rows of one statement. What all kinds have comes as one text, because each cell of SQLite is a call into
 * native code: with a cell for each column these calls were two thirds of what a page of shares took. What repeats from row to
 * row, such as people and rights, is read once. Not thread-safe.
 */
final class RowReading {

    /** The columns that {@link #read} wants, of the table {@code share}. */
    static final String COLUMNS = "share.id AS id, "
            + Packed.of(
                    "kind",
                    "revision",
                    "coalesce(storage, '')",
                    "coalesce(space, '')",
                    "coalesce(node, '')",
                    "owner",
                    "owner_type",
                    "creator",
                    "creator_type",
                    "rights",
                    "created",
                    "modified",
                    "coalesce(CAST(expires AS TEXT), '')",
                    "attributes",
                    "coalesce(grantee, '')",
                    "coalesce(grantee_type, '')",
                    "description")
            + " AS common, token, display_name, password_hash, quick, notify_uploads, notify_recipients, name, host, party,"
            + " party_kind, secret_hash, requirements, protocols, delivery, remote_id, node_kind";

    private static final int ID = 1;
    private static final int COMMON = 2;

    private final Map<String, UserId> users = new HashMap<>();
    private final Map<String, Rights> rights = new HashMap<>();

    /** What all kinds have, in the order of {@link #COLUMNS}. */
    private record Common(
            ShareId id,
            String kind,
            long revision,
            String storage,
            String space,
            String node,
            UserId owner,
            UserId creator,
            Rights rights,
            long created,
            long modified,
            String expires,
            String attributes,
            String grantee,
            String granteeType,
            String description) {

        ResourceId resource() {
            return new ResourceId(storage, new SpaceId(space), new NodeId(node));
        }

        Grantee receiver() {
            return Parties.grantee(grantee, granteeType);
        }

        <S extends Share, B extends Share.Builder<S, B>> B into(B builder) {
            builder.creator(creator)
                    .revision(revision)
                    .rights(rights)
                    .created(Columns.moment(created))
                    .modified(Columns.moment(modified))
                    .description(description);
            if (!attributes.isEmpty()) {
                builder.attributes(Columns.map(attributes));
            }
            if (!expires.isEmpty()) {
                builder.expires(Columns.moment(Long.parseLong(expires)));
            }
            return builder;
        }
    }

    /** The share of a row that has these columns. */
    Share read(ResultSet row) throws SQLException {
        Common common = common(new ShareId(row.getString(ID)), new Packed(row.getString(COMMON)));
        return switch (common.kind()) {
            case "user" -> user(common);
            case "group" -> group(common);
            case "link" -> link(common, row);
            case "ocm-out" -> sent(common, row);
            case "ocm-in" -> received(common, row);
            default -> throw new SQLException("a newer version of this store wrote share " + common.id());
        };
    }

    private Common common(ShareId id, Packed packed) {
        return new Common(
                id,
                packed.next(),
                packed.number(),
                packed.next(),
                packed.next(),
                packed.next(),
                user(packed.next(), packed.next()),
                user(packed.next(), packed.next()),
                rights.computeIfAbsent(packed.next(), Columns::rights),
                packed.number(),
                packed.number(),
                packed.next(),
                packed.next(),
                packed.next(),
                packed.next(),
                packed.rest());
    }

    private UserId user(String key, String type) {
        return users.computeIfAbsent(type + ' ' + key, both -> Parties.user(key, type));
    }

    private Share user(Common common) {
        UserId grantee = user(common.grantee(), common.granteeType());
        return common.into(UserShare.builder(common.id(), common.resource(), common.owner(), grantee))
                .build();
    }

    private static Share group(Common common) {
        return common.into(GroupShare.builder(
                        common.id(), common.resource(), common.owner(), Parties.group(common.grantee())))
                .build();
    }

    private static Link link(Common common, ResultSet row) throws SQLException {
        Link.Builder builder = common.into(
                        Link.builder(common.id(), common.resource(), common.owner(), row.getString("token")))
                .displayName(row.getString("display_name"))
                .quick(row.getInt("quick") == 1)
                .notifyUploads(row.getInt("notify_uploads") == 1)
                .notifyRecipients(row.getString("notify_recipients"));
        String hash = row.getString("password_hash");
        return (hash == null ? builder : builder.passwordHash(hash)).build();
    }

    private static OcmOut sent(Common common, ResultSet row) throws SQLException {
        RemoteParty recipient = new RemoteParty(
                row.getString("host"), row.getString("party"), RemoteParty.Kind.valueOf(row.getString("party_kind")));
        OcmOut.Builder builder = common.into(OcmOut.builder(
                        common.id(), common.resource(), common.owner(), recipient, row.getString("secret_hash")))
                .name(row.getString("name"))
                .requirements(Columns.words(row.getString("requirements")))
                .protocols(row.getString("protocols"))
                .delivery(OcmOut.Delivery.valueOf(row.getString("delivery")));
        String remoteId = row.getString("remote_id");
        return (remoteId == null ? builder : builder.remoteId(remoteId)).build();
    }

    private static OcmIn received(Common common, ResultSet row) throws SQLException {
        OcmIn.Builder builder = common.into(OcmIn.builder(
                        common.id(),
                        common.owner(),
                        common.receiver(),
                        row.getString("host"),
                        row.getString("remote_id")))
                .name(row.getString("name"))
                .kind(Kind.valueOf(row.getString("node_kind").toUpperCase(Locale.ROOT)))
                .protocols(row.getString("protocols"));
        String hash = row.getString("secret_hash");
        return (hash == null ? builder : builder.secretHash(hash)).build();
    }
}
