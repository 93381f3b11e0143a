/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm.remote;

import java.io.IOException;
import java.net.URI;
import org.weft.spi.Caller;
import org.weft.spi.storage.Rights;

/** Tells which place of another server a name stands for. Thread-safe. */
@FunctionalInterface
public interface RemoteResolver {

    /**
     * Finds a place.
     *
     * @param name the first name of a path in the storage
     * @throws org.weft.spi.WeftException.NotFound when there is none, or the caller may not know of it
     */
    Remote at(Caller who, String name) throws IOException;

    /** A place of another server: a file, or a folder with all below it. */
    interface Remote {

        /** Its URL, without query. */
        URI root();

        /** The most that may be done there, whatever the other server says. */
        Rights rights();

        /** The value of the header {@code Authorization}; may ask for a token first. Never log it. */
        String authorization() throws IOException;

        /**
         * Another value, after the other server refused one.
         *
         * @param refused what it did not accept
         * @return the same value when there is no other to be had
         */
        String renewed(String refused) throws IOException;
    }
}
