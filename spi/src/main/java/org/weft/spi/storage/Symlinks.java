/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.storage;

import java.io.IOException;
import org.weft.spi.Caller;

/**
 * Symbolic links that the backend keeps as such; {@link Node#target} tells where one points. Deleting or moving one leaves what
 * it points to alone. Thread-safe. A driver does one of two things with them:
 *
 * <ul>
 *   <li>it shows a link as one, of the kind {@link Kind#SYMLINK}, and follows none: opening, listing or writing a link is a
 *       {@code Conflict};
 *   <li>or it shows a link as the file or folder of the same space that it leads to, with {@link Node#actualPath} and ids that
 *       are found again for the link and all below it; reading and writing go to where the link leads. A link that leads
 *       anywhere else, nowhere, or to a folder that it lies in is then left out and {@code NotFound}.
 * </ul>
 */
public interface Symlinks {

    /**
     * Makes a link.
     *
     * @param target where the link is to be
     * @param pointsTo what it says, relative to its folder; not followed here and need not exist
     * @return the link, as the next {@code stat} shows it
     * @throws org.weft.spi.WeftException.AlreadyExists when the name is taken
     * @throws org.weft.spi.WeftException.InvalidArgument when it would point out of the instance, or is an absolute path
     */
    Node make(Caller who, Ref target, String pointsTo, MakeSpec spec) throws IOException;
}
