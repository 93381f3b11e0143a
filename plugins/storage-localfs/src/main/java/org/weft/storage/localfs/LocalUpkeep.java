/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.spi.Sink;
import org.weft.spi.WeftException;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.SpaceId;
import org.weft.spi.storage.Upkeep;

/** The ability to check, rebuild and tidy what is kept in attributes, in {@code .weft} and in the index. */
final class LocalUpkeep implements Upkeep {

    private static final Logger LOG = LoggerFactory.getLogger(LocalUpkeep.class);

    private final WriteContext shop;
    private final Repair mending;
    private final Path own;
    private final boolean alone;

    /**
     * @param own the folder {@code .weft}
     * @param alone whether temporary files that we don't know are nobody's
     */
    LocalUpkeep(WriteContext shop, Repair mending, Path own, boolean alone) {
        this.shop = shop;
        this.mending = mending;
        this.own = own;
        this.alone = alone;
    }

    @Override
    public void check(Sink<Finding> sink) throws IOException {
        mending.await();
        FindingReport report = FindingReport.to(sink);
        owner(report);
        spaces(report);
        new ConsistencyCheck(shop, report).run();
        temporary(report);
        trash(report);
        versions(report);
    }

    private void owner(FindingReport report) throws IOException {
        Path mark = own.resolve("owner");
        String process = String.valueOf(ProcessHandle.current().pid());
        boolean ours = Files.exists(mark) && Files.readString(mark).startsWith(process + "\n");
        if (!ours) {
            report.tell("owner-record", ".weft/owner", "it does not name this process, " + process);
        }
        if (!Files.exists(own.resolve("epoch"))) {
            report.tell("owner-record", ".weft/epoch", "it is missing; folders keep their etags over the next crash");
        }
    }

    private void spaces(FindingReport report) throws IOException {
        for (RelPath container : List.of(SpaceTable.USERS, SpaceTable.PROJECTS)) {
            try (OpenFolder folder = shop.tree().open(container, FolderTree.Purpose.LIST)) {
                for (String name : names(folder.fd())) {
                    DirEntry child = shop.tree().look(folder, name);
                    NodeAttribute attribute = child == null ? null : child.attribute();
                    boolean flagged = attribute != null && attribute.isSpace();
                    boolean known = child != null
                            && shop.spaces().get(new SpaceId(child.id().text())).isPresent();
                    if (flagged && !known) {
                        report.tell(
                                "space-record",
                                container.resolve(name).toString(),
                                "it was a space, and nothing tells whose");
                    }
                }
            } catch (WeftException none) {
                LOG.debug("spaces_none folder={}", container);
            }
        }
    }

    private List<String> names(int fd) throws IOException {
        List<String> names = new ArrayList<>();
        try (OpenDirectory open = OpenDirectory.of(shop.scratches(), fd, ".");
                CallBuffer s = shop.scratches().take();
                DirectoryReader reader = new DirectoryReader(open.fd())) {
            while (reader.next(s)) {
                String name = reader.name();
                if (name != null) {
                    names.add(name);
                }
            }
        }
        return names;
    }

    private void temporary(FindingReport report) throws IOException {
        for (String name : shop.temp().names()) {
            if (alone && !shop.temp().isActive(name) && shop.temp().names().contains(name)) {
                report.tell("temp-orphan", ".weft/tmp/" + name, "no upload that is under way uses it");
            }
        }
    }

    private void trash(FindingReport report) throws IOException {
        for (SpaceId space : shop.kept().spaces()) {
            boolean known = space.equals(shop.spaces().rootSpace())
                    || shop.spaces().get(space).isPresent();
            if (!known) {
                report.tell("trash-of-no-space", TrashFolders.pathOf(space).toString(), "there is no such space");
            }
            Optional<OpenFolder> found = shop.kept().find(space);
            if (found.isPresent()) {
                try (OpenFolder bin = found.get()) {
                    for (String key : names(bin.fd())) {
                        item(report, space, bin, key);
                    }
                }
            }
        }
    }

    private void item(FindingReport report, SpaceId space, OpenFolder bin, String key) throws IOException {
        String where = Repair.place(space, key);
        if (!TrashStore.isKey(key)) {
            report.tell("trash-unknown", where, "nothing of ours is called like this");
            return;
        }
        boolean young = TrashStore.stamp(key) > shop.propagation().now() - 1_000_000_000L;
        if (shop.tree().look(bin, key) != null
                && shop.discards().store().wayBack(bin, key).isEmpty()
                && !young) {
            report.tell("trash-content-without-record", where, "nothing tells where it was");
        }
        if (TrashStore.isWrapped(key) && !young) {
            try (TrashStore.Located inner = shop.discards().store().locate(bin, key, RelPath.root())) {
                if (inner != null && shop.tree().look(inner.folder(), inner.name()) == null) {
                    report.tell("trash-record-without-content", where, "nothing is in it");
                }
            }
        }
    }

    private void versions(FindingReport report) throws IOException {
        VersionCount count = new VersionCount(shop);
        boolean exact = count.run();
        for (VersionCount.Leftover leftover : count.leftovers()) {
            if (exact) {
                report.tell(
                        "version-leftover",
                        ".weft/versions/" + VersionStore.pathOf(leftover.id()) + "/"
                                + leftover.key().text(),
                        "it is the same file as the present content");
            }
        }
        for (Id id : count.orphans()) {
            if (mending.isOrphan(id)) {
                report.tell(
                        "version-orphan",
                        ".weft/versions/" + VersionStore.pathOf(id),
                        "there is no such file, neither in the tree nor in the trash");
            }
        }
        for (SpaceId space : exact ? shop.kept().spaces() : List.<SpaceId>of()) {
            Optional<OpenFolder> found = shop.kept().find(space);
            if (found.isPresent()) {
                try (OpenFolder bin = found.get()) {
                    long told = shop.kept().versions(bin);
                    if (told != count.bytes(space)) {
                        report.tell(
                                "versions-size",
                                bin.path().toString(),
                                "it tells of " + told + " bytes of versions, and there are " + count.bytes(space));
                    }
                }
            }
        }
    }

    @Override
    public long rebuild(Sink<Finding> done) throws IOException {
        mending.await();
        try {
            shop.index().clear();
        } catch (SQLException failure) {
            throw new IOException("the index of ids can't be emptied: " + failure.getMessage(), failure);
        }
        return mending.run(FindingReport.to(done));
    }

    @Override
    public void tidy(Sink<Finding> done) throws IOException {
        mending.run(FindingReport.to(done));
    }
}
