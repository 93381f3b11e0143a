/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.spaces;

import java.util.Optional;
import java.util.Set;
import org.weft.kernel.identity.PrincipalSet;

/**
 * What a site allows with project spaces.
 *
 * @param creators who may make one
 * @param admins who may change and delete all of them, and give them any quota
 * @param quota of a new one, and the largest that its owner can give it; empty for no limit
 * @param storage the name of the storage that new ones are made in; empty for the first that can
 */
public record SpaceRules(PrincipalSet creators, PrincipalSet admins, Optional<Long> quota, Optional<String> storage) {

    /** Everyone may make them, without limit. */
    public static SpaceRules open() {
        return new SpaceRules(
                PrincipalSet.of(Set.of("everyone")), PrincipalSet.nobody(), Optional.empty(), Optional.empty());
    }
}
