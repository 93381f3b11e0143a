/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.weft.spi.WeftException;
import org.weft.spi.storage.Guard;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Trash;
import org.weft.spi.storage.Versions;
import org.weft.testkit.storage.StorageBench;

/**
 * A process that does everything that changes a storage, by several threads and for ever. Before each step it tells the
 * files that the step is about ({@code B PATH}), and after it how they are ({@code E PATH NUMBER}, or {@code -} for a file
 * that is not there).
 */
final class Workout {

    private static final int THREADS = 3;
    private static final int FILES = 6;

    private final StorageBench bench;
    private final String folder;
    private final Random random;
    private int number;

    private Workout(StorageBench bench, int thread, long seed) {
        this.bench = bench;
        this.folder = "/t" + thread;
        this.random = new Random(seed * 31 + thread);
        this.number = thread;
    }

    public static void main(String[] arguments) throws Exception {
        long seed = Long.parseLong(arguments[1]);
        try (StorageBench bench = BenchOf.with(
                Path.of(arguments[0]),
                LocalFsConfig.of(Path.of(arguments[0], "root")).hasty())) {
            for (int i = 0; i < THREADS; i++) {
                Workout workout = new Workout(bench, i, seed);
                Thread.ofVirtual().start(workout::forEver);
            }
            new CountDownLatch(1).await();
        }
    }

    static String content(int number) {
        return ("content " + number + "\n").repeat(200 + number % 50);
    }

    private void forEver() {
        try {
            ensureFolders();
            while (true) {
                step();
            }
        } catch (IOException | RuntimeException failure) {
            failure.printStackTrace();
            System.exit(1);
        }
    }

    private void ensureFolders() throws IOException {
        for (String path : List.of(folder, folder + "/f", folder + "/g")) {
            if (!bench.exists(path)) {
                bench.folder(path);
            }
        }
    }

    private void step() throws IOException {
        String path = file();
        try {
            switch (random.nextInt(8)) {
                case 0, 1, 2 -> put(path);
                case 3 -> delete(path);
                case 4 -> move(path, file());
                case 5 -> version(path);
                case 6 -> restore(path);
                default -> folder();
            }
        } catch (WeftException.NotFound | WeftException.AlreadyExists | WeftException.Forbidden asExpected) {
            tell("E " + path + " " + state(path));
        }
    }

    private String file() {
        return folder + (random.nextBoolean() ? "/f/" : "/g/") + random.nextInt(FILES);
    }

    private static void tell(String line) {
        System.out.println(line);
    }

    private String state(String path) throws IOException {
        return bench.exists(path) ? numberOf(bench.read(path)) : "-";
    }

    static String numberOf(String text) {
        return text.substring(8, text.indexOf('\n'));
    }

    private void put(String path) throws IOException {
        number += THREADS;
        tell("B " + path);
        bench.put(path, content(number));
        tell("E " + path + " " + number);
    }

    private void delete(String path) throws IOException {
        tell("B " + path);
        bench.delete(path);
        tell("E " + path + " -");
    }

    private void move(String from, String to) throws IOException {
        tell("B " + from);
        tell("B " + to);
        String moved = state(from);
        try {
            bench.moveOver(from, to);
        } catch (WeftException.NotFound | WeftException.Conflict | WeftException.Forbidden notThere) {
            tell("E " + from + " " + state(from));
            tell("E " + to + " " + state(to));
            return;
        }
        tell("E " + from + " -");
        tell("E " + to + " " + moved);
    }

    private void version(String path) throws IOException {
        Versions versions = bench.driver().versions().orElseThrow();
        List<Versions.Version> all = new ArrayList<>();
        versions.list(bench.anna(), StorageBench.at(path), all::add);
        if (!all.isEmpty()) {
            tell("B " + path);
            String key = all.get(random.nextInt(all.size())).key();
            versions.restore(bench.anna(), StorageBench.at(path), key, Guard.none());
            tell("E " + path + " " + state(path));
        }
    }

    private void restore(String path) throws IOException {
        Trash trash = bench.driver().trash().orElseThrow();
        List<Trash.Item> items = new ArrayList<>();
        trash.list(bench.anna(), bench.stat("/").space(), Optional.empty(), RelPath.root(), items::add);
        RelPath wanted = StorageBench.at(path).path();
        for (Trash.Item item : items) {
            if (item.original().equals(wanted)) {
                tell("B " + path);
                trash.restore(
                        bench.anna(),
                        bench.stat("/").space(),
                        item.key(),
                        RelPath.root(),
                        Optional.empty(),
                        random.nextBoolean(),
                        Guard.none());
                tell("E " + path + " " + state(path));
                return;
            }
        }
    }

    /** Lets one folder take the place of the other, or purges some of the trash. */
    private void folder() throws IOException {
        if (random.nextInt(4) == 0) {
            bench.driver()
                    .trash()
                    .orElseThrow()
                    .empty(bench.anna(), bench.stat("/").space());
            return;
        }
        for (int i = 0; i < FILES; i++) {
            tell("B " + folder + "/f/" + i);
            tell("B " + folder + "/g/" + i);
        }
        bench.moveOver(folder + "/g", folder + "/f");
        bench.folder(folder + "/g");
        for (int i = 0; i < FILES; i++) {
            tell("E " + folder + "/f/" + i + " " + state(folder + "/f/" + i));
            tell("E " + folder + "/g/" + i + " -");
        }
    }
}
