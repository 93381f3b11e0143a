/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cli;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.weft.kernel.runtime.plugin.ArchiveInspection;
import org.weft.kernel.server.PrivateFolder;

/**
 * The site's plugin folder as commands change it. An archive that is replaced or taken out is kept beside it, in {@code
 * .before/ID}, the youngest five of each plugin, so that it can come back. Each visible step is one rename, and what is kept
 * is there before the step: a crash leaves at worst an archive that serves and is kept as well.
 */
final class PluginArchives implements AutoCloseable {

    private static final int MOST = 5;
    private static final Pattern KEPT = Pattern.compile("(\\d{8})-(.+)");

    private final Path folder;
    private final FileChannel channel;
    private final FileLock lock;

    /** An archive that was used before, and the name that it had. */
    record Kept(Path file, int number, String name) {}

    /**
     * A change that can be taken back.
     *
     * @param target what lies in the plugin folder now
     * @param before what lay there and is kept; empty when nothing was
     * @param withdrawn where lies what a way back took out; empty when the change was none, or there was nothing
     */
    record Change(String id, Path target, Optional<Kept> before, Optional<Path> withdrawn) {}

    private PluginArchives(Path folder, FileChannel channel, FileLock lock) {
        this.folder = folder;
        this.channel = channel;
        this.lock = lock;
    }

    /** Waits until no other command changes the folder. */
    static PluginArchives open(Path folder) throws IOException {
        Path kept = made(folder.resolve(".before"));
        FileChannel channel =
                FileChannel.open(kept.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            return new PluginArchives(folder, channel, channel.lock());
        } catch (IOException failure) {
            channel.close();
            throw failure;
        }
    }

