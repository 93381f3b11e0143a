/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.web.ocs;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.weft.kernel.identity.directory.Directories;
import org.weft.kernel.storage.resource.MediaTypes;
import org.weft.kernel.storage.resource.Resource;
import org.weft.spi.UserId;
import org.weft.spi.identity.User;
import org.weft.spi.share.Share;

/** What all kinds of shares have in common, as clients read them. */
final class ShareView {

    private final Directories directories;

    ShareView(Directories directories) {
        this.directories = directories;
    }

    /**
     * The fields of a share.
     *
     * @param seen the resource, where the caller sees it
     */
    Map<String, Object> of(Share share, int type, Optional<Resource> seen) {
        boolean folder = seen.map(Resource::isFolder).orElse(true);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", share.id().value());
        fields.put("share_type", type);
        fields.put("uid_owner", name(share.creator()));
        fields.put("displayname_owner", displayName(share.creator()));
        fields.put("permissions", OcsPermissionBits.of(share.rights(), folder));
        fields.put("stime", share.created().getEpochSecond());
        fields.put("expiration", share.expires().map(ShareForm::day).orElse(""));
        fields.put("token", "");
        fields.put("uid_file_owner", name(share.owner()));
        fields.put("displayname_file_owner", displayName(share.owner()));
        fields.put("note", share.description());
        fields.put("state", 0);
        String path = seen.map(resource -> ShareForm.shown(resource.path())).orElse("");
        fields.put("path", path);
        fields.put("item_type", folder ? "folder" : "file");
        fields.put("mimetype", seen.map(ShareView::mediaType).orElse(""));
        String id = share.resource()
                .map(where -> where.storage() + '$' + where.space() + '!' + where.node())
                .orElse("");
        fields.put("storage_id", share.resource().map(where -> where.storage()).orElse(""));
        fields.put("item_source", id);
        fields.put("file_source", id);
        fields.put(
                "file_parent",
                seen.flatMap(Resource::parent).map(Object::toString).orElse(""));
        fields.put("file_target", path);
        fields.put("share_with", "");
        fields.put("share_with_displayname", "");
        fields.put("mail_send", 0);
        return fields;
    }

    private static String mediaType(Resource resource) {
        return resource.isFolder() ? "httpd/unix-directory" : MediaTypes.of(resource.node());
    }

    /** The login name, or what else is known of somebody. */
    String name(UserId id) {
        return directories.user(id).map(User::username).orElse(id.opaque());
    }

    String displayName(UserId id) {
        return directories
                .user(id)
                .map(user -> user.displayName().isEmpty() ? user.username() : user.displayName())
                .orElse(id.opaque());
    }
}
