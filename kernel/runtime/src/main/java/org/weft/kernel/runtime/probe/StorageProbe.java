/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.probe;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.OptionalLong;
import org.weft.kernel.runtime.probe.Trials.GivenUp;
import org.weft.spi.Sink;
import org.weft.spi.WeftException;
import org.weft.spi.storage.Guard;
import org.weft.spi.storage.MakeSpec;
import org.weft.spi.storage.MoveSpec;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.Precondition;
import org.weft.spi.storage.Probe.Trial;
import org.weft.spi.storage.Quota;
import org.weft.spi.storage.ReadSpec;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.StorageDriver;
import org.weft.spi.storage.Traits.Trait;

/**
 * Tries what a storage must be able to do, by the methods that every driver has: in a place of its own that is taken away
 * again. Then lets the driver try what it alone can reach. What a driver does not promise is told and not called bad.
 */
public final class StorageProbe {

    private static final int SMALL = 1000;
    private static final Duration EXACT = Duration.ofSeconds(2);
    private static final Duration BEARABLE = Duration.ofMinutes(1);

    private final StorageDriver driver;
    private final ProbeSize size;
    private final Clock clock;
    private final Sink<Trial> sink;
    private final Trials trials;

    /**
     * @param clock the server's
     * @param sink told of each trial as it ends; the probe ends early when it wants no more
     */
    public StorageProbe(StorageDriver driver, ProbeSize size, Clock clock, Sink<Trial> sink) {
        this.driver = driver;
        this.size = size;
        this.clock = clock;
        this.sink = sink;
        this.trials = new Trials(sink);
    }

    /** Tries everything, on a driver that was started. Blocks; ends early when the thread is interrupted. */
    public void run() throws IOException {
        try {
            trials.of(ProbeCheck.ROOM, this::room);
            if (driver.traits().has(Trait.READ_ONLY)) {
                trials.pass(ProbeCheck.PLACE.absent("not tried: the driver only reads"));
            } else {
                inPlace();
            }
        } catch (GivenUp enough) {
            return;
        }
        if (driver.probe().isPresent()) {
            driver.probe().get().run(sink);
        }
    }

    private Trial room() throws IOException {
        Quota quota = driver.quota(ProbeFolder.nobody(), Ref.path(RelPath.root()));
        OptionalLong left = quota.remaining();
        if (left.isEmpty()) {
            return ProbeCheck.ROOM.good("the backend does not tell");
        }
        String words = ProbeFiles.words(left.getAsLong()) + " free";
        if (left.getAsLong() < Math.max(size.bytes(), 1 << 20)) {
            return ProbeCheck.ROOM.bad(words);
        }
        boolean scarce =
                quota.total().isPresent() && left.getAsLong() < quota.total().getAsLong() / 50;
        return scarce ? ProbeCheck.ROOM.note(words + ", less than 2 % of all") : ProbeCheck.ROOM.good(words);
    }

