/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.spi.WeftException;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.SpaceId;

/**
 * Puts right what a crash or another program left: in the background after a start that follows an unclean end, and when an
 * operator asks.
 */
final class Repair {

    private static final Logger LOG = LoggerFactory.getLogger(Repair.class);
    private static final int ATTEMPTS = 20;
    private static final long PAUSE_MILLIS = 20;
    private static final long ENDING_SECONDS = 20;

    private final WriteContext shop;
    private final Scan scan;
    private final boolean alone;
    private final CountDownLatch mended = new CountDownLatch(1);

    /**
     * @param alone whether no other instance of the mount was running at the start, whose temporary files are its own
     */
    Repair(WriteContext shop, Scan scan, boolean alone) {
        this.shop = shop;
        this.scan = scan;
        this.alone = alone;
    }

    /** Nothing has to be put right after this start. */
    void notNeeded() {
        mended.countDown();
    }

    /** Puts right what a crash can leave. */
    void afterCrash() {
        try {
            halfReplaced(FindingReport.none());
            scan.whole(FindingReport.none());
            if (shop.index().isComplete()) {
                emptyWrappers(FindingReport.none());
                versions(FindingReport.none(), false);
            }
        } catch (IOException | RuntimeException failure) {
            LOG.warn("scan_failed error={}", failure.getMessage());
        } finally {
            mended.countDown();
        }
    }

