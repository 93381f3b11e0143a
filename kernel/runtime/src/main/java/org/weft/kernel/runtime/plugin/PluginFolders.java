/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.plugin;

import java.io.IOException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the plugin folders. A file counts as changed when two looks in a row found it the same and different from
 * what was known: a copy that is under way is left alone. It counts as gone when a folder that could be listed twice did
 * not have it, and the system said of this very name that there is none; whatever else can't be looked at is reported
 * and stays as it was known. Only {@link #troubles} may be called by several threads.
 */
final class PluginFolders {

    private static final Logger log = LoggerFactory.getLogger(PluginFolders.class);

    private final FolderReader reader;
    private final Map<Path, PluginArchive.Origin> folders = new TreeMap<>();
    /** Which folder it was that lay at the path when an archive was found there last. */
    private final Map<Path, Object> identities = new HashMap<>();

    private Map<Path, Stamp> known = Map.of();
    private Map<Path, Stamp> last = Map.of();
    private volatile Map<Path, Trouble> troubles = Map.of();

    /** How a file looked. */
    record Stamp(PluginArchive.Origin origin, long size, FileTime modified, Optional<Object> key) {}

    /** Why a folder, or a file in one, can't be looked at. */
    private record Trouble(PluginArchive.Origin origin, String file, String reason) {}

    PluginFolders(Optional<Path> shipped, Path site, FolderReader reader) {
        this.reader = reader;
        shipped.ifPresent(folder -> folders.put(folder, PluginArchive.Origin.SHIPPED));
        folders.put(site, PluginArchive.Origin.SITE);
    }

    /** All archives as they are now, without waiting for them to stand still; for the start. */
    Map<Path, Stamp> all() {
        last = look();
        known = last;
        return known;
    }

    /** The archives as known, when that has changed since the last call. */
    Optional<Map<Path, Stamp>> changed() {
        boolean troubled = !troubles.isEmpty();
        Map<Path, Stamp> now = look();
        boolean recovered = troubled && troubles.isEmpty(); // what was refused meanwhile is tried again
        Map<Path, Stamp> view = new TreeMap<>(known);
        view.keySet().removeIf(path -> !now.containsKey(path) && !last.containsKey(path));
        for (Map.Entry<Path, Stamp> file : now.entrySet()) {
            if (file.getValue().equals(last.get(file.getKey()))) {
                view.put(file.getKey(), file.getValue());
            }
        }
        last = now;
        if (view.equals(known) && !recovered) {
            return Optional.empty();
        }
        known = view;
        return Optional.of(view);
    }

    /** The folders and files that could not be looked at. */
    List<PluginStatus> troubles() {
        return troubles.values().stream()
                .map(trouble -> PluginStatus.unread(trouble.file(), trouble.origin(), trouble.reason()))
                .toList();
    }

    private Map<Path, Stamp> look() {
        Map<Path, Trouble> met = new TreeMap<>();
        Map<Path, Stamp> found = new TreeMap<>();
        folders.forEach((folder, origin) -> found.putAll(look(folder, origin, met)));
        met.forEach((path, trouble) -> {
            if (!trouble.equals(troubles.get(path))) {
                log.atWarn()
                        .addKeyValue("path", path)
                        .addKeyValue("reason", trouble.reason())
                        .log("plugin_folder_not_read");
            }
        });
        troubles = Map.copyOf(met);
        return found;
    }

    private Map<Path, Stamp> look(Path folder, PluginArchive.Origin origin, Map<Path, Trouble> met) {
        Map<Path, Stamp> before = in(folder);
        Map<Path, Stamp> found = new TreeMap<>();
        try {
            List<Path> names = reader.list(folder);
            for (Path file : names) {
                Optional<Stamp> stamp = stamp(file, origin, met);
                stamp.or(() -> Optional.ofNullable(before.get(file))).ifPresent(seen -> found.put(file, seen));
            }
            for (Map.Entry<Path, Stamp> missing : before.entrySet()) {
                if (!names.contains(missing.getKey()) && !isGone(missing.getKey())) {
                    found.put(missing.getKey(), missing.getValue());
                }
            }
            requireSameFolder(folder, names.isEmpty() && !before.isEmpty());
            return found;
        } catch (IOException unknown) {
            if (!before.isEmpty() || !(unknown instanceof NoSuchFileException)) {
                met.put(
                        folder,
                        new Trouble(
                                origin,
                                String.valueOf(folder),
                                "this folder cannot be read, and what was loaded from it stays: "
                                        + PluginRefused.describe(unknown)));
            }
            return before;
        }
    }

    private Map<Path, Stamp> in(Path folder) {
        Map<Path, Stamp> before = new TreeMap<>(known);
        before.keySet().removeIf(path -> !folder.equals(path.getParent()));
        return before;
    }

    /** What a file looks like; empty, with the reason told, when that can't be known. */
    private Optional<Stamp> stamp(Path file, PluginArchive.Origin origin, Map<Path, Trouble> met) {
        String reason;
        try {
            BasicFileAttributes seen = reader.attributes(file);
            if (seen.isRegularFile()) {
                return Optional.of(
                        new Stamp(origin, seen.size(), seen.lastModifiedTime(), Optional.ofNullable(seen.fileKey())));
            }
            reason = "it is no file";
        } catch (NoSuchFileException nowhere) {
            if (isGone(file)) {
                return Optional.empty(); // between the listing and the look
            }
            reason = "it is a link that leads nowhere";
        } catch (IOException unreadable) {
            reason = "it cannot be looked at: " + PluginRefused.describe(unreadable);
        }
        met.put(file, new Trouble(origin, String.valueOf(file.getFileName()), reason));
        return Optional.empty();
    }

    /** Whether the system says of this very name that there is none. */
    private boolean isGone(Path file) {
        try {
            BasicFileAttributes unused = reader.attributes(file, LinkOption.NOFOLLOW_LINKS);
            return false;
        } catch (NoSuchFileException gone) {
            return true;
        } catch (IOException unknown) {
            return false;
        }
    }

    /** A folder that is suddenly empty, and another one, is what a mount leaves behind when it vanishes. */
    private void requireSameFolder(Path folder, boolean emptied) throws IOException {
        Object now = Optional.ofNullable(reader.attributes(folder).fileKey()).orElse(folder);
        if (emptied && !now.equals(identities.getOrDefault(folder, now))) {
            throw new IOException("another folder without archives lies there now; is a mount missing?");
        }
        if (!emptied) {
            identities.put(folder, now);
        }
    }
}
