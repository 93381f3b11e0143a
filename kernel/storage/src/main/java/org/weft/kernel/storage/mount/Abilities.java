/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.mount;

import java.util.Set;
import org.weft.spi.storage.Checksum;
import org.weft.spi.storage.StorageDriver;
import org.weft.spi.storage.Traits;

/**
 * What a mount can do in the end: the driver's abilities and the kernel's completions, less what the operator switched
 * off. What protocols announce follows from it.
 *
 * @param writable whether anything can be changed at all
 * @param locks WebDAV class 2, CS3 locks
 * @param properties dead properties
 * @param labels favourites
 * @param versions earlier contents
 * @param trash deleted nodes that can come back
 * @param grants rights of others
 * @param symlinks links that point elsewhere in the storage
 * @param settableMtime whether a client's time is kept with what is written
 * @param times times that are set without writing
 * @param checksums digests kept with files
 */
public record Abilities(
        boolean writable,
        boolean locks,
        boolean properties,
        boolean labels,
        boolean versions,
        boolean trash,
        boolean grants,
        boolean symlinks,
        boolean settableMtime,
        boolean times,
        Set<Checksum.Algorithm> checksums) {

    public Abilities {
        checksums = Set.copyOf(checksums);
    }

    /** Nothing at all. */
    public static Abilities none() {
        return new Abilities(false, false, false, false, false, false, false, false, false, false, Set.of());
    }

    /** What a mount can do in the end. */
    public static Abilities of(Mount mount, StorageDriver driver) {
        Traits traits = driver.traits();
        boolean writable = !traits.has(Traits.Trait.READ_ONLY);
        boolean completed = writable && traits.has(Traits.Trait.STABLE_IDS);
        Set<String> off = mount.disabled();
        return new Abilities(
                writable,
                !off.contains("locks") && (completed || driver.locks().isPresent()),
                !off.contains("properties") && (completed || driver.properties().isPresent()),
                !off.contains("labels") && traits.has(Traits.Trait.STABLE_IDS),
                !off.contains("versions") && driver.versions().isPresent(),
                !off.contains("trash") && driver.trash().isPresent(),
                !off.contains("grants") && (driver.grants().isPresent() || (completed && judgedHere(traits))),
                writable && !off.contains("symlinks") && driver.symlinks().isPresent(),
                traits.has(Traits.Trait.SETTABLE_MTIME),
                writable && !off.contains("times") && driver.times().isPresent(),
                traits.checksums());
    }

    private static boolean judgedHere(Traits traits) {
        return traits.enforcement() == Traits.Enforcement.KERNEL;
    }
}
