/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.plugin;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Loads the libraries that a plugin nests. They come before what the platform has under the same name, as the plugin's
 * own classes do, so that a plugin works with the libraries it was built with.
 */
final class LibraryLoader extends URLClassLoader {

    static {
        registerAsParallelCapable();
    }

    private final SharedLoader shared;

    LibraryLoader(String plugin, URL[] jars, SharedLoader shared) {
        super(plugin + "-libraries", jars, new Border(shared));
        this.shared = shared;
    }

    /** Called for what does not lie beyond the border. */
    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        try {
            return super.findClass(name);
        } catch (ClassNotFoundException notNested) {
            return shared.loadClass(name);
        }
    }

    @Override
    public @Nullable URL getResource(String name) {
        URL own = findResource(name);
        return own == null ? shared.getResource(name) : own;
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
        List<URL> all = new ArrayList<>(Collections.list(findResources(name)));
        all.addAll(Collections.list(shared.getResources(name)));
        return Collections.enumeration(all);
    }

    /** Lets through only what no library may bring itself. */
    private static final class Border extends ClassLoader {

        private final ClassLoader shared;

        Border(ClassLoader shared) {
            super("weft-border", null);
            this.shared = shared;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("java.") || SharedPackages.holdsClass(name)) {
                return shared.loadClass(name);
            }
            throw new ClassNotFoundException(name);
        }
    }
}