    /** The archives in the plugin folder that have the id. */
    List<Path> present(String id) throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.{jar,zip}")) {
            for (Path file : files) {
                if (ArchiveInspection.idOf(file).equals(id)) {
                    found.add(file);
                }
            }
        }
        return found;
    }

    /** What can come back, the youngest first. */
    List<Kept> kept(String id) throws IOException {
        List<Kept> kept = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(place(id))) {
            for (Path file : files) {
                Matcher name = KEPT.matcher(String.valueOf(file.getFileName()));
                if (name.matches()) {
                    kept.add(new Kept(file, Integer.parseInt(name.group(1)), name.group(2)));
                }
            }
        } catch (NoSuchFileException none) {
            return List.of();
        }
        kept.sort(Comparator.comparingInt(Kept::number).reversed());
        return kept;
    }

    /** Puts a copy of an archive in, in the place of those with its id. */
    Change put(Path source, String id) throws IOException {
        Path target = folder.resolve(String.valueOf(source.getFileName()));
        if (Files.exists(target) && !List.of(id, "").contains(ArchiveInspection.idOf(target))) {
            throw new IOException(
                    "the archive there is that of another plugin, '" + ArchiveInspection.idOf(target) + "'");
        }
        Path building = folder.resolve(".new-" + UUID.randomUUID());
        try {
            Files.copy(source, building);
            try (FileChannel written = FileChannel.open(building, StandardOpenOption.WRITE)) {
                written.force(true);
            }
            List<Path> old = present(id);
            Optional<Kept> before = Optional.empty();
            for (Path file : old) {
                if (Files.mismatch(file, building) >= 0) {
                    before = Optional.of(keep(file, id));
                }
            }
            Files.move(building, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            // The new one is there before the old one goes, so that a running server swaps them.
            deleteAllBut(target, old);
            prune(id);
            return new Change(id, target, before, Optional.empty());
        } finally {
            Files.deleteIfExists(building);
        }
    }

    /** Takes an archive out; it is kept. */
    void remove(Path file, String id) throws IOException {
        Kept unused = keep(file, id);
        Files.delete(file);
        prune(id);
    }

    /** The one that a way back leads to: the youngest that is another than what lies there. */
    Optional<Kept> before(String id) throws IOException {
        List<Path> present = present(id);
        for (Kept kept : kept(id)) {
            boolean same = false;
            for (Path file : present) {
                same = same || Files.mismatch(file, kept.file()) < 0;
            }
            if (!same) {
                return Optional.of(kept);
            }
        }
        return Optional.empty();
    }

    /** Puts a kept archive back, in the place of what lies there, which lies in {@code withdrawn} from then on. */
    Change back(String id, Kept kept) throws IOException {
        List<Path> present = present(id);
        Optional<Path> withdrawn = Optional.empty();
        for (Path file : present) {
            withdrawn = Optional.of(withdraw(file, id));
        }
        for (Kept younger : kept(id)) {
            if (younger.number() > kept.number()) {
                Files.delete(younger.file()); // the same as what lies there
            }
        }
        Path target = folder.resolve(kept.name());
        Files.move(kept.file(), target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        deleteAllBut(target, present);
        return new Change(id, target, Optional.empty(), withdrawn);
    }

    /** Takes what lies there out, so that what came with the server serves again. */
    void toShipped(String id) throws IOException {
        for (Path file : present(id)) {
            Path unused = withdraw(file, id);
            Files.delete(file);
        }
    }

    /** Takes a change back, as far as something was there before; answers what lies there then. */
    Optional<Path> undo(Change change) throws IOException {
        Optional<Path> earlier = change.withdrawn().or(() -> change.before().map(Kept::file));
        if (earlier.isEmpty()) {
            return Optional.empty();
        }
        String name = change.before()
                .map(Kept::name)
                .orElse(String.valueOf(earlier.get().getFileName()));
        if (change.withdrawn().isPresent()) {
            Kept unused = keep(change.target(), change.id());
        }
        Path target = folder.resolve(name);
        Files.move(earlier.get(), target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        deleteAllBut(target, List.of(change.target()));
        return Optional.of(target);
    }

    private static void deleteAllBut(Path target, List<Path> files) throws IOException {
        for (Path file : files) {
            if (!file.equals(target)) {
                Files.deleteIfExists(file);
            }
        }
    }

    private Path place(String id) {
        return folder.resolve(".before").resolve(id);
    }

    private Kept keep(Path file, String id) throws IOException {
        Path place = made(place(id));
        List<Kept> kept = kept(id);
        int number = kept.isEmpty() ? 1 : kept.getFirst().number() + 1;
        String name = String.valueOf(file.getFileName());
        Path to = place.resolve(String.format(Locale.ROOT, "%08d-%s", number, name));
        link(file, to);
        return new Kept(to, number, name);
    }

    private static Path made(Path folder) throws IOException {
        PrivateFolder.make(folder);
        return folder;
    }

    private Path withdraw(Path file, String id) throws IOException {
        Path folderOfWithdrawn = made(place(id).resolve("withdrawn"));
        try (DirectoryStream<Path> others = Files.newDirectoryStream(folderOfWithdrawn)) {
            for (Path other : others) {
                Files.delete(other);
            }
        }
        Path to = folderOfWithdrawn.resolve(String.valueOf(file.getFileName()));
        link(file, to);
        return to;
    }

    /** A second name takes no room, and a disk that is full does not hinder it. */
    private static void link(Path file, Path to) throws IOException {
        try {
            Files.createLink(to, file);
        } catch (UnsupportedOperationException | FileSystemException noLinks) {
            Path building = to.resolveSibling(".new-" + UUID.randomUUID());
            try {
                Files.copy(file, building);
                Files.move(building, to, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(building);
            }
        }
    }

    private void prune(String id) throws IOException {
        List<Kept> kept = kept(id);
        for (Kept old : kept.subList(Math.min(MOST, kept.size()), kept.size())) {
            Files.delete(old.file());
        }
    }

    @Override
    public void close() throws IOException {
        lock.release();
        channel.close();
    }
}
