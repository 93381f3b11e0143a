/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import com.cs3.storage.provider.v1beta1.ResourcePermissions;
import org.weft.spi.storage.Right;
import org.weft.spi.storage.Rights;

/** Rights in CS3's words. */
public final class PermissionMessages {

    private PermissionMessages() {}

    public static ResourcePermissions message(Rights rights) {
        return ResourcePermissions.newBuilder()
                .setStat(rights.has(Right.STAT))
                .setGetPath(rights.has(Right.GET_PATH))
                .setListContainer(rights.has(Right.LIST_CONTAINER))
                .setInitiateFileDownload(rights.has(Right.DOWNLOAD))
                .setInitiateFileUpload(rights.has(Right.UPLOAD))
                .setCreateContainer(rights.has(Right.CREATE_CONTAINER))
                .setDelete(rights.has(Right.DELETE))
                .setMove(rights.has(Right.MOVE))
                .setGetQuota(rights.has(Right.GET_QUOTA))
                .setListFileVersions(rights.has(Right.LIST_VERSIONS))
                .setRestoreFileVersion(rights.has(Right.RESTORE_VERSION))
                .setListRecycle(rights.has(Right.LIST_RECYCLE))
                .setRestoreRecycleItem(rights.has(Right.RESTORE_RECYCLE))
                .setPurgeRecycle(rights.has(Right.PURGE_RECYCLE))
                .setListGrants(rights.has(Right.LIST_GRANTS))
                .setAddGrant(rights.has(Right.ADD_GRANT))
                .setUpdateGrant(rights.has(Right.UPDATE_GRANT))
                .setRemoveGrant(rights.has(Right.REMOVE_GRANT))
                .setDenyGrant(rights.has(Right.DENY_GRANT))
                .build();
    }

    static Rights of(ResourcePermissions message) {
        return Rights.none()
                .plus(when(message.getStat(), Right.STAT))
                .plus(when(message.getGetPath(), Right.GET_PATH))
                .plus(when(message.getListContainer(), Right.LIST_CONTAINER))
                .plus(when(message.getInitiateFileDownload(), Right.DOWNLOAD))
                .plus(when(message.getInitiateFileUpload(), Right.UPLOAD))
                .plus(when(message.getCreateContainer(), Right.CREATE_CONTAINER))
                .plus(when(message.getDelete(), Right.DELETE))
                .plus(when(message.getMove(), Right.MOVE))
                .plus(when(message.getGetQuota(), Right.GET_QUOTA))
                .plus(when(message.getListFileVersions(), Right.LIST_VERSIONS))
                .plus(when(message.getRestoreFileVersion(), Right.RESTORE_VERSION))
                .plus(when(message.getListRecycle(), Right.LIST_RECYCLE))
                .plus(when(message.getRestoreRecycleItem(), Right.RESTORE_RECYCLE))
                .plus(when(message.getPurgeRecycle(), Right.PURGE_RECYCLE))
                .plus(when(message.getListGrants(), Right.LIST_GRANTS))
                .plus(when(message.getAddGrant(), Right.ADD_GRANT))
                .plus(when(message.getUpdateGrant(), Right.UPDATE_GRANT))
                .plus(when(message.getRemoveGrant(), Right.REMOVE_GRANT))
                .plus(when(message.getDenyGrant(), Right.DENY_GRANT));
    }

    private static Rights when(boolean set, Right right) {
        return set ? Rights.of(right) : Rights.none();
    }
}
