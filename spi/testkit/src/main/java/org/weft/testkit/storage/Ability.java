/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.storage;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.weft.spi.storage.StorageDriver;

/** The abilities that a driver offers by returning their objects. */
public enum Ability {
    VERSIONS(StorageDriver::versions),
    TRASH(StorageDriver::trash),
    LOCKS(StorageDriver::locks),
    GRANTS(StorageDriver::grants),
    PROPERTIES(StorageDriver::properties),
    SPACES(StorageDriver::spaces),
    UPLOADS(StorageDriver::uploads),
    COPY(StorageDriver::copy),
    CHANGES(StorageDriver::changes),
    SYMLINKS(StorageDriver::symlinks),
    TIMES(StorageDriver::times),
    UPKEEP(StorageDriver::upkeep),
    STORED_ID(StorageDriver::storedId);

    private final Function<StorageDriver, Optional<?>> object;

    Ability(Function<StorageDriver, Optional<?>> object) {
        this.object = object;
    }

    /** What a started driver offers. */
    public static Set<Ability> of(StorageDriver driver) {
        Set<Ability> offered = EnumSet.noneOf(Ability.class);
        for (Ability ability : values()) {
            if (ability.object.apply(driver).isPresent()) {
                offered.add(ability);
            }
        }
        return offered;
    }

    /** As the method of the driver is called, with a dash between words. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
