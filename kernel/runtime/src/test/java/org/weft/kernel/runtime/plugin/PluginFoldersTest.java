/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is told of the plugin folder while links, disks and mounts in it misbehave: a file is gone only when it is. */
class PluginFoldersTest {

    @TempDir
    Path data = Path.of("");

    private Path site = Path.of("");
    private final FaultyReader disk = new FaultyReader();
    private Set<String> view = Set.of();

    /** The file system, with errors of a disk. */
    private static final class FaultyReader implements FolderReader {

        private final Disk real = new Disk();
        private final Set<String> unreadable = new HashSet<>();
        private boolean broken;

        @Override
        public List<Path> list(Path folder) throws IOException {
            List<Path> names = real.list(folder);
            if (broken) {
                throw new FileSystemException(folder.toString(), null, "Input/output error");
            }
            return names;
        }

        @Override
        public BasicFileAttributes attributes(Path path, LinkOption... options) throws IOException {
            if (unreadable.contains(String.valueOf(path.getFileName()))) {
                throw new FileSystemException(path.toString(), null, "Input/output error");
            }
            return real.attributes(path, options);
        }
    }

    @BeforeEach
    void folder() throws IOException {
        site = Files.createDirectories(data.resolve("plugins"));
    }

    private PluginFolders folders() {
        PluginFolders folders = new PluginFolders(Optional.empty(), site, disk);
        see(folders.all());
        return folders;
    }

    private void see(Map<Path, PluginFolders.Stamp> files) {
        view = new TreeSet<>();
        files.keySet().forEach(file -> view.add(String.valueOf(file.getFileName())));
    }

    /** Two looks, as it takes for what happened to count. */
    private void look(PluginFolders folders) {
        folders.changed().ifPresent(this::see);
        folders.changed().ifPresent(this::see);
    }

    private static List<String> reasons(PluginFolders folders) {
        return folders.troubles().stream()
                .map(trouble -> trouble.file() + ": " + trouble.reason())
                .toList();
    }

    private void file(String name) throws IOException {
        Files.writeString(site.resolve(name), name);
    }

    @Test
    void a_link_that_leads_nowhere_is_named_and_hides_no_other_file() throws IOException {
        file("a.jar");
        file("z.jar");
        PluginFolders folders = folders();
        Files.createSymbolicLink(site.resolve("b.jar"), Path.of("/nonexistent"));
        Files.createSymbolicLink(site.resolve("c.jar"), Path.of("c.jar"));
        Files.createDirectory(site.resolve("d.jar"));

        look(folders);

        assertThat(view).containsExactly("a.jar", "z.jar");
        assertThat(reasons(folders))
                .hasSize(3)
                .contains("b.jar: it is a link that leads nowhere", "d.jar: it is no file")
                .anyMatch(reason -> reason.startsWith("c.jar: it cannot be looked at"));
    }

    @Test
    void a_file_that_can_not_be_looked_at_is_not_gone() throws IOException {
        file("a.jar");
        file("b.jar");
        PluginFolders folders = folders();
        disk.unreadable.add("a.jar");

        look(folders);
        assertThat(view).containsExactly("a.jar", "b.jar");
        assertThat(reasons(folders)).singleElement().asString().contains("a.jar", "Input/output error");

        Files.delete(site.resolve("a.jar"));
        look(folders);
        assertThat(view).as("nobody said that it is gone").contains("a.jar");

        disk.unreadable.clear();
        look(folders);
        assertThat(view).containsExactly("b.jar");
        assertThat(reasons(folders)).isEmpty();
    }

    @Test
    void a_folder_that_can_not_be_read_is_not_empty() throws IOException {
        file("a.jar");
        PluginFolders folders = folders();
        disk.broken = true;

        look(folders);

        assertThat(view).containsExactly("a.jar");
        assertThat(reasons(folders))
                .singleElement()
                .asString()
                .contains(site.toString(), "cannot be read, and what was loaded from it stays", "Input/output error");
    }

