/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.plugin;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Looks at the plugin folders. A file counts as changed when two looks in a row found it the same and different from
 * what was known: a copy that is under way is left alone. Not thread-safe.
 */
final class PluginFolders {

    /** How a file looked. */
    record Stamp(Archive.Origin origin, long size, FileTime modified, Optional<Object> key) {}

    private final Map<Path, Archive.Origin> folders = new HashMap<>();
    private Map<Path, Stamp> known = Map.of();
    private Map<Path, Stamp> last = Map.of();

    PluginFolders(Optional<Path> shipped, Path site) {
        shipped.ifPresent(folder -> folders.put(folder, Archive.Origin.SHIPPED));
        folders.put(site, Archive.Origin.SITE);
    }

    /** All archives as they are now, without waiting for them to stand still; for the start. */
    Map<Path, Stamp> all() {
        last = look();
        known = last;
        return known;
    }

    /** The archives as known, when that has changed since the last call. */
    Optional<Map<Path, Stamp>> changed() {
        Map<Path, Stamp> now = look();
        Map<Path, Stamp> view = new TreeMap<>(known);
        view.keySet().removeIf(path -> !now.containsKey(path) && !last.containsKey(path));
        for (Map.Entry<Path, Stamp> file : now.entrySet()) {
            if (file.getValue().equals(last.get(file.getKey()))) {
                view.put(file.getKey(), file.getValue());
            }
        }
        last = now;
        if (view.equals(known)) {
            return Optional.empty();
        }
        known = view;
        return Optional.of(view);
    }

    private Map<Path, Stamp> look() {
        Map<Path, Stamp> found = new TreeMap<>();
        folders.forEach((folder, origin) -> {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.{jar,zip}")) {
                for (Path file : files) {
                    BasicFileAttributes seen = Files.readAttributes(file, BasicFileAttributes.class);
                    if (seen.isRegularFile()) {
                        found.put(
                                file,
                                new Stamp(
                                        origin,
                                        seen.size(),
                                        seen.lastModifiedTime(),
                                        Optional.ofNullable(seen.fileKey())));
                    }
                }
            } catch (IOException absent) {
                // A folder that is not there holds no plugins; it may appear later.
            }
        });
        return found;
    }
}
