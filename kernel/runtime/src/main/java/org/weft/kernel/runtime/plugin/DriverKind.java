/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.plugin;

import java.util.List;
import org.weft.spi.Driver;
import org.weft.spi.DriverContext;
import org.weft.spi.DriverFactory;
import org.weft.spi.app.AppProvider;
import org.weft.spi.app.AppProviderFactory;
import org.weft.spi.auth.AuthProvider;
import org.weft.spi.auth.AuthProviderFactory;
import org.weft.spi.identity.Directory;
import org.weft.spi.identity.DirectoryFactory;
import org.weft.spi.share.SharePolicy;
import org.weft.spi.share.SharePolicyFactory;
import org.weft.spi.share.ShareStore;
import org.weft.spi.share.ShareStoreFactory;
import org.weft.spi.storage.StorageDriver;
import org.weft.spi.storage.StorageDriverFactory;

/**
 * A kind of driver.
 *
 * @param word what the configuration calls it
 * @param service the type under {@code META-INF/services}
 * @param driver the type that its factories make
 */
public record DriverKind<D extends Driver>(String word, Class<?> service, Class<D> driver) {

    public static final DriverKind<StorageDriver> STORAGE =
            new DriverKind<>("storage", StorageDriverFactory.class, StorageDriver.class);
    public static final DriverKind<AuthProvider> AUTH =
            new DriverKind<>("auth", AuthProviderFactory.class, AuthProvider.class);
    public static final DriverKind<Directory> DIRECTORY =
            new DriverKind<>("directory", DirectoryFactory.class, Directory.class);
    public static final DriverKind<ShareStore> SHARES =
            new DriverKind<>("share", ShareStoreFactory.class, ShareStore.class);
    public static final DriverKind<SharePolicy> POLICY =
            new DriverKind<>("share-policy", SharePolicyFactory.class, SharePolicy.class);
    public static final DriverKind<AppProvider> APP =
            new DriverKind<>("app", AppProviderFactory.class, AppProvider.class);

    static final List<DriverKind<?>> ALL = List.of(STORAGE, AUTH, DIRECTORY, SHARES, POLICY, APP);

    /**
     * Makes a driver of this kind by a factory of this kind.
     *
     * @throws ClassCastException when the factory makes something else
     */
    D make(DriverFactory<?, ?> factory, Record options, DriverContext context) {
        return driver.cast(create(factory, options, context));
    }

    private static <C extends Record> Driver create(
            DriverFactory<C, ?> factory, Record options, DriverContext context) {
        return factory.create(factory.configType().cast(options), context);
    }
}
