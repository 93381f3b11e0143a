/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.plugin;

/** The parent of all plugins' loaders: the JDK's platform, and the shared packages served from the kernel's loader. */
final class SharedLoader extends ClassLoader {

    static {
        registerAsParallelCapable();
    }

    private final ClassLoader kernel;

    SharedLoader(ClassLoader kernel) {
        super("weft-shared", ClassLoader.getPlatformClassLoader());
        this.kernel = kernel;
    }

    /** Called only for what the platform does not have. */
    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        if (SharedPackages.holdsClass(name)) {
            return kernel.loadClass(name);
        }
        throw new ClassNotFoundException(name);
    }
}
