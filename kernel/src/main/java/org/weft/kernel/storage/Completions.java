/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage;

import java.time.Clock;
import java.util.List;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.kernel.storage.access.GrantBook;
import org.weft.kernel.storage.commit.CommitGate;
import org.weft.kernel.storage.commit.CommitGuardFactory;
import org.weft.kernel.storage.copy.CopyService;
import org.weft.kernel.storage.copy.Unfinished;
import org.weft.kernel.storage.db.AbsentTable;
import org.weft.kernel.storage.db.FormerPlaceTable;
import org.weft.kernel.storage.db.GrantTable;
import org.weft.kernel.storage.db.KeptTable;
import org.weft.kernel.storage.db.LabelTable;
import org.weft.kernel.storage.db.LockTable;
import org.weft.kernel.storage.db.PropertyTable;
import org.weft.kernel.storage.db.SpaceTable;
import org.weft.kernel.storage.db.UnfinishedTable;
import org.weft.kernel.storage.files.DiskRoom;
import org.weft.kernel.storage.files.Files;
import org.weft.kernel.storage.grants.Granting;
import org.weft.kernel.storage.grants.GrantsAfterChange;
import org.weft.kernel.storage.locks.HeldLocks;
import org.weft.kernel.storage.locks.LockBook;
import org.weft.kernel.storage.locks.LockCheckFactory;
import org.weft.kernel.storage.locks.LockLimits;
import org.weft.kernel.storage.locks.Locking;
import org.weft.kernel.storage.metadata.AbsentRows;
import org.weft.kernel.storage.metadata.DeadProperties;
import org.weft.kernel.storage.metadata.ExtrasCleanup;
import org.weft.kernel.storage.metadata.Joining;
import org.weft.kernel.storage.metadata.Labels;
import org.weft.kernel.storage.namespace.Places;
import org.weft.kernel.storage.resource.SpaceKey;
import org.weft.kernel.storage.spaces.Catalogue;
import org.weft.kernel.storage.spaces.Projects;
import org.weft.kernel.storage.spaces.SpaceRules;
import org.weft.kernel.storage.trash.FormerPlaces;
import org.weft.kernel.storage.trash.TrashBin;
import org.weft.kernel.storage.versions.Revisions;
import org.weft.spi.storage.NodeId;

/** The services of files and of what the kernel adds to every storage with stable ids, wired together. Thread-safe. */
public final class Completions {

    private final Files files;
    private final CopyService copies;
    private final Locking locking;
    private final DeadProperties properties;
    private final Labels labels;
    private final LockBook book;
    private final Unfinished unfinished;
    private final AbsentRows absent;
    private final Revisions revisions;
    private final TrashBin trash;
    private final GrantBook grants;
    private final Granting granting;
    private final Projects projects;
    private final Catalogue catalogue;
    private final CommitGate gate;
    private final HeldLocks held;

    /**
     * @param database where locks, dead properties and labels are kept
     */
    public Completions(Places places, StateDatabase database, LockLimits limits, Clock clock) {
        this(places, database, limits, SpaceRules.open(), DiskRoom.ENDLESS, clock);
    }

    /**
     * @param database where locks, grants, project spaces, dead properties and labels are kept
     * @param rules what the site allows with project spaces
     * @param disk where all that is kept
     */
    public Completions(
            Places places, StateDatabase database, LockLimits limits, SpaceRules rules, DiskRoom disk, Clock clock) {
        this.gate = new CommitGate(database);
        PropertyTable propertyTable = new PropertyTable(database, DeadProperties.MAX_SPACE);
        LabelTable labelTable = new LabelTable(database);
        this.book = new LockBook(new LockTable(database), clock, places::mayStay);
        this.grants = new GrantBook(new GrantTable(database), clock);
        SpaceTable spaces = new SpaceTable(database);
        places.judgeBy(grants, spaces);
        FormerPlaces former = new FormerPlaces(places, new FormerPlaceTable(database));
        this.unfinished = new Unfinished(places, new UnfinishedTable(database), clock);
        this.absent = new AbsentRows(places, new AbsentTable(database), clock);
        this.files = new Files(
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
                new Joining(book, propertyTable, labelTable, new KeptTable(database, propertyTable, labelTable)),
                disk);
        this.copies = new CopyService(files, unfinished);
        this.locking = new Locking(files, gate, book, limits, clock);
        this.held = new HeldLocks(places, gate, book, clock);
        this.granting = new Granting(files, gate, grants);
        this.projects = new Projects(places, files, gate, grants, book, spaces, rules);
        this.catalogue = new Catalogue(places, files, projects);
        this.properties = new DeadProperties(files, propertyTable);
        this.labels = new Labels(files, labelTable);
        this.revisions = new Revisions(files);
        this.trash = new TrashBin(files, former);
    }

    public Files files() {
        return files;
    }

    /** COPY and MOVE. */
    public CopyService copies() {
        return copies;
    }

    public Locking locking() {
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

    public Revisions revisions() {
        return revisions;
    }

    public TrashBin trash() {
        return trash;
    }

    public Catalogue catalogue() {
        return catalogue;
    }

    public Projects projects() {
        return projects;
    }

    /** What keeps commits and changes of rights apart. */
    public CommitGate gate() {
        return gate;
    }

    public Granting granting() {
        return granting;
    }

    /** Whether a resource has been neither live nor in the trash for a day, so that nothing need be kept for it. */
    public boolean isGone(SpaceKey space, NodeId node) {
        return absent.isGone(new AbsentTable.Kept(space, node));
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
