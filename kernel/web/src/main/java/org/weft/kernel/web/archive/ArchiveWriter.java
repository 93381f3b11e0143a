/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.web.archive;

import java.io.Closeable;
import java.io.IOException;
import org.weft.kernel.storage.archive.ArchivePlan;

/** Writes an archive as it is sent. {@link #end} makes it whole; without that no reader takes it for complete. */
interface ArchiveWriter extends ArchivePlan.Receiver, Closeable {

    /** Writes what comes after the last file. */
    void end() throws IOException;

    /** Gives back what was used for it; adds nothing to the archive. */
    @Override
    void close() throws IOException;
}