    private void inPlace() throws GivenUp {
        ProbeFolder[] made = new ProbeFolder[1];
        boolean isMade = trials.of(ProbeCheck.PLACE, () -> {
            made[0] = ProbeFolder.make(driver);
            return ProbeCheck.PLACE.good(made[0].words());
        });
        if (!isMade) {
            return;
        }
        try {
            if (trials.of(ProbeCheck.WRITE, () -> write(made[0]))) {
                contents(made[0]);
                new RaceProbe(made[0], trials).run();
                names(made[0]);
                new SpeedProbe(made[0], size, trials).run();
            }
        } finally {
            boolean interrupted = Thread.interrupted(); // what was made goes in any case
            try {
                trials.of(ProbeCheck.AWAY, () -> {
                    made[0].takeAway();
                    return ProbeCheck.AWAY.good("nothing is left");
                });
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    // ---- contents

    private Trial write(ProbeFolder place) throws IOException {
        Instant before = clock.instant();
        Node node = ProbeFiles.put(place, "a file.txt", ProbeBodies.small(SMALL, 1), Precondition.none());
        Instant after = clock.instant();
        trialOfClock = clock(before, after, node.mtime());
        Node found = driver.stat(place.who(), place.at("a file.txt"));
        if (found.size() != SMALL || !found.etag().equals(node.etag())) {
            return ProbeCheck.WRITE.bad("a file of " + SMALL + " bytes was written, and the storage tells "
                    + found.size() + " bytes and another etag than the answer to the write, or an old one");
        }
        return ProbeCheck.WRITE.good("a file of " + SMALL + " bytes");
    }

    private Trial trialOfClock = ProbeCheck.CLOCK.good("not compared");

    /** A storage of its own clock tells it by the time of a file that nobody gave a time. */
    private static Trial clock(Instant before, Instant after, Instant told) {
        Duration off = told.isBefore(before)
                ? Duration.between(told, before)
                : told.isAfter(after) ? Duration.between(after, told) : Duration.ZERO;
        String words = off.compareTo(EXACT) <= 0
                ? "as the server's, to " + EXACT.toSeconds() + " s"
                : words(off) + (told.isBefore(before) ? " behind" : " before") + " the server's";
        return off.compareTo(EXACT) <= 0
                ? ProbeCheck.CLOCK.good(words)
                : off.compareTo(BEARABLE) <= 0 ? ProbeCheck.CLOCK.note(words) : ProbeCheck.CLOCK.bad(words);
    }

    private void contents(ProbeFolder place) throws GivenUp {
        trials.pass(trialOfClock);
        byte[] first = ProbeBodies.small(SMALL, 1);
        trials.of(ProbeCheck.READ, () -> {
            byte[] read = ProbeBodies.whole(driver.open(place.who(), place.at("a file.txt"), ReadSpec.whole()));
            return Arrays.equals(read, first)
                    ? ProbeCheck.READ.good("the same bytes")
                    : ProbeCheck.READ.bad(read.length + " other bytes");
        });
        trials.of(ProbeCheck.RANGE, () -> {
            ReadSpec middle = new ReadSpec(node -> new ReadSpec.Span(500, 300));
            byte[] read = ProbeBodies.whole(driver.open(place.who(), place.at("a file.txt"), middle));
            return Arrays.equals(read, Arrays.copyOfRange(first, 500, 800))
                    ? ProbeCheck.RANGE.good("300 bytes from the middle")
                    : ProbeCheck.RANGE.bad(
                            "300 bytes from the middle were asked for, and " + read.length + " others came");
        });
        byte[] second = ProbeBodies.small(2 * SMALL, 2);
        trials.of(ProbeCheck.REPLACE, () -> {
            ProbeFiles.put(place, "a file.txt", second, Precondition.none());
            byte[] read = ProbeBodies.whole(driver.open(place.who(), place.at("a file.txt"), ReadSpec.whole()));
            return Arrays.equals(read, second)
                    ? ProbeCheck.REPLACE.good("the new content is there at once")
                    : ProbeCheck.REPLACE.bad("after the write was confirmed, another content was read");
        });
    }

    // ---- names

    private void names(ProbeFolder place) throws GivenUp {
        byte[] content = ProbeBodies.small(SMALL, 3);
        trials.of(ProbeCheck.RENAME, () -> {
            ProbeFiles.put(place, "before", content, Precondition.none());
            driver.move(place.who(), place.at("before"), place.at("after"), MoveSpec.simple());
            return moved(ProbeCheck.RENAME, place, "before", "after", content);
        });
        trials.of(ProbeCheck.RENAME_OVER, () -> {
            ProbeFiles.put(place, "temporary", content, Precondition.none());
            ProbeFiles.put(place, "document", ProbeBodies.small(SMALL, 4), Precondition.none());
            MoveSpec over = new MoveSpec(true, Precondition.none(), Precondition.none(), Guard.none());
            driver.move(place.who(), place.at("temporary"), place.at("document"), over);
            return moved(ProbeCheck.RENAME_OVER, place, "temporary", "document", content);
        });
        trials.of(ProbeCheck.RENAME_FOLDER, () -> {
            driver.makeFolder(place.who(), place.at("folder"), MakeSpec.simple());
            ProbeFiles.put(place, "folder/inside", content, Precondition.none());
            driver.move(place.who(), place.at("folder"), place.at("moved"), MoveSpec.simple());
            return moved(ProbeCheck.RENAME_FOLDER, place, "folder/inside", "moved/inside", content);
        });
        trials.of(ProbeCheck.COPY, () -> {
            if (driver.copy().isEmpty()) {
                return ProbeCheck.COPY.absent(
                        "not tried: the driver has none, so the server copies by reading and writing");
            }
            ProbeFiles.put(place, "original", content, Precondition.none());
            driver.copy()
                    .get()
                    .copy(place.who(), place.at("original"), place.at("copy"), false, MoveSpec.simple(), pair -> true);
            byte[] read = ProbeBodies.whole(driver.open(place.who(), place.at("copy"), ReadSpec.whole()));
            return Arrays.equals(read, content)
                    ? ProbeCheck.COPY.good("made by the backend")
                    : ProbeCheck.COPY.bad("the copy has another content");
        });
    }

    private Trial moved(ProbeCheck thing, ProbeFolder place, String from, String to, byte[] content)
            throws IOException {
        byte[] read = ProbeBodies.whole(driver.open(place.who(), place.at(to), ReadSpec.whole()));
        if (!Arrays.equals(read, content)) {
            return thing.bad("there is another content at the new name");
        }
        try {
            driver.stat(place.who(), place.at(from));
            return thing.bad("the old name is still there");
        } catch (WeftException.NotFound gone) {
            return thing.good("whole, and the old name is gone");
        }
    }

    private static String words(Duration time) {
        long seconds = time.toSeconds();
        return seconds < 600 ? seconds + " s" : seconds < 36_000 ? seconds / 60 + " min" : seconds / 3600 + " h";
    }
}
