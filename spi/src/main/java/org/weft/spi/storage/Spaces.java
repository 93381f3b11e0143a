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

/** A storage that is divided into spaces. Who may enter one is the kernel's to decide. */
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
     * Makes a project space.
     *
     * @throws org.weft.spi.WeftException.Unsupported when {@link #kinds} lacks them
     * @throws org.weft.spi.WeftException.AlreadyExists when the name is taken
     */
    Space create(Caller who, String name, Optional<Long> quota) throws IOException;

    /** Gives a space another name or quota; an empty value leaves it as it is. */
    Space update(SpaceId id, Optional<String> name, Optional<Long> quota) throws IOException;

    /** Deletes a space with all that is in it, for good. */
    void remove(SpaceId id) throws IOException;
}
