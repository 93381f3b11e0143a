/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.mount;

import java.util.Set;
import org.weft.kernel.identity.PrincipalSet;
import org.weft.kernel.runtime.plugin.DriverHandle;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.StorageDriver;

/**
 * A storage at its place in the tree.
 *
 * @param name the configuration entry
 * @param id the id in every resource id: made once, never changed
 * @param path where it is mounted; {@code home} is each caller's personal space
 * @param everyone what any signed-in user may do in it; spaces with an owner are the owner's alone
 * @param managers who may do everything where nobody owns it, and give rights to others
 * @param disabled abilities and completions that the operator has switched off, by name
 * @param handle the way to the driver
 */
public record Mount(
        String name,
        StorageId id,
        RelPath path,
        Everyone everyone,
        PrincipalSet managers,
        Set<String> disabled,
        DriverHandle<StorageDriver> handle) {

    /** The path at which a mount holds personal spaces. */
    public static final RelPath HOME = RelPath.parse("home");

    public Mount {
        disabled = Set.copyOf(disabled);
    }

    /** A storage whose id is known. */
    public Mount(
            String name,
            String storageId,
            RelPath path,
            Everyone everyone,
            PrincipalSet managers,
            Set<String> disabled,
            DriverHandle<StorageDriver> handle) {
        this(name, StorageId.of(storageId), path, everyone, managers, disabled, handle);
    }

    /** A storage without managers. */
    public Mount(
            String name,
            String storageId,
            RelPath path,
            Everyone everyone,
            Set<String> disabled,
            DriverHandle<StorageDriver> handle) {
        this(name, storageId, path, everyone, PrincipalSet.nobody(), disabled, handle);
    }

    /**
     * The id in every resource id.
     *
     * @throws org.weft.spi.WeftException.Unavailable when the storage was never up since the server has known it
     */
    public String storageId() {
        return id.value();
    }

    /** Whether callers see their personal space here instead of the storage's root. */
    public boolean isHome() {
        return path.equals(HOME);
    }

    /** What a signed-in user may do where no owner decides. */
    public enum Everyone {
        NONE,
        READ,
        WRITE
    }
}
