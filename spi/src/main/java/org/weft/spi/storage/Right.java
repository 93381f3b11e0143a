/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.storage;

/** The single rights of CS3's {@code ResourcePermissions}. */
public enum Right {
    STAT,
    GET_PATH,
    LIST_CONTAINER,
    DOWNLOAD,
    UPLOAD,
    CREATE_CONTAINER,
    DELETE,
    MOVE,
    GET_QUOTA,
    LIST_VERSIONS,
    RESTORE_VERSION,
    LIST_RECYCLE,
    RESTORE_RECYCLE,
    PURGE_RECYCLE,
    LIST_GRANTS,
    ADD_GRANT,
    UPDATE_GRANT,
    REMOVE_GRANT,
    DENY_GRANT
}
