/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.plugin;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which archives should be loaded: of all that lie in the folders, those that pass {@link Preflight}, one for each id,
 * the site's before the shipped. Remembers its judgement until a file changes. Not thread-safe.
 */
final class PluginCatalog {

    private static final Logger log = LoggerFactory.getLogger(PluginCatalog.class);

    private final Preflight preflight;
    private final Map<Path, Judged> judged = new HashMap<>();

    /** Archives whose id another one has, which the log has told. */
    private Set<Path> doubles = Set.of();

    /** What is known of a file: an archive, or why it is refused. */
    private record Judged(PluginFolders.Stamp stamp, List<PluginArchive> archive, String refused) {}

    /**
     * The outcome of a look.
     *
     * @param wanted by id
     * @param refused archives that will not be used
     */
    record View(Map<String, PluginArchive> wanted, List<PluginStatus> refused) {}

    PluginCatalog(Preflight preflight) {
        this.preflight = preflight;
    }

    /**
     * @param loaded the files that are loaded at the moment: they win over newcomers of the same id
     */
    View view(Map<Path, PluginFolders.Stamp> files, Set<Path> loaded) {
        judged.keySet().retainAll(files.keySet());
        Set<Path> doubled = new HashSet<>();
        Map<String, PluginArchive> wanted = new LinkedHashMap<>();
        List<PluginStatus> refused = new ArrayList<>();
        Comparator<Path> siteFirst =
                Comparator.comparing((Path path) -> stamp(files, path).origin() == PluginArchive.Origin.SHIPPED);
        List<Path> order = files.keySet().stream()
                .sorted(siteFirst
                        .thenComparing(path -> !loaded.contains(path))
                        .thenComparing(Comparator.naturalOrder()))
                .toList();
        for (Path path : order) {
            Judged judgement = judge(path, stamp(files, path));
            if (judgement.archive().isEmpty()) {
                refused.add(status(path, judgement));
                continue;
            }
            PluginArchive archive = judgement.archive().getFirst();
            PluginArchive first = wanted.putIfAbsent(archive.id(), archive);
            if (first != null) {
                PluginStatus hidden = hidden(archive, first);
                refused.add(hidden);
                if (hidden.state() == PluginStatus.State.FAILED && doubled.add(path) && !doubles.contains(path)) {
                    warn(archive.file(), hidden.reason());
                }
            }
        }
        doubles = doubled;
        return new View(wanted, refused);
    }

    private static PluginFolders.Stamp stamp(Map<Path, PluginFolders.Stamp> files, Path path) {
        PluginFolders.Stamp stamp = files.get(path);
        if (stamp == null) {
            throw new IllegalArgumentException("not in the folders: " + path);
        }
        return stamp;
    }

    private Judged judge(Path path, PluginFolders.Stamp stamp) {
        Judged before = judged.get(path);
        if (before != null && before.stamp().equals(stamp)) {
            return before;
        }
        Judged now;
        try {
            now = new Judged(stamp, List.of(preflight.check(path, stamp.origin())), "");
        } catch (PluginRefused refusal) {
            warn(String.valueOf(path.getFileName()), refusal.reason());
            now = new Judged(stamp, List.of(), refusal.reason());
            if (!Files.exists(path)) {
                return now; // its folder is gone for a while: the archive itself was not judged
            }
        }
        judged.put(path, now);
        return now;
    }

    /** Says that an archive can't be used after all, although it passed; until its file changes. */
    void reject(PluginArchive archive, String reason) {
        warn(archive.file(), reason);
        judged.computeIfPresent(
                archive.source(), (path, before) -> new Judged(before.stamp(), before.archive(), reason));
    }

    /** Judges the archives of an id anew at the next look, and those whose id is not known. */
    void forget(String id) {
        judged.values()
                .removeIf(judgement -> judgement.archive().isEmpty()
                        || judgement.archive().getFirst().id().equals(id));
    }

    /** Why an archive was rejected; empty when it was not. */
    String rejection(PluginArchive archive) {
        Judged judgement = judged.get(archive.source());
        return judgement == null ? "" : judgement.refused();
    }

    /** Whether a file is there and no archive at all, so far as is known. */
    boolean isRefused(Path file) {
        Judged judgement = judged.get(file);
        return judgement != null && judgement.archive().isEmpty();
    }

    private static void warn(String file, String reason) {
        log.atWarn().addKeyValue("file", file).addKeyValue("reason", reason).log("plugin_refused");
    }

    /** The copies of all archives that passed. */
    Set<Path> copies() {
        Set<Path> copies = new HashSet<>();
        judged.values()
                .forEach(judgement -> judgement.archive().forEach(archive -> {
                    copies.add(archive.copy().classes());
                    copies.addAll(archive.copy().libraries());
                }));
        return copies;
    }

    private static PluginStatus status(Path path, Judged judgement) {
        return PluginStatus.unread(
                String.valueOf(path.getFileName()), judgement.stamp().origin(), judgement.refused());
    }

    private static PluginStatus hidden(PluginArchive archive, PluginArchive first) {
        boolean overrides = first.origin() != archive.origin();
        String reason = overrides
                ? "the site's " + first.file() + " is used instead, because it has the same Plugin-Id"
                : "it has the Plugin-Id '" + archive.id() + "' of " + first.file()
                        + ", which is used; remove one of them";
        return overrides
                ? PluginStatus.of(archive, PluginStatus.State.HIDDEN, List.of(), 0, 0, reason)
                : PluginStatus.failed(archive, reason);
    }
}
