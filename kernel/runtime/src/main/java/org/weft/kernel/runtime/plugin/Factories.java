/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.plugin;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import org.weft.spi.DriverFactory;

/**
 * The factories that a plugin brings, found by {@link ServiceLoader}. Each step runs foreign code and is guarded, so
 * that a bad entry does not hide its neighbours.
 *
 * @param found the factories that could be made
 * @param complaints what was wrong with the others
 */
record Factories(List<Brought> found, List<String> complaints) {

    private static final int PATIENCE = 100;

    /**
     * A factory and what it is for.
     *
     * @param driver the word in the configuration
     */
    record Brought(DriverKind<?> kind, String driver, DriverFactory<?, ?> factory) {

        String words() {
            return kind.word() + ":" + driver;
        }
    }

    static Factories of(ClassLoader loader) {
        Factories factories = new Factories(new ArrayList<>(), new ArrayList<>());
        for (DriverKind<?> kind : DriverKind.ALL) {
            factories.scan(kind, loader);
        }
        if (factories.found.isEmpty() && factories.complaints.isEmpty()) {
            factories.complaints.add("META-INF/services names no factory that is a class of the plugin's");
        }
        return factories;
    }

    Optional<DriverFactory<?, ?>> of(DriverKind<?> kind, String driver) {
        return found.stream()
                .filter(brought ->
                        brought.kind().equals(kind) && brought.driver().equals(driver))
                .<DriverFactory<?, ?>>map(Brought::factory)
                .findFirst();
    }

    private void scan(DriverKind<?> kind, ClassLoader loader) {
        Iterator<? extends ServiceLoader.Provider<?>> providers =
                ServiceLoader.load(kind.service(), loader).stream().iterator();
        for (int failures = 0; failures < PATIENCE; ) {
            try {
                if (!providers.hasNext()) {
                    return;
                }
                ServiceLoader.Provider<?> provider = providers.next();
                if (isOf(loader, provider.type().getClassLoader())) {
                    add(kind, (DriverFactory<?, ?>) provider.get());
                }
            } catch (Error | RuntimeException failure) {
                failures++;
                complaints.add(kind.word() + " factory: " + PluginRefused.describe(failure));
            }
        }
    }

    /** Whether a class is the plugin's, its own or one of its libraries'. */
    private static boolean isOf(ClassLoader loader, @Nullable ClassLoader other) {
        return loader.equals(other) || (other instanceof LibraryLoader && other.equals(loader.getParent()));
    }

    private void add(DriverKind<?> kind, DriverFactory<?, ?> factory) {
        String driver = factory.name();
        if (of(kind, driver).isPresent()) {
            complaints.add("it brings the " + kind.word() + " driver '" + driver + "' twice");
        } else if (!factory.configType().isRecord()) {
            complaints.add("the options of the " + kind.word() + " driver '" + driver + "' are no record");
        } else {
            found.add(new Brought(kind, driver, factory));
        }
    }
}
