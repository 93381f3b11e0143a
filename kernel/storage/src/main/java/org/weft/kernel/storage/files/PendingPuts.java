/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.files;

import java.io.IOException;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.weft.kernel.storage.resource.SpaceKey;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.NoSpace;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.Unsupported;
import org.weft.spi.storage.Quota;

/**
 * The bytes of files that are on their way into each space and not there yet: a driver judges a quota when a file takes its
 * place, and without this a hundred slow writers could fill its disk before that. Each server counts its own. Thread-safe.
 */
final class PendingPuts {

    /** So many bytes may be on their way into a space before its storage is asked; small files never cost a question. */
    static final long WORTH_ASKING = 1L << 20;

    private static final long LARGEST_STEP = 64L << 20;
    private static final Sum NOTHING = new Sum(0, 0, 0);

    private final ConcurrentMap<SpaceKey, Sum> sums = new ConcurrentHashMap<>();

    /**
     * What is on its way into one space.
     *
     * @param growth how much more it will hold, as far as files are counted that are worth asking
     */
    private record Sum(int puts, long bytes, long growth) {
        Sum plus(int morePuts, long moreBytes, long moreGrowth) {
            return new Sum(puts + morePuts, bytes + moreBytes, growth + moreGrowth);
        }
    }

    /** What the storage knows of the place that a file is written to. */
    interface Room {
        Quota quota() throws IOException;

        /** How many bytes the file has that is replaced. */
        long replaced() throws IOException;
    }

    /** A file begins to come; it counts until it is closed. */
    Pending begin(SpaceKey space, Room room) {
        sums.merge(space, NOTHING.plus(1, 0, 0), (before, one) -> before.plus(1, 0, 0));
        return new Pending(space, room);
    }

    /** How many spaces something is on its way into. */
    int spaces() {
        return sums.size();
    }

    /** One file on its way. For one thread. */
    final class Pending implements AutoCloseable {
        private final SpaceKey space;
        private final Room room;
        private long bytes;
        private long growth;
        private OptionalLong replaced = OptionalLong.empty();

        private Pending(SpaceKey space, Room room) {
            this.space = space;
            this.room = room;
        }

        /** All of it is to come, so many bytes. */
        void announce(long length) throws IOException {
            add(length - bytes);
        }

        /** It has so many bytes, and more may come. */
        void reach(long count) throws IOException {
            if (count <= bytes) {
                return;
            }
            try {
                add(count - bytes + Math.min(LARGEST_STEP, Math.max(WORTH_ASKING / 4, bytes / 4)));
            } catch (NoSpace ahead) {
                add(count - bytes);
            }
        }

        private void add(long more) throws IOException {
            long moreGrowth = growth(bytes + more) - growth;
            Sum all = count(more, moreGrowth);
            if (all.bytes() <= WORTH_ASKING) {
                return;
            }
            boolean fits = false;
            try {
                require(all, more);
                fits = true;
            } finally {
                if (!fits) {
                    count(-more, -moreGrowth);
                }
            }
        }

        private long growth(long size) throws IOException {
            if (size <= WORTH_ASKING) {
                return 0;
            }
            if (replaced.isEmpty()) {
                replaced = OptionalLong.of(room.replaced());
            }
            return Math.max(0, size - replaced.getAsLong());
        }

        private Sum count(long more, long moreGrowth) {
            bytes += more;
            growth += moreGrowth;
            return sums.merge(space, NOTHING, (before, nothing) -> before.plus(0, more, moreGrowth));
        }

        private void require(Sum all, long more) throws IOException {
            Quota quota = quota();
            if (quota.total().isEmpty()) {
                return; // its storage looks after the disk
            }
            long left = quota.remaining().orElse(Long.MAX_VALUE);
            if (growth > 0 && all.growth() > left) {
                throw new NoSpace("the space has " + left + " bytes left, and this needs " + growth
                        + (all.growth() > growth
                                ? ", while " + (all.growth() - growth) + " others are on their way into it"
                                : "")
                        + "; empty the trash or delete something");
            }
            if (all.bytes() > Math.max(quota.total().getAsLong(), bytes)) {
                throw new NoSpace("files of as many bytes as the quota of "
                        + quota.total().getAsLong()
                        + " are on their way at a time; send this again when they have come");
            }
        }

        private Quota quota() throws IOException {
            try {
                return room.quota();
            } catch (NotFound | Forbidden | Unsupported unknown) {
                return Quota.unknown(); // the write itself says why
            }
        }

        /** It is in its place, or gone. */
        @Override
        public void close() {
            sums.computeIfPresent(space, (key, before) -> {
                Sum after = before.plus(-1, -bytes, -growth);
                return after.puts() == 0 ? null : after;
            });
        }
    }
}
