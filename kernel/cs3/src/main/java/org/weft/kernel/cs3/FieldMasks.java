/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import com.google.protobuf.FieldMask;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** The fields of an answer that a client wants. */
final class FieldMasks {

    private FieldMasks() {}

    /** The top-level names of a mask; empty, which is all, when there is none or it names everything. */
    static Optional<Set<String>> of(boolean present, FieldMask mask) {
        if (!present || mask.getPathsCount() == 0 || mask.getPathsList().contains("*")) {
            return Optional.empty();
        }
        Set<String> names = new HashSet<>();
        for (String path : mask.getPathsList()) {
            int dot = path.indexOf('.');
            names.add(dot < 0 ? path : path.substring(0, dot));
        }
        return Optional.of(Set.copyOf(names));
    }
}
