/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.probe;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.weft.kernel.runtime.probe.Trials.GivenUp;
import org.weft.spi.WeftException;
import org.weft.spi.storage.ListSpec;
import org.weft.spi.storage.MakeSpec;
import org.weft.spi.storage.Precondition;
import org.weft.spi.storage.Probe.Trial;
import org.weft.spi.storage.ReadSpec;

/** How fast a storage is, and whether many files in one folder are all listed. */
final class SpeedProbe {

    private static final int WRITERS = 8;
    private static final int LOOKS = 100;
    private static final long SLOW_MILLIS = 1000;

    private final ProbeFolder place;
    private final ProbeSize size;
    private final Trials trials;

    SpeedProbe(ProbeFolder place, ProbeSize size, Trials trials) {
        this.place = place;
        this.size = size;
        this.trials = trials;
    }

    void run() throws GivenUp {
        trials.of(ProbeCheck.LIST, this::list);
        trials.of(ProbeCheck.OPERATIONS, this::looks);
        ProbeBodies.Made body = new ProbeBodies.Made(size.bytes(), 5);
        if (trials.of(ProbeCheck.UPLOAD, () -> upload(body))) {
            AtomicLong first = new AtomicLong();
            trials.of(ProbeCheck.DOWNLOAD, () -> download(body.seen(), first));
            trials.of(ProbeCheck.FIRST_BYTE, () -> {
                long millis = first.get() / 1_000_000;
                String words = millis + " ms after the file was asked for";
                return millis > SLOW_MILLIS ? ProbeCheck.FIRST_BYTE.note(words) : ProbeCheck.FIRST_BYTE.good(words);
            });
        }
    }

    private Trial list() throws IOException {
        place.driver().makeFolder(place.who(), place.at("many"), MakeSpec.simple());
        long begun = System.nanoTime();
        write(size.files());
        long written = System.nanoTime() - begun;
        Set<String> seen = new HashSet<>();
        AtomicInteger twice = new AtomicInteger();
        long looked = System.nanoTime();
        place.driver().list(place.who(), place.at("many"), ListSpec.all(), node -> {
            if (!seen.add(node.name())) {
                twice.incrementAndGet();
            }
            return seen.size() <= 2 * size.files();
        });
        long listed = System.nanoTime() - looked;
        if (seen.size() != size.files() || twice.get() > 0) {
            return ProbeCheck.LIST.bad("of " + size.files() + " files " + seen.size() + " were listed, " + twice.get()
                    + " of them more than once");
        }
        return ProbeCheck.LIST.good("all of " + size.files() + " files, written by " + WRITERS + " at a time: "
                + rate(size.files(), written) + " written and " + rate(size.files(), listed) + " listed a second");
    }

    private void write(int files) throws IOException {
        AtomicInteger next = new AtomicInteger();
        List<Future<Object>> writers = new ArrayList<>();
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < WRITERS; i++) {
                writers.add(executor.submit(() -> {
                    Thread.currentThread().setContextClassLoader(loader);
                    for (int file = next.getAndIncrement(); file < files; file = next.getAndIncrement()) {
                        ProbeFiles.put(place, "many/" + file, ProbeBodies.small(100, file), Precondition.none());
                    }
                    return true;
                }));
            }
            for (Future<Object> writer : writers) {
                writer.get();
            }
        } catch (ExecutionException failure) {
            next.set(files);
            if (failure.getCause() instanceof WeftException refused) {
                throw refused;
            }
            throw new IOException(failure.getCause() == null ? "" : Trials.described(failure.getCause()), failure);
        } catch (InterruptedException stopped) {
            next.set(files);
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", stopped);
        }
    }

    private Trial looks() throws IOException {
        long begun = System.nanoTime();
        for (int i = 0; i < LOOKS; i++) {
            place.driver().stat(place.who(), place.at("many/" + i % size.files()));
        }
        return ProbeCheck.OPERATIONS.good(
                rate(LOOKS, System.nanoTime() - begun) + " looks at a file a second, one by one");
    }

    private Trial upload(ProbeBodies.Made body) throws IOException {
        long begun = System.nanoTime();
        place.driver()
                .put(
                        place.who(),
                        place.at("large"),
                        ProbeFiles.spec(OptionalLong.of(size.bytes()), Precondition.none()),
                        body);
        return ProbeCheck.UPLOAD.good(speed(System.nanoTime() - begun));
    }

    private Trial download(ProbeBodies.Seen written, AtomicLong first) throws IOException {
        long begun = System.nanoTime();
        ProbeBodies.Seen read = ProbeBodies.drain(
                place.driver().open(place.who(), place.at("large"), ReadSpec.whole()),
                () -> first.set(System.nanoTime() - begun));
        return read.equals(written)
                ? ProbeCheck.DOWNLOAD.good(speed(System.nanoTime() - begun))
                : ProbeCheck.DOWNLOAD.bad(read.bytes() + " bytes came of " + written.bytes() + ", or others");
    }

    private String speed(long nanos) {
        return String.format(
                Locale.ROOT,
                "%s at %.1f MB/s",
                ProbeFiles.words(size.bytes()),
                size.bytes() * 1e3 / Math.max(nanos, 1));
    }

    private static String rate(int count, long nanos) {
        return String.format(Locale.ROOT, "%.0f", count * 1e9 / Math.max(nanos, 1));
    }
}
