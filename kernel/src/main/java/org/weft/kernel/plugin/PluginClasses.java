/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.plugin;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.pf4j.ClassLoadingStrategy;
import org.pf4j.DefaultPluginDescriptor;
import org.pf4j.DefaultPluginManager;
import org.pf4j.PluginClassLoader;
import org.pf4j.PluginDescriptor;
import org.pf4j.PluginDescriptorFinder;
import org.pf4j.PluginLoader;
import org.pf4j.PluginManager;
import org.pf4j.PluginRepository;
import org.pf4j.PluginState;
import org.pf4j.PluginStatusProvider;

/**
 * The classes of one plugin, by a PF4J of its own: so that nothing that happens to one plugin can touch another, and two
 * versions may live side by side during a swap. Finding and judging archives and looking factories up are Weft's own,
 * because PF4J's take all plugins down when one is broken. Not thread-safe.
 */
final class PluginClasses {

    private final Pf4j pf4j;
    private final String id;

    private PluginClasses(Pf4j pf4j, String id) {
        this.pf4j = pf4j;
        this.id = id;
    }

    /** Makes the loader of a plugin that passed {@link Preflight}. */
    static PluginClasses load(Archive archive, String spiVersion, SharedLoader shared) throws Refused {
        Pf4j pf4j = new Pf4j(archive, shared);
        pf4j.setSystemVersion(spiVersion);
        PluginClasses classes = new PluginClasses(pf4j, archive.id());
        try {
            pf4j.loadPlugin(archive.unpacked());
            if (pf4j.startPlugin(archive.id()) != PluginState.STARTED) {
                Throwable failure = pf4j.getPlugin(archive.id()).getFailedException();
                throw new Refused("PF4J does not start it" + (failure == null ? "" : ": " + Refused.describe(failure)));
            }
            return classes;
        } catch (RuntimeException | LinkageError failure) {
            classes.unload();
            throw new Refused("its classes cannot be loaded: " + Refused.describe(failure), failure);
        } catch (Refused refused) {
            classes.unload();
            throw refused;
        }
    }

    ClassLoader loader() {
        return pf4j.getPluginClassLoader(id);
    }

    /** Closes the loader; the plugin's code must not run any more. */
    void unload() {
        if (pf4j.getPlugin(id) != null) {
            pf4j.unloadPlugin(id);
        }
    }

    private static PluginDescriptor descriptor(Archive archive) {
        return new DefaultPluginDescriptor(
                archive.id(), archive.id(), "org.pf4j.Plugin", archive.version(), archive.requires(), "", "");
    }

    private static final class Pf4j extends DefaultPluginManager {

        // PF4J's constructor calls the methods below before these are set; what they make looks at them later.
        private final PluginDescriptor descriptor;
        private final ClassLoader shared;

        Pf4j(Archive archive, ClassLoader shared) {
            super(archive.unpacked());
            this.descriptor = descriptor(archive);
            this.shared = shared;
        }

        @Override
        protected PluginDescriptorFinder createPluginDescriptorFinder() {
            return new PluginDescriptorFinder() {
                @Override
                public boolean isApplicable(Path path) {
                    return true;
                }

                @Override
                public PluginDescriptor find(Path path) {
                    return descriptor;
                }
            };
        }

        @Override
        protected PluginLoader createPluginLoader() {
            return new PluginLoader() {
                @Override
                public boolean isApplicable(Path path) {
                    return true;
                }

                @Override
                public ClassLoader loadPlugin(Path path, PluginDescriptor descriptor) {
                    return own(path, descriptor);
                }
            };
        }

        /** The place where a loader for the libraries alone, shared by versions of a plugin, will come in. */
        private ClassLoader own(Path path, PluginDescriptor descriptor) {
            Loader loader = new Loader(this, descriptor, shared);
            try {
                for (Path element : Unpacking.classPath(path)) {
                    loader.addFile(element.toFile());
                }
            } catch (IOException unreadable) {
                throw new IllegalStateException("the copy of the plugin cannot be read", unreadable);
            }
            return loader;
        }

        @Override
        protected PluginRepository createPluginRepository() {
            return new PluginRepository() {
                @Override
                public List<Path> getPluginPaths() {
                    return List.of();
                }

                @Override
                public boolean deletePluginPath(Path path) {
                    return false;
                }
            };
        }

        @Override
        protected PluginStatusProvider createPluginStatusProvider() {
            return new PluginStatusProvider() {
                @Override
                public boolean isPluginDisabled(String id) {
                    return false;
                }

                @Override
                public void disablePlugin(String id) {}

                @Override
                public void enablePlugin(String id) {}
            };
        }
    }

    private static final class Loader extends PluginClassLoader {

        Loader(PluginManager manager, PluginDescriptor descriptor, ClassLoader parent) {
            super(manager, descriptor, parent, ClassLoadingStrategy.PDA);
        }

        @Override
        protected boolean shouldDelegateToParent(String className) {
            return SharedPackages.holdsClass(className);
        }
    }
}
