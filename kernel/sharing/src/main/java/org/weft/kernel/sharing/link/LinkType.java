/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.link;

import org.weft.spi.Scope;
import org.weft.spi.storage.Right;
import org.weft.spi.storage.Rights;

/** What a link is good for, in words that people use. */
public enum LinkType {
    /** Look and download. */
    VIEW(
            Scope.Role.VIEWER,
            Rights.of(Right.STAT, Right.GET_PATH, Right.LIST_CONTAINER, Right.DOWNLOAD, Right.GET_QUOTA)),
    /** Everything within the folder, or writing the one file. */
    EDIT(
            Scope.Role.EDITOR,
            Rights.of(
                    Right.STAT,
                    Right.GET_PATH,
                    Right.LIST_CONTAINER,
                    Right.DOWNLOAD,
                    Right.GET_QUOTA,
                    Right.UPLOAD,
                    Right.CREATE_CONTAINER,
                    Right.DELETE,
                    Right.MOVE)),
    /** Put files in and see nothing. */
    UPLOAD_ONLY(Scope.Role.UPLOADER, Rights.of(Right.STAT, Right.UPLOAD, Right.CREATE_CONTAINER)),
    /** Give nothing, and lead people of this site who have access anyway to what it names. */
    INTERNAL(Scope.Role.INVALID, Rights.none());

    /** The most that any link gives: nothing that reaches beyond the shared resource, and no rights to give away. */
    static final Rights MOST = Rights.all()
            .minus(
                    Right.LIST_GRANTS,
                    Right.ADD_GRANT,
                    Right.UPDATE_GRANT,
                    Right.REMOVE_GRANT,
                    Right.DENY_GRANT,
                    Right.LIST_RECYCLE,
                    Right.RESTORE_RECYCLE,
                    Right.PURGE_RECYCLE);

    private final Scope.Role role;
    private final Rights rights;

    LinkType(Scope.Role role, Rights rights) {
        this.role = role;
        this.rights = rights;
    }

    public Rights rights() {
        return rights;
    }

    Scope.Role role() {
        return role;
    }

    /** What a link with these rights is. */
    public static LinkType of(Rights rights) {
        if (rights.isEmpty()) {
            return INTERNAL;
        }
        boolean reads = rights.has(Right.DOWNLOAD) || rights.has(Right.LIST_CONTAINER);
        if (!reads) {
            return UPLOAD_ONLY;
        }
        boolean writes = rights.has(Right.UPLOAD)
                || rights.has(Right.DELETE)
                || rights.has(Right.MOVE)
                || rights.has(Right.CREATE_CONTAINER);
        return writes ? EDIT : VIEW;
    }
}
