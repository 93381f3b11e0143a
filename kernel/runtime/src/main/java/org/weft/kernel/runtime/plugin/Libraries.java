/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.plugin;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loaders of the libraries that plugins nest, one for each plugin and set of jars: versions of a plugin that nest the
 * same jars share it, two plugins never do. A loader is closed when the last plugin that uses it is gone, except where
 * the plugin says that its libraries can't be unloaded; of these so many may lie unused as the settings allow.
 * Thread-safe.
 */
final class Libraries {

    private static final Logger log = LoggerFactory.getLogger(Libraries.class);

    private final SharedLoader shared;
    private final int most;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Key, Held> sets = new HashMap<>();

    private record Key(String plugin, String set) {}

    private static final class Held {
        private final LibraryLoader loader;
        private final Set<Path> jars;
        private boolean retained;
        private int users;
        private String version = "";

        Held(LibraryLoader loader, List<Path> jars) {
            this.loader = loader;
            this.jars = Set.copyOf(jars);
        }
    }

    /**
     * Libraries that stay in memory although no plugin uses them.
     *
     * @param plugin the id of the plugin that brought them
     * @param version the version that used them last
     * @param jars how many there are
     */
    record LeftBehind(String plugin, String version, int jars) {

        PluginStatus status() {
            return new PluginStatus(
                    "",
                    plugin,
                    version,
                    "",
                    "",
                    PluginStatus.State.RETAINED,
                    List.of(),
                    0,
                    0,
                    "its " + jars + " libraries can't be unloaded and stay in memory until the server ends");
        }
    }

    /**
     * @param most how many sets may be left behind
     */
    Libraries(SharedLoader shared, int most) {
        this.shared = shared;
        this.most = most;
    }

    /** Where the classes of plugins without libraries come from, besides themselves. */
    SharedLoader shared() {
        return shared;
    }

    /**
     * Lends the loader of an archive's libraries; to be given back by {@link #giveBack}.
     *
     * @param replaced what goes when the archive comes
     * @return absent when it nests none
     * @throws PluginRefused when too many sets would be left behind
     */
    Optional<LibraryLoader> borrow(PluginArchive archive, Optional<PluginArchive> replaced) throws PluginRefused {
        if (archive.copy().libraries().isEmpty()) {
            return Optional.empty();
        }
        Key key = key(archive);
        lock.lock();
        try {
            Held held = sets.get(key);
            if (held == null) {
                requireRoom(archive, replaced);
                held = new Held(loader(archive), archive.copy().libraries());
                sets.put(key, held);
            }
            held.retained |= archive.manifest().retained();
            held.users++;
            held.version = archive.version();
            return Optional.of(held.loader);
        } finally {
            lock.unlock();
        }
    }

    private void requireRoom(PluginArchive archive, Optional<PluginArchive> replaced) throws PluginRefused {
        if (!archive.manifest().retained()) {
            return;
        }
        int left = leftBehind().size();
        Held going = replaced.map(Libraries::key).map(sets::get).orElse(null);
        if (going != null && going.retained && going.users == 1) {
            left++;
        }
        if (left > most) {
            throw new PluginRefused(
                    "its libraries differ from those in memory, which can't be unloaded; it would leave " + left
                            + " unused sets of them there, and [plugins] retained-libraries allows " + most
                            + ": restart the server to use it");
        }
    }

    private LibraryLoader loader(PluginArchive archive) {
        List<Path> jars = archive.copy().libraries();
        URL[] urls = new URL[jars.size()];
        try {
            for (int i = 0; i < urls.length; i++) {
                urls[i] = jars.get(i).toUri().toURL();
            }
        } catch (MalformedURLException impossible) {
            throw new IllegalStateException("a path of the data folder is no URL", impossible);
        }
        return new LibraryLoader(archive.id(), urls, shared);
    }

    /**
     * Takes a loader back.
     *
     * @return whether it was closed
     */
    boolean giveBack(PluginArchive archive) {
        if (archive.copy().libraries().isEmpty()) {
            return false;
        }
        lock.lock();
        try {
            Key key = key(archive);
            Held held = sets.get(key);
            if (held == null || --held.users > 0) {
                return false;
            }
            if (held.retained) {
                log.atInfo()
                        .addKeyValue("plugin", archive.label())
                        .addKeyValue("jars", held.jars.size())
                        .addKeyValue("left_behind", leftBehind().size())
                        .log("plugin_libraries_retained");
                return false;
            }
            sets.remove(key);
            close(held, archive);
            return true;
        } finally {
            lock.unlock();
        }
    }

    private static void close(Held held, PluginArchive archive) {
        try {
            held.loader.close();
        } catch (IOException failure) {
            log.atWarn()
                    .addKeyValue("plugin", archive.label())
                    .addKeyValue("reason", failure.getMessage())
                    .log("plugin_libraries_not_closed");
        }
    }

    /** The sets that stay although nobody uses them. */
    List<LeftBehind> leftBehind() {
        lock.lock();
        try {
            List<LeftBehind> left = new ArrayList<>();
            sets.forEach((key, held) -> {
                if (held.users == 0) {
                    left.add(new LeftBehind(key.plugin(), held.version, held.jars.size()));
                }
            });
            return left;
        } finally {
            lock.unlock();
        }
    }

    /** The jars that must stay where they are. */
    Set<Path> jars() {
        lock.lock();
        try {
            Set<Path> jars = new HashSet<>();
            sets.values().forEach(held -> jars.addAll(held.jars));
            return jars;
        } finally {
            lock.unlock();
        }
    }

    private static Key key(PluginArchive archive) {
        return new Key(archive.id(), archive.copy().set());
    }
}
