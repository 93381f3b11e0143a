/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.service;

import java.io.IOException;
import org.weft.spi.storage.Content;

/** A file opened for a caller; closing it closes the content and gives the driver back. */
public final class Opened implements AutoCloseable {

    private final Resource resource;
    private final Content content;
    private final AutoCloseable lease;

    Opened(Resource resource, Content content, AutoCloseable lease) {
        this.resource = resource;
        this.content = content;
        this.lease = lease;
    }

    /** What was really opened. */
    public Resource resource() {
        return resource;
    }

    public Content content() {
        return content;
    }

    @Override
    public void close() throws IOException {
        try {
            content.close();
        } finally {
            release(lease);
        }
    }

    private static void release(AutoCloseable lease) throws IOException {
        try {
            lease.close();
        } catch (IOException | RuntimeException failure) {
            throw failure;
        } catch (Exception failure) {
            throw new IOException(failure);
        }
    }
}
