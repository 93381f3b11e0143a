/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import java.io.IOException;

/** A file of ours with the whole content of one that is not visible yet. */
interface StagedFile {

    /** The open folder that it lies in. */
    int fd();

    String name();

    /** Waits until content and attributes are on the disk. */
    void sync() throws IOException;

    /** It has been renamed into the tree. */
    void committed();
}
