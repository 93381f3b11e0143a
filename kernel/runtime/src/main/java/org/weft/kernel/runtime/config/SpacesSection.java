/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.config;

import java.util.List;
import java.util.Optional;
import org.weft.spi.config.Default;
import org.weft.spi.config.Doc;
import org.weft.spi.config.Size;

/** The table {@code [spaces]}. */
public record SpacesSection(
        @Doc("Who may make project spaces: login names, `group:` and a group's name or id, or `everyone`. An empty"
                + " list: nobody.")
        @Default("everyone")
        List<String> create,

        @Doc("Who may change and delete all project spaces, hand them over, and give them any quota; written likewise.")
        List<String> admins,

        @Doc("The quota of a new project space, and the largest that its owner can give it. Default: no limit.")
        Optional<Size> quota,

        @Doc("The storage, by its `name`, that new project spaces are made in. Default: the one at `/home` if its"
                + " driver has project spaces, else the first that has.")
        Optional<String> storage) {

    public SpacesSection {
        create = List.copyOf(create);
        admins = List.copyOf(admins);
    }
}
