/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.identity;

import java.util.Optional;
import org.weft.spi.GroupId;

/** Which group a name means. */
@FunctionalInterface
public interface GroupNames {

    /** The group with this name; empty where nobody knows one, or whoever knows could never be asked. */
    Optional<GroupId> named(String name);

    /** Where groups have ids only. */
    static GroupNames none() {
        return name -> Optional.empty();
    }
}
