/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.probe;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.weft.spi.storage.Guard;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.OnConflict;
import org.weft.spi.storage.Precondition;
import org.weft.spi.storage.PutSpec;

/** Files that are written to try a storage. */
final class ProbeFiles {

    private ProbeFiles() {}

    static Node put(ProbeFolder place, String name, byte[] content, Precondition precondition) throws IOException {
        return place.driver()
                .put(
                        place.who(),
                        place.at(name),
                        spec(OptionalLong.of(content.length), precondition),
                        new ByteArrayInputStream(content));
    }

    /** Keeps no versions of what goes again. */
    static PutSpec spec(OptionalLong length, Precondition precondition) {
        return new PutSpec(
                length,
                Optional.empty(),
                precondition,
                Guard.none(),
                OnConflict.REPLACE,
                List::of,
                Optional.empty(),
                false);
    }

    static String words(long bytes) {
        double value = bytes;
        String unit = "bytes";
        for (String larger : new String[] {"KiB", "MiB", "GiB", "TiB"}) {
            if (value < 1024) {
                break;
            }
            value /= 1024;
            unit = larger;
        }
        return unit.equals("bytes") ? bytes + " bytes" : String.format(Locale.ROOT, "%.1f %s", value, unit);
    }
}
