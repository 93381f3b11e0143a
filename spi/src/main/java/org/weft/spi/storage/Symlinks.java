/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.storage;

import java.io.IOException;
import org.weft.spi.Caller;

/**
 * Symbolic links that the backend keeps as such; {@link Node#target} tells where one points. No method of the driver
 * follows one: opening or listing a link is a {@code Conflict}, and deleting or moving it leaves what it points to alone.
 */
public interface Symlinks {

    /**
     * Makes a link.
     *
     * @param target where the link is to be
     * @param pointsTo what it says, relative to its folder; not followed here and need not exist
     * @throws org.weft.spi.WeftException.AlreadyExists when the name is taken
     * @throws org.weft.spi.WeftException.InvalidArgument when it would point out of the instance, or is an absolute path
     */
    Node make(Caller who, Ref target, String pointsTo, MakeSpec spec) throws IOException;
}
