/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage;

import java.time.Clock;
import java.util.List;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.kernel.storage.access.GrantCache;
import org.weft.kernel.storage.commit.CommitGuardFactory;
import org.weft.kernel.storage.commit.SpaceCommitLock;
import org.weft.kernel.storage.copy.CopyService;
import org.weft.kernel.storage.copy.PendingCopies;
import org.weft.kernel.storage.db.GrantTable;
import org.weft.kernel.storage.db.LabelTable;
import org.weft.kernel.storage.db.LockTable;
import org.weft.kernel.storage.db.MissingNodeTable;
import org.weft.kernel.storage.db.PendingCopyTable;
import org.weft.kernel.storage.db.ProjectTable;
import org.weft.kernel.storage.db.PropertyAndLabelTable;
import org.weft.kernel.storage.db.PropertyTable;
import org.weft.kernel.storage.db.TrashedFromTable;
import org.weft.kernel.storage.files.DiskRoom;
import org.weft.kernel.storage.files.FileService;
import org.weft.kernel.storage.grants.GrantService;
import org.weft.kernel.storage.grants.GrantsAfterChange;
import org.weft.kernel.storage.locks.HeldLocks;
import org.weft.kernel.storage.locks.LockCache;
import org.weft.kernel.storage.locks.LockCheckFactory;
import org.weft.kernel.storage.locks.LockLimits;
import org.weft.kernel.storage.locks.LockService;
import org.weft.kernel.storage.metadata.DeadProperties;
import org.weft.kernel.storage.metadata.ExtrasCleanup;
import org.weft.kernel.storage.metadata.ExtrasJoin;
import org.weft.kernel.storage.metadata.Labels;
import org.weft.kernel.storage.metadata.OrphanSweep;
import org.weft.kernel.storage.namespace.Namespace;
import org.weft.kernel.storage.resource.SpaceKey;
import org.weft.kernel.storage.spaces.ProjectSpaces;
import org.weft.kernel.storage.spaces.SpaceCatalog;
import org.weft.kernel.storage.spaces.SpaceRules;
import org.weft.kernel.storage.trash.TrashService;
import org.weft.kernel.storage.trash.TrashedFrom;
import org.weft.kernel.storage.versions.VersionService;
import org.weft.spi.storage.NodeId;

/** The services of files and of what the kernel adds to every storage with stable ids, wired together. Thread-safe. */
public final class StorageServices {

    private final FileService files;
    private final CopyService copies;
    private final LockService locking;
    private final DeadProperties properties;
    private final Labels labels;
    private final LockCache book;
    private final PendingCopies unfinished;
    private final OrphanSweep absent;
    private final VersionService revisions;
    private final TrashService trash;
    private final GrantCache grants;
    private final GrantService granting;
    private final ProjectSpaces projects;
    private final SpaceCatalog catalogue;
    private final SpaceCommitLock gate;
    private final HeldLocks held;

    /**
     * @param database where locks, dead properties and labels are kept
     */
    public StorageServices(Namespace places, StateDatabase database, LockLimits limits, Clock clock) {
        this(places, database, limits, SpaceRules.open(), DiskRoom.ENDLESS, clock);
    }

    /**
     * @param database where locks, grants, project spaces, dead properties and labels are kept
     * @param rules what the site allows with project spaces
     * @param disk where all that is kept
     */
    public StorageServices(
            Namespace places, StateDatabase database, LockLimits limits, SpaceRules rules, DiskRoom disk, Clock clock) {
        this.gate = new SpaceCommitLock(database);
        PropertyTable propertyTable = new PropertyTable(database, DeadProperties.MAX_SPACE);
        LabelTable labelTable = new LabelTable(database);
        this.book = new LockCache(new LockTable(database), clock, places::mayStay);
        this.grants = new GrantCache(new GrantTable(database), clock);
        ProjectTable spaces = new ProjectTable(database);
        places.judgeBy(grants, spaces);
        TrashedFrom former = new TrashedFrom(places, new TrashedFromTable(database));
        this.unfinished = new PendingCopies(places, new PendingCopyTable(database), clock);
        this.absent = new OrphanSweep(places, new MissingNodeTable(database), clock);
        this.files = new FileService(
                places,
                new CommitGuardFactory(
                        gate,
                        List.of(
                                new LockCheckFactory(book),
                                change -> new GrantsAfterChange(
                                        change.caller(),
                                        change.mount(),
                                        change.driver(),
                                        places.grants(),
                                        places.shared(),
                                        change.act()),
                                former,
                                new ExtrasCleanup(propertyTable, labelTable))),
                new ExtrasJoin(
                        book,
                        propertyTable,
                        labelTable,
                        new PropertyAndLabelTable(database, propertyTable, labelTable)),
                disk);
        this.copies = new CopyService(files, unfinished);
        this.locking = new LockService(files, gate, book, limits, clock);
        this.held = new HeldLocks(places, gate, book, clock);
        this.granting = new GrantService(files, gate, grants);
        this.projects = new ProjectSpaces(places, files, gate, grants, book, spaces, rules);
        this.catalogue = new SpaceCatalog(places, files, projects);
        this.properties = new DeadProperties(files, propertyTable);
        this.labels = new Labels(files, labelTable);
        this.revisions = new VersionService(files);
        this.trash = new TrashService(files, former);
    }

    public FileService files() {
        return files;
    }

    /** COPY and MOVE. */
    public CopyService copies() {
        return copies;
    }

    public LockService locking() {
        return locking;
    }

    /** All locks, for operators. */
    public HeldLocks heldLocks() {
        return held;
    }

    public DeadProperties properties() {
        return properties;
    }

    public Labels labels() {
        return labels;
    }

    public VersionService revisions() {
        return revisions;
    }

    public TrashService trash() {
        return trash;
    }

    public SpaceCatalog catalogue() {
        return catalogue;
    }

    public ProjectSpaces projects() {
        return projects;
    }

    /** What keeps commits and changes of rights apart. */
    public SpaceCommitLock gate() {
        return gate;
    }

    public GrantService granting() {
        return granting;
    }

    /** Whether a resource has been neither live nor in the trash for a day, so that nothing need be kept for it. */
    public boolean isGone(SpaceKey space, NodeId node) {
        return absent.isGone(new MissingNodeTable.Kept(space, node));
    }

    /** Whose project spaces are whose may have been changed by something else than this server. */
    public void spacesChanged() {
        grants.changed();
    }

    /** Forgets locks and grants that have ended; call it every few minutes. */
    public void sweep() {
        book.sweep();
        unfinished.sweep();
        absent.sweep();
        grants.sweep();
    }
}
