/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.probe;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.weft.kernel.runtime.probe.Trials.GivenUp;
import org.weft.spi.WeftException;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.Precondition;
import org.weft.spi.storage.Probe.Trial;
import org.weft.spi.storage.ReadSpec;
import org.weft.spi.storage.Traits.Trait;

/** Writes with conditions, by several at the same moment: of those who are told that they wrote there is just one. */
final class RaceProbe {

    private static final int WRITERS = 8;

    private final ProbeFolder place;
    private final Trials trials;

    RaceProbe(ProbeFolder place, Trials trials) {
        this.place = place;
        this.trials = trials;
    }

    void run() throws GivenUp {
        trials.of(ProbeCheck.CREATE_RACE, () -> race(ProbeCheck.CREATE_RACE, "raced", Precondition.mustNotExist()));
        trials.of(ProbeCheck.WRITE_RACE, () -> {
            Node node = ProbeFiles.put(place, "contended", content(99), Precondition.none());
            return race(ProbeCheck.WRITE_RACE, "contended", Precondition.etag(node.etag()));
        });
        trials.of(ProbeCheck.STALE, () -> {
            Node old = ProbeFiles.put(place, "stale", content(98), Precondition.none());
            ProbeFiles.put(place, "stale", content(97), Precondition.none());
            try {
                ProbeFiles.put(place, "stale", content(96), Precondition.etag(old.etag()));
            } catch (WeftException.PreconditionFailed refused) {
                return ProbeCheck.STALE.good("refused");
            }
            return unkept(ProbeCheck.STALE, "a write with an outdated etag was taken");
        });
    }

    private static byte[] content(int writer) {
        return ProbeBodies.small(1000, writer);
    }

    private Trial race(ProbeCheck thing, String name, Precondition precondition) throws IOException {
        CountDownLatch start = new CountDownLatch(1);
        List<Future<Boolean>> writes = new ArrayList<>();
        int won = 0;
        int winner = -1;
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < WRITERS; i++) {
                byte[] content = content(i);
                Callable<Boolean> write = () -> {
                    Thread.currentThread().setContextClassLoader(loader);
                    start.await();
                    return wins(name, content, precondition);
                };
                writes.add(writers.submit(write));
            }
            start.countDown();
            for (int i = 0; i < WRITERS; i++) {
                if (writes.get(i).get()) {
                    won++;
                    winner = i;
                }
            }
        } catch (ExecutionException failure) {
            throw unpacked(failure);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", stopped);
        }
        if (won != 1) {
            return unkept(thing, won + " of " + WRITERS + " writers were told that they wrote");
        }
        byte[] kept = ProbeBodies.whole(place.driver().open(place.who(), place.at(name), ReadSpec.whole()));
        return Arrays.equals(kept, content(winner))
                ? thing.good("one of " + WRITERS + " writers wrote, and the others were told that they did not")
                : thing.bad("the content is not that of the one writer who was told that it wrote");
    }

    private boolean wins(String name, byte[] content, Precondition precondition) throws IOException {
        try {
            ProbeFiles.put(place, name, content, precondition);
            return true;
        } catch (WeftException.PreconditionFailed | WeftException.AlreadyExists lost) {
            return false;
        }
    }

    /** What no driver promised is not broken; the operator had better know it all the same. */
    private Trial unkept(ProbeCheck thing, String result) {
        return place.driver().traits().has(Trait.CONDITIONAL_PUT)
                ? thing.bad(result)
                : thing.note(result + "; the driver does not promise more");
    }

    private static IOException unpacked(ExecutionException failure) {
        return switch (failure.getCause()) {
            case WeftException refused -> throw refused;
            case IOException failed -> failed;
            case null -> new IOException(failure);
            default -> new IOException(Trials.described(failure.getCause()), failure);
        };
    }
}
