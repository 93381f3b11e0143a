/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.storage;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.weft.spi.Caller;
import org.weft.spi.Sink;

/**
 * A storage that is divided into spaces. Who may enter one is the kernel's to decide. A space's root is neither deleted nor
 * moved by the methods of {@link StorageDriver}. {@code NotFound} for a space that is not there. Thread-safe.
 */
public interface Spaces {

    /** The kinds that this driver can make. */
    Set<Space.Kind> kinds();

    /** Pushes all spaces of the instance, whoever owns them. */
    void list(Sink<Space> sink) throws IOException;

    /** One space. */
    Optional<Space> get(SpaceId id) throws IOException;

    /** The caller's personal space, made now if there is none yet. Cheap when it is there. */
    Space home(Caller who) throws IOException;

    /**
     * Makes a project space, empty.
     *
     * @param name shown to people and kept as it is; another than those of all other project spaces
     * @param quota bytes, 0 or more; empty for no limit
     * @throws org.weft.spi.WeftException.InvalidArgument when the backend can't hold the name
     * @throws org.weft.spi.WeftException.Unsupported when {@link #kinds} lacks them
     * @throws org.weft.spi.WeftException.AlreadyExists when the name is taken
     */
    Space create(Caller who, String name, Optional<Long> quota) throws IOException;

    /**
     * Gives a space another name or quota; an empty value leaves it as it is. Id, root and content stay; the path may
     * follow the name. A quota below what is used deletes nothing.
     *
     * @throws org.weft.spi.WeftException.AlreadyExists when the name is another space's
     * @throws org.weft.spi.WeftException.Unsupported when this storage can't do that
     */
    Space update(SpaceId id, Optional<String> name, Optional<Long> quota) throws IOException;

    /**
     * Deletes a space with all that is in it, versions and trash too, for good. Its id is never given again.
     *
     * @throws org.weft.spi.WeftException.Unsupported when this storage can't do that
     */
    void remove(SpaceId id) throws IOException;
}