    /**
     * Ends what the start began, and waits for it: it works with the folders that are closed next, whose numbers would
     * belong to others then. A scan that is cut short is made again after the next start.
     */
    void end() {
        scan.stop();
        try {
            if (!mended.await(ENDING_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("mending_does_not_end seconds={}", ENDING_SECONDS);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until what the start began is done, and nothing deleted is still being taken apart. */
    void await() throws IOException {
        try {
            mended.await();
            while (shop.temp().isTakingApart()) {
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for the end of clearing up");
        }
    }

    /** Takes in what other programs did, and away what nothing refers to. @return how many nodes there are */
    long run(FindingReport report) throws IOException {
        await();
        halfReplaced(report);
        long count = scan.whole(report);
        temporary(report);
        emptyWrappers(report);
        nameless(report);
        homeless(report);
        versions(report, true);
        return count;
    }

    private void temporary(FindingReport report) throws IOException {
        for (String name : shop.temp().names()) {
            if (alone && !shop.temp().isActive(name)) {
                shop.discards().dispose(name);
                report.tell("temp-orphan", "tmp/" + name, "no upload uses the temporary file; it was removed");
            }
        }
    }

    /** The names of items in the trash of a space. */
    private List<String> keys(OpenFolder bin) throws IOException {
        List<String> keys = new ArrayList<>();
        try (OpenDirectory open = OpenDirectory.of(shop.scratches(), bin.fd(), ".");
                CallBuffer s = shop.scratches().take();
                DirectoryReader reader = new DirectoryReader(open.fd())) {
            while (reader.next(s)) {
                String name = reader.name();
                if (name != null) {
                    keys.add(name);
                }
            }
        }
        return keys;
    }

    private interface Work {
        void in(SpaceId space, OpenFolder bin, String key) throws IOException;
    }

    private void eachItem(Work work) throws IOException {
        for (SpaceId space : shop.kept().spaces()) {
            Optional<OpenFolder> found = shop.kept().find(space);
            if (found.isPresent()) {
                try (OpenFolder bin = found.get()) {
                    for (String key : keys(bin)) {
                        work.in(space, bin, key);
                    }
                }
            }
        }
    }

    private void halfReplaced(FindingReport report) throws IOException {
        HalfReplacedFiles halves = new HalfReplacedFiles(shop);
        eachItem((space, bin, key) -> {
            if (halves.undo(bin, key)) {
                report.tell("duplicate-id", place(space, key), "it is still where it was; it left the trash");
            }
        });
    }

    /** A crash between the making of a wrapper and its filling leaves it empty. */
    private void emptyWrappers(FindingReport report) throws IOException {
        long old = shop.propagation().now() - 1_000_000_000L;
        eachItem((space, bin, key) -> {
            boolean wrapper = TrashStore.isKey(key) && TrashStore.isWrapped(key) && TrashStore.stamp(key) < old;
            if (wrapper) {
                try (CallBuffer s = shop.scratches().take()) {
                    NodeAttribute attribute =
                            NodeAttribute.decode(s.value(), Xattrs.get(s, bin.fd(), s.name(key), s.weftName()));
                    if (Posix.removeEmptyFolder(s, bin.fd(), s.name(key)) == 0) {
                        if (attribute != null) {
                            shop.index().forget(attribute.id());
                        }
                        report.tell(
                                "trash-record-without-content", place(space, key), "nothing is in it; it was removed");
                    }
                }
            }
        });
    }

    static String place(SpaceId space, String key) {
        return TrashFolders.pathOf(space) + "/" + key;
    }

    /** What lies in the trash without telling from where gets a name to come back under. */
    private void nameless(FindingReport report) throws IOException {
        eachItem((space, bin, key) -> {
            if (TrashStore.isKey(key)
                    && shop.discards().store().wayBack(bin, key).isEmpty()) {
                TrashRecord wayBack =
                        new TrashRecord(TrashRecord.Reason.TRASH, TrashStore.stamp(key), RelPath.parse(key));
                try (CallBuffer s = shop.scratches().take()) {
                    LinkSyscalls.setText(s, bin.fd(), s.name(key), s.trashName(), wayBack.text());
                }
                report.tell(
                        "trash-content-without-record",
                        place(space, key),
                        "nothing tells where it was; it can be restored as /" + key);
            }
        });
    }

    /** The trash of spaces that are no more. */
    private void homeless(FindingReport report) throws IOException {
        for (SpaceId space : shop.kept().spaces()) {
            if (!space.equals(shop.spaces().rootSpace())
                    && shop.spaces().get(space).isEmpty()) {
                shop.discards().purgeAll(space);
                report.tell(
                        "trash-of-no-space", TrashFolders.pathOf(space).toString(), "the space is no more; removed");
            }
        }
    }

    private void versions(FindingReport report, boolean orphans) throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            VersionCount count = new VersionCount(shop);
            boolean exact = count.run();
            for (VersionCount.Leftover leftover : count.leftovers()) {
                shop.versions().unlink(leftover.id(), leftover.key());
                report.tell(
                        "version-leftover",
                        VersionStore.pathOf(leftover.id()),
                        "a version was the same file as the present content; removed");
            }
            if (orphans && shop.index().isComplete()) {
                dropOrphans(count, report);
            }
            if (exact) {
                correct(count, report);
                return;
            }
            pause();
        }
        LOG.info("versions_not_counted reason=busy");
    }

    private void dropOrphans(VersionCount count, FindingReport report) throws IOException {
        for (Id id : count.orphans()) {
            if (isOrphan(id)) {
                shop.versions().drop(id);
                report.tell("version-orphan", VersionStore.pathOf(id), "versions of a file that is no more; removed");
            }
        }
    }

    /** Whether a node is neither in the tree nor in the trash, judged at a moment when nothing is being moved. */
    boolean isOrphan(Id id) throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            long mark = shop.quiet().mark();
            boolean orphan = VersionCount.live(shop, id).isEmpty()
                    && !shop.index().isKept(id)
                    && shop.versions().has(id);
            if (!orphan) {
                return false;
            }
            if (shop.quiet().since(mark)) {
                return true;
            }
            pause();
        }
        return false;
    }

    /** Lets what is under way come to its end. */
    static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private void correct(VersionCount count, FindingReport report) throws IOException {
        for (SpaceId space : count.spaces()) {
            boolean known = space.equals(shop.spaces().rootSpace())
                    || shop.spaces().get(space).isPresent();
            if (known) {
                shop.kept().open(space).close();
            }
        }
        for (SpaceId space : shop.kept().spaces()) {
            Optional<OpenFolder> found = shop.kept().find(space);
            if (found.isPresent()) {
                try (OpenFolder bin = found.get()) {
                    if (shop.kept().versions(bin) != count.bytes(space)) {
                        shop.kept().setVersions(bin, count.bytes(space));
                        report.tell("versions-size", bin.path().toString(), "the bytes of versions were counted anew");
                    }
                } catch (WeftException.NotFound gone) {
                    LOG.debug("trash_gone space={}", space);
                }
            }
        }
    }
}
