/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.distribution;

import com.cs3.storage.provider.v1beta1.ResourcePermissions;

/** What is given by shares and links, in CS3's words. */
final class Cs3Rights {

    static final ResourcePermissions READ = ResourcePermissions.newBuilder()
            .setStat(true)
            .setGetPath(true)
            .setListContainer(true)
            .setInitiateFileDownload(true)
            .build();
    static final ResourcePermissions EDIT = READ.toBuilder()
            .setInitiateFileUpload(true)
            .setCreateContainer(true)
            .setDelete(true)
            .setMove(true)
            .build();

    /** To hand files in and see none. */
    static final ResourcePermissions DROP = ResourcePermissions.newBuilder()
            .setStat(true)
            .setInitiateFileUpload(true)
            .setCreateContainer(true)
            .build();

    private Cs3Rights() {}
}