    @Test
    void a_folder_that_vanished_or_became_a_file_is_not_empty() throws IOException {
        file("a.jar");
        PluginFolders folders = folders();
        Path aside = Files.move(site, data.resolve("aside"));

        look(folders);
        assertThat(view).containsExactly("a.jar");
        Files.writeString(site, "");
        look(folders);
        assertThat(view).containsExactly("a.jar");
        assertThat(reasons(folders)).hasSize(1);

        Files.delete(site);
        Files.createDirectory(site);
        look(folders);
        assertThat(view).as("an empty folder where a mount was").containsExactly("a.jar");
        assertThat(reasons(folders)).singleElement().asString().contains("is a mount missing?");

        Files.delete(site);
        Files.move(aside, site);
        look(folders);
        assertThat(reasons(folders)).isEmpty();
        Files.delete(site.resolve("a.jar"));
        look(folders);
        assertThat(view).isEmpty();
    }

    @Test
    void another_folder_with_archives_takes_the_place_of_the_first() throws IOException {
        file("a.jar");
        PluginFolders folders = folders();
        Files.move(site, data.resolve("aside"));
        Files.createDirectory(site);
        file("b.jar");

        look(folders);

        assertThat(view).containsExactly("b.jar");
    }

    @Test
    void a_folder_that_was_never_there_is_no_trouble() {
        PluginFolders folders = new PluginFolders(Optional.empty(), data.resolve("none"), disk);

        see(folders.all());
        look(folders);

        assertThat(view).isEmpty();
        assertThat(reasons(folders)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whatever_happens_in_the_folder_no_file_is_lost_that_is_there(long seed) throws IOException {
        Random random = new Random(seed);
        Path aside = data.resolve("aside");
        Set<String> there = new TreeSet<>();
        Set<String> seen = new HashSet<>();
        List<String> story = new ArrayList<>();
        PluginFolders folders = folders();
        for (int i = 0; i < 400; i++) {
            String name = "p" + random.nextInt(6) + ".jar";
            boolean away = Files.exists(aside);
            Path file = (away ? aside : site).resolve(name);
            switch (random.nextInt(9)) {
                case 0, 1 -> {
                    Files.deleteIfExists(file);
                    Files.writeString(file, "x".repeat(random.nextInt(5)));
                    there.add(name);
                    story.add("write " + name);
                }
                case 2 -> {
                    Files.deleteIfExists(file);
                    there.remove(name);
                    seen.remove(name);
                    story.add("delete " + name);
                }
                case 3 -> {
                    // In the place of the file, or beside the others: the name is there all the same.
                    Files.deleteIfExists(file);
                    Files.createSymbolicLink(file, Path.of(random.nextBoolean() ? "/nonexistent" : name));
                    there.remove(name);
                    story.add("link " + name);
                }
                case 4 -> {
                    disk.broken = !disk.broken;
                    story.add("listing breaks: " + disk.broken);
                }
                case 5 -> {
                    if (!disk.unreadable.remove(name)) {
                        disk.unreadable.add(name);
                    }
                    story.add("unreadable: " + disk.unreadable);
                }
                case 6 -> {
                    if (away) {
                        Files.deleteIfExists(site);
                        Files.move(aside, site);
                    } else {
                        Files.move(site, aside);
                    }
                    story.add("mount: " + away);
                }
                case 7 -> {
                    if (away && !Files.exists(site)) {
                        Files.createDirectory(site);
                        story.add("empty mount point");
                    }
                }
                default -> {
                    if (away && !Files.exists(site)) {
                        Files.createFile(site);
                        story.add("a file in its place");
                    }
                }
            }
            look(folders);
            assertThat(view).as("seed %s, %s", seed, story).containsAll(seen);
            seen.addAll(view);
            seen.retainAll(there);
        }

        disk.broken = false;
        disk.unreadable.clear();
        if (Files.exists(aside)) {
            Files.deleteIfExists(site);
            Files.move(aside, site);
        }
        for (int i = 0; i < 6; i++) {
            Path link = site.resolve("p" + i + ".jar");
            if (Files.isSymbolicLink(link)) {
                Files.delete(link);
            }
        }
        Files.writeString(site.resolve("last.jar"), "");
        there.add("last.jar");
        look(folders);
        assertThat(view).as("seed %s, at last", seed).isEqualTo(there);
        assertThat(reasons(folders)).isEmpty();
    }
}
