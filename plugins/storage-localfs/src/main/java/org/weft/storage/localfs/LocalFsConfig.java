/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.weft.spi.InvalidConfig;
import org.weft.spi.config.Default;
import org.weft.spi.config.Doc;
import org.weft.spi.config.Range;
import org.weft.spi.config.Size;
import org.weft.spi.storage.Checksum.Algorithm;

/** The options of a {@code localfs} mount. */
@Doc("A tree of a local Linux file system with user extended attributes.")
public record LocalFsConfig(
        @Doc("The folder that is served; made when missing. One running server owns it.")
        Path root,

        @Doc("Whether a change is on the disk before it is answered; without it a power cut may lose the last ones.")
        @Default("true")
        boolean durable,

        @Doc("How many bytes each personal space may hold, and all the rest together; without it only the disk limits.")
        Optional<Size> quota,

        @Doc("How often the whole tree is looked through for changes that other programs made; with 0s never: then what"
                + " is not watched is seen when it is next accessed.")
        @Default("6h")
        Duration scan,

        @Doc("How many names a second such a scan looks at, so that it disturbs nobody; with 0 as many as it can.")
        @Default("2000")
        @Range(min = 0, max = 10_000_000)
        int scanPace,

        @Doc("Up to how many folders are watched, so that changes that other programs make are seen within a"
                + " second; a tree with more is left to scans. With 0 none is watched.")
        @Default("10000")
        @Range(min = 0, max = 1_000_000)
        int watch,

        @Doc("How many earlier contents of a file are kept; with 0 there are no versions.")
        @Default("10")
        @Range(min = 0, max = 10_000)
        int versionsKept,

        @Doc("How long an earlier content is kept after it was replaced; with 0s only their number counts.")
        @Default("90d")
        Duration versionsRetention,

        @Doc("How long what was deleted stays in the trash; with 0s there is no trash, and deleting is for good.")
        @Default("30d")
        Duration trashRetention,

        @Doc("The digests that are kept with each new file, of SHA1, MD5 and ADLER32: all of them unless said"
                + " otherwise. Sync clients want SHA1; rclone as 'owncloud' takes MD5. Fewer cost less when files"
                + " are written.")
        Optional<Set<String>> digests,

        @Doc("What gives way, the oldest first, when a quota would refuse what is written: earlier contents and"
                + " then the trash, earlier contents alone, or nothing.")
        @Default("versions-and-trash")
        MakeRoom makeRoom) {

    private static final Duration SHORTEST_SCAN = Duration.ofMinutes(1);
    private static final Set<Algorithm> POSSIBLE = EnumSet.of(Algorithm.SHA1, Algorithm.MD5, Algorithm.ADLER32);

    /**
     * This, if its options make sense.
     *
     * @throws InvalidConfig otherwise
     */
    LocalFsConfig checked() {
        if (scan.isPositive() && scan.compareTo(SHORTEST_SCAN) < 0) {
            throw new InvalidConfig("scan", "a scan at most once a minute, such as scan = \"1h\", or \"0s\" for none");
        }
        digests.ifPresent(names -> names.forEach(LocalFsConfig::digest));
        return this;
    }

    private static Algorithm digest(String name) {
        return Algorithm.named(name)
                .filter(POSSIBLE::contains)
                .orElseThrow(() -> new InvalidConfig(
                        "digests", "holds '" + name + "'; what can be kept is SHA1, MD5 and ADLER32"));
    }

    /** The digests that are kept with new files. */
    Set<Algorithm> kept() {
        if (digests.isEmpty()) {
            return POSSIBLE;
        }
        Set<Algorithm> kept = EnumSet.noneOf(Algorithm.class);
        digests.get().forEach(name -> kept.add(digest(name)));
        return kept;
    }

    /** A durable storage without quota, scan and watch, and with the usual versions, trash and digests. */
    static LocalFsConfig of(Path root) {
        return new LocalFsConfig(
                root,
                true,
                Optional.empty(),
                Duration.ZERO,
                0,
                0,
                10,
                Duration.ofDays(90),
                Duration.ofDays(30),
                Optional.empty(),
                MakeRoom.VERSIONS_AND_TRASH);
    }

    /** The same with another quota. */
    LocalFsConfig withQuota(long bytes) {
        return new LocalFsConfig(
                root,
                durable,
                Optional.of(new Size(bytes)),
                scan,
                scanPace,
                watch,
                versionsKept,
                versionsRetention,
                trashRetention,
                digests,
                makeRoom);
    }

    /** The same with so many folders watched. */
    LocalFsConfig watching(int folders) {
        return new LocalFsConfig(
                root,
                durable,
                quota,
                scan,
                scanPace,
                folders,
                versionsKept,
                versionsRetention,
                trashRetention,
                digests,
                makeRoom);
    }

    /** The same with other versions. */
    LocalFsConfig withVersions(int kept, Duration retention) {
        return new LocalFsConfig(
                root, durable, quota, scan, scanPace, watch, kept, retention, trashRetention, digests, makeRoom);
    }

    /** The same with another trash. */
    LocalFsConfig withTrash(Duration retention) {
        return new LocalFsConfig(
                root,
                durable,
                quota,
                scan,
                scanPace,
                watch,
                versionsKept,
                versionsRetention,
                retention,
                digests,
                makeRoom);
    }

    /** The same with something else that gives way. */
    LocalFsConfig giving(MakeRoom way) {
        return new LocalFsConfig(
                root,
                durable,
                quota,
                scan,
                scanPace,
                watch,
                versionsKept,
                versionsRetention,
                trashRetention,
                digests,
                way);
    }

    /** The same without waiting for the disk. */
    LocalFsConfig hasty() {
        return new LocalFsConfig(
                root,
                false,
                quota,
                scan,
                scanPace,
                watch,
                versionsKept,
                versionsRetention,
                trashRetention,
                digests,
                makeRoom);
    }
}
