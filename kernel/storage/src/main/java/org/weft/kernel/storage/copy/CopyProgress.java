/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.copy;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How far a copy is: tells the log and its row once a minute, and who waits for it twice. For one thread. */
final class CopyProgress {

    private static final Logger LOG = LoggerFactory.getLogger(CopyProgress.class);
    private static final Duration EVERY = Duration.ofMinutes(1);
    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(30);

    private final Clock clock;
    private final String from;
    private final String to;
    private final Runnable alive;
    private final Runnable goesOn;
    private final Instant begun;
    private Instant told;
    private Instant signed;
    private long files;
    private long bytes;

    /**
     * @param from the name of the storage that is read
     * @param to the name of the storage that is written
     * @param alive called once a minute
     * @param goesOn called twice a minute
     */
    CopyProgress(Clock clock, String from, String to, Runnable alive, Runnable goesOn) {
        this.clock = clock;
        this.from = from;
        this.to = to;
        this.alive = alive;
        this.goesOn = goesOn;
        this.begun = clock.instant();
        this.told = begun;
        this.signed = begun;
    }

    /** Counts what is read. */
    InputStream counting(InputStream content) {
        return new FilterInputStream(content) {
            @Override
            public int read() throws IOException {
                int one = super.read();
                if (one >= 0) {
                    moved(1);
                }
                return one;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                int read = in.read(buffer, offset, length);
                if (read > 0) {
                    moved(read);
                }
                return read;
            }
        };
    }

    private void moved(int more) {
        bytes += more;
        look();
    }

    /** A node has been copied. */
    void node() {
        files++;
        look();
    }

    private void look() {
        Instant now = clock.instant();
        if (Duration.between(signed, now).compareTo(SIGN_OF_LIFE) >= 0) {
            signed = now;
            goesOn.run();
        }
        if (Duration.between(told, now).compareTo(EVERY) < 0) {
            return;
        }
        told = now;
        alive.run();
        tell("copy-under-way", now);
    }

    /** The copy has been made. One that was quick needs no word. */
    void end() {
        if (!told.equals(begun)) {
            tell("copy-made", clock.instant());
        }
    }

    private void tell(String event, Instant now) {
        LOG.atInfo()
                .addKeyValue("from", from)
                .addKeyValue("to", to)
                .addKeyValue("nodes", files)
                .addKeyValue("bytes", bytes)
                .addKeyValue("seconds", Duration.between(begun, now).toSeconds())
                .log(event);
    }
}
