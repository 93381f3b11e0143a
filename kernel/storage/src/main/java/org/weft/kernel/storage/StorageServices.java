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
    private final LockService locks;
    private final DeadProperties properties;
    private final Labels labels;
    private final LockCache lockCache;
    private final PendingCopies pendingCopies;
    private final OrphanSweep orphans;
    private final VersionService versions;
    private final TrashService trash;
    private final GrantCache grantCache;
    private final GrantService grants;
    private final ProjectSpaces projects;
    private final SpaceCatalog catalog;
    private final SpaceCommitLock commitLock;
    private final HeldLocks heldLocks;

    /**
     * @param database where locks, dead properties and labels are kept
     */
    public StorageServices(Namespace namespace, StateDatabase database, LockLimits limits, Clock clock) {
        this(namespace, database, limits, SpaceRules.open(), DiskRoom.ENDLESS, clock);
    }

    /**
     * @param database where locks, grants, project spaces, dead properties and labels are kept
     * @param rules what the site allows with project spaces
     * @param disk where all that is kept
     */
    public StorageServices(
            Namespace namespace,
            StateDatabase database,
            LockLimits limits,
            SpaceRules rules,
            DiskRoom disk,
            Clock clock) {
        this.commitLock = new SpaceCommitLock(database);
        PropertyTable propertyTable = new PropertyTable(database, DeadProperties.MAX_SPACE);
        LabelTable labelTable = new LabelTable(database);
        this.lockCache = new LockCache(
                new LockTable(database),
                clock,
                (space, guest) -> namespace.access().mayStay(space, guest));
        this.grantCache = new GrantCache(new GrantTable(database), clock);
        ProjectTable spaces = new ProjectTable(database);
        namespace.judgeBy(grantCache, spaces);
        TrashedFrom former = new TrashedFrom(namespace, new TrashedFromTable(database));
        this.pendingCopies = new PendingCopies(namespace, new PendingCopyTable(database), clock);
        this.orphans = new OrphanSweep(namespace, new MissingNodeTable(database), clock);
        this.files = new FileService(
                namespace,
                new CommitGuardFactory(
                        commitLock,
                        List.of(
                                new LockCheckFactory(lockCache),
                                change -> new GrantsAfterChange(
                                        change.caller(),
                                        change.mount(),
                                        change.driver(),
                                        namespace.access().grants(),
                                        namespace.access().shares(),
                                        change.act()),
                                former,
                                new ExtrasCleanup(propertyTable, labelTable))),
                new ExtrasJoin(
                        lockCache,
                        propertyTable,
                        labelTable,
                        new PropertyAndLabelTable(database, propertyTable, labelTable)),
                disk);
        this.copies = new CopyService(files, pendingCopies);
        this.locks = new LockService(files, commitLock, lockCache, limits, clock);
        this.heldLocks = new HeldLocks(namespace, commitLock, lockCache, clock);
        this.grants = new GrantService(files, commitLock, grantCache);
        this.projects = new ProjectSpaces(namespace, files, commitLock, grantCache, lockCache, spaces, rules);
        this.catalog = new SpaceCatalog(namespace, files, projects);
        this.properties = new DeadProperties(files, propertyTable);
        this.labels = new Labels(files, labelTable);
        this.versions = new VersionService(files);
        this.trash = new TrashService(files, former);
    }

    public FileService files() {
        return files;
    }

    /** COPY and MOVE. */
    public CopyService copies() {
        return copies;
    }

    public LockService locks() {
        return locks;
    }

    /** All locks, for operators. */
    public HeldLocks heldLocks() {
        return heldLocks;
    }

    public DeadProperties properties() {
        return properties;
    }

    public Labels labels() {
        return labels;
    }

    public VersionService versions() {
        return versions;
    }

    public TrashService trash() {
        return trash;
    }

    public SpaceCatalog catalog() {
        return catalog;
    }

    public ProjectSpaces projects() {
        return projects;
    }

    /** What keeps commits and changes of rights apart. */
    public SpaceCommitLock gate() {
        return commitLock;
    }

    public GrantService grants() {
        return grants;
    }

    /** Whether a resource has been neither live nor in the trash for a day, so that nothing need be kept for it. */
    public boolean isGone(SpaceKey space, NodeId node) {
        return orphans.isGone(new MissingNodeTable.Kept(space, node));
    }

    /** Whose project spaces are whose may have been changed by something else than this server. */
    public void spacesChanged() {
        grantCache.changed();
    }

    /** Forgets locks and grants that have ended; call it every few minutes. */
    public void sweep() {
        lockCache.sweep();
        pendingCopies.sweep();
        orphans.sweep();
        grantCache.sweep();
    }
}
