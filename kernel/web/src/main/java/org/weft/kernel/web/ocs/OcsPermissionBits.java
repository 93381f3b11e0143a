/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.web.ocs;

import java.util.EnumSet;
import java.util.Set;
import org.weft.kernel.http.HttpFailure;
import org.weft.spi.storage.Right;
import org.weft.spi.storage.Rights;

/** OCS's permissions: 1 read, 2 update, 4 create, 8 delete, 16 share. A file has neither 4 nor 8. */
final class OcsPermissionBits {

    static final int READ = 1;
    static final int UPDATE = 2;
    static final int CREATE = 4;
    static final int DELETE = 8;
    static final int SHARE = 16;
    static final int ALL = READ | UPDATE | CREATE | DELETE | SHARE;
    private static final int OF_A_FILE = READ | UPDATE | SHARE;

    private OcsPermissionBits() {}

    /** What rights mean, as clients read it. */
    static int of(Rights rights, boolean folder) {
        int bits = rights.has(folder ? Right.LIST_CONTAINER : Right.DOWNLOAD) ? READ : 0;
        boolean replaces = !folder || rights.has(Right.MOVE) || rights.has(Right.RESTORE_VERSION);
        bits |= rights.has(Right.UPLOAD) && replaces ? UPDATE : 0;
        bits |= folder && rights.has(Right.CREATE_CONTAINER) ? CREATE : 0;
        bits |= folder && rights.has(Right.DELETE) ? DELETE : 0;
        bits |= rights.has(Right.ADD_GRANT) ? SHARE : 0;
        return bits;
    }

    /**
     * The rights that a client asks for.
     *
     * @throws HttpFailure when the number means nothing
     */
    static Rights rights(int bits, boolean folder) {
        if (bits < 1 || bits > ALL) {
            throw new HttpFailure(400, "permissions are a sum of 1 read, 2 update, 4 create, 8 delete and 16 share");
        }
        int meant = folder ? bits : bits & OF_A_FILE;
        Set<Right> rights = EnumSet.of(Right.STAT, Right.GET_PATH);
        if ((meant & READ) != 0) {
            rights.addAll(Set.of(Right.LIST_CONTAINER, Right.DOWNLOAD, Right.GET_QUOTA, Right.LIST_VERSIONS));
        }
        if ((meant & UPDATE) != 0) {
            rights.addAll(Set.of(Right.UPLOAD, Right.RESTORE_VERSION));
            if (folder) {
                rights.add(Right.MOVE);
            }
        }
        if ((meant & CREATE) != 0) {
            rights.addAll(Set.of(Right.UPLOAD, Right.CREATE_CONTAINER));
        }
        if ((meant & DELETE) != 0) {
            rights.add(Right.DELETE);
        }
        if ((meant & SHARE) != 0) {
            rights.addAll(Set.of(Right.LIST_GRANTS, Right.ADD_GRANT, Right.UPDATE_GRANT, Right.REMOVE_GRANT));
        }
        return Rights.of(rights.toArray(Right[]::new));
    }
}
