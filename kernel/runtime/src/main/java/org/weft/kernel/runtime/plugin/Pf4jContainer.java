/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.plugin;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
final class Pf4jContainer {

    private final Pf4j pf4j;
    private final PluginArchive archive;
    private final Libraries libraries;
    private final ClassLoader below;

    private Pf4jContainer(Pf4j pf4j, PluginArchive archive, Libraries libraries, ClassLoader below) {
        this.pf4j = pf4j;
        this.archive = archive;
        this.libraries = libraries;
        this.below = below;
    }

    /**
     * Makes the loader of a plugin that passed {@link Preflight}, above that of its libraries.
     *
     * @param replaced what goes when it comes
     */
    static Pf4jContainer load(
            PluginArchive archive, String spiVersion, Libraries libraries, Optional<PluginArchive> replaced)
            throws PluginRefused {
        ClassLoader below = libraries
                .borrow(archive, replaced)
                .<ClassLoader>map(loader -> loader)
                .orElse(libraries.shared());
        Pf4j pf4j = new Pf4j(archive, below);
        pf4j.setSystemVersion(spiVersion);
        Pf4jContainer classes = new Pf4jContainer(pf4j, archive, libraries, below);
        try {
            pf4j.loadPlugin(archive.copy().classes());
            if (pf4j.startPlugin(archive.id()) != PluginState.STARTED) {
                Throwable failure = pf4j.getPlugin(archive.id()).getFailedException();
                throw new PluginRefused(
                        "PF4J does not start it" + (failure == null ? "" : ": " + PluginRefused.describe(failure)));
            }
            return classes;
        } catch (RuntimeException | LinkageError failure) {
            classes.unload();
            throw new PluginRefused("its classes cannot be loaded: " + PluginRefused.describe(failure), failure);
        } catch (PluginRefused refusal) {
            classes.unload();
            throw refusal;
        }
    }

    ClassLoader loader() {
        return pf4j.getPluginClassLoader(archive.id());
    }

    /**
     * Closes the loader, and gives back that of the libraries; the plugin's code must not run any more. Once.
     *
     * @return the loaders that should be gone soon
     */
    List<ClassLoader> unload() {
        List<ClassLoader> closed = new ArrayList<>();
        if (pf4j.getPlugin(archive.id()) != null) {
            closed.add(loader());
            if (below instanceof LibraryLoader) {
                release(loader(), below);
            }
            pf4j.unloadPlugin(archive.id());
        }
        if (libraries.giveBack(archive)) {
            closed.add(below);
        }
        return closed;
    }

    /**
     * Threads that the libraries keep for ever have the plugin's loader as context loader, because it was the one of the
     * thread that made them. They get the libraries' own instead, so that the plugin's classes can go.
     */
    private static void release(ClassLoader going, ClassLoader staying) {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getContextClassLoader() == going) {
                thread.setContextClassLoader(staying);
            }
        }
    }

    private static PluginDescriptor descriptor(PluginArchive archive) {
        return new DefaultPluginDescriptor(
                archive.id(),
                archive.id(),
                "org.pf4j.Plugin",
                archive.version(),
                archive.manifest().requires(),
                "",
                "");
    }

    private static final class Pf4j extends DefaultPluginManager {

        // PF4J's constructor calls the methods below before these are set; what they make looks at them later.
        private final PluginDescriptor descriptor;
        private final ClassLoader parent;

        Pf4j(PluginArchive archive, ClassLoader parent) {
            super(archive.copy().classes());
            this.descriptor = descriptor(archive);
            this.parent = parent;
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

        private ClassLoader own(Path path, PluginDescriptor descriptor) {
            Loader loader = new Loader(this, descriptor, parent);
            loader.addFile(ArchiveUnpacker.classes(path).toFile());
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
