/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.memory;

import java.io.IOException;
import java.io.InputStream;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.weft.spi.Caller;
import org.weft.spi.Sink;
import org.weft.spi.storage.Checksum;
import org.weft.spi.storage.Content;
import org.weft.spi.storage.DeleteSpec;
import org.weft.spi.storage.Grants;
import org.weft.spi.storage.ListSpec;
import org.weft.spi.storage.Locks;
import org.weft.spi.storage.MakeSpec;
import org.weft.spi.storage.MoveSpec;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.Properties;
import org.weft.spi.storage.PutSpec;
import org.weft.spi.storage.Quota;
import org.weft.spi.storage.ReadSpec;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.ServerCopy;
import org.weft.spi.storage.Spaces;
import org.weft.spi.storage.StorageDriver;
import org.weft.spi.storage.StoredId;
import org.weft.spi.storage.Symlinks;
import org.weft.spi.storage.Times;
import org.weft.spi.storage.Traits;
import org.weft.spi.storage.Traits.Trait;
import org.weft.spi.storage.Trash;
import org.weft.spi.storage.Upkeep;
import org.weft.spi.storage.Uploads;
import org.weft.spi.storage.Versions;
import org.weft.testkit.storage.Ability;

/** A storage in memory that claims every trait and offers every ability that the contract has cases for. */
public final class MemoryDriver implements StorageDriver {

    private final MemoryStore store;
    private final Set<Ability> offered;
    private final CoreMemoryDriver core;
    private final MemoryLockGuards guards;
    private final MemoryGrants grants;

    /** A driver with all traits and abilities for what the store holds. */
    public MemoryDriver(MemoryStore store) {
        this(store, all(), EnumSet.allOf(Ability.class));
    }

    /**
     * A driver with some of them.
     *
     * @param offered those that there are not in memory are passed over
     */
    public MemoryDriver(MemoryStore store, Traits traits, Set<Ability> offered) {
        this.store = store;
        this.offered = Set.copyOf(offered);
        this.core = new CoreMemoryDriver(
                store,
                traits,
                new MemoryTree.Keeping(offered.contains(Ability.VERSIONS), offered.contains(Ability.TRASH)));
        this.guards = new MemoryLockGuards(store, offered.contains(Ability.LOCKS));
        this.grants = new MemoryGrants(store, core.tree());
    }

    /** Every trait that a storage in one process can keep and still be written, and all digests. */
    public static Traits all() {
        Set<Trait> truths = EnumSet.complementOf(EnumSet.of(Trait.READ_ONLY, Trait.SHARED));
        return Traits.of(truths.toArray(new Trait[0])).withChecksums(Checksum.Algorithm.values());
    }

    private <T> Optional<T> offer(Ability ability, Supplier<T> object) {
        return offered.contains(ability) ? Optional.of(object.get()) : Optional.empty();
    }

    /** A node with what the caller may do with it. */
    private Node told(Caller who, Node node) {
        return offered.contains(Ability.GRANTS) ? grants.told(who, node) : node;
    }

    @Override
    public void close() {
        core.close();
    }

    @Override
    public Traits traits() {
        return core.traits();
    }

    @Override
    public Node stat(Caller who, Ref ref) throws IOException {
        return told(who, core.stat(who, ref));
    }

    @Override
    public void list(Caller who, Ref folder, ListSpec spec, Sink<Node> sink) throws IOException {
        if (!offered.contains(Ability.GRANTS)) {
            core.list(who, folder, spec, sink);
            return;
        }
        core.list(who, folder, spec, node -> sink.accept(grants.told(who, node)));
    }

    @Override
    public Content open(Caller who, Ref file, ReadSpec spec) throws IOException {
        Content content =
                core.open(who, file, new ReadSpec(node -> spec.selection().of(told(who, node))));
        return content instanceof Content.OfStream whole
                ? Content.stream(told(who, whole.node()), whole.stream(), whole.offset(), whole.length())
                : content;
    }

    @Override
    public Node put(Caller who, Ref target, PutSpec spec, InputStream body) throws IOException {
        return told(who, core.put(who, target, guards.judging(who, spec), body));
    }

    @Override
    public Node makeFolder(Caller who, Ref target, MakeSpec spec) throws IOException {
        return told(who, core.makeFolder(who, target, guards.judging(who, spec)));
    }

    @Override
    public void delete(Caller who, Ref ref, DeleteSpec spec) throws IOException {
        core.delete(who, ref, guards.judging(who, spec));
    }

    @Override
    public Node move(Caller who, Ref from, Ref to, MoveSpec spec) throws IOException {
        return told(who, core.move(who, from, to, guards.judging(who, spec)));
    }

    @Override
    public Quota quota(Caller who, Ref ref) throws IOException {
        return core.quota(who, ref);
    }

    @Override
    public Optional<Versions> versions() {
        return offer(Ability.VERSIONS, () -> new MemoryVersions(store, core.tree()));
    }

    @Override
    public Optional<Trash> trash() {
        return offer(Ability.TRASH, () -> new MemoryTrash(store, core));
    }

    @Override
    public Optional<Locks> locks() {
        return offer(Ability.LOCKS, () -> new MemoryLocks(store, core.tree()));
    }

    @Override
    public Optional<Grants> grants() {
        return offer(Ability.GRANTS, () -> grants);
    }

    @Override
    public Optional<Properties> properties() {
        return offer(Ability.PROPERTIES, () -> new MemoryProperties(store, core.tree()));
    }

    @Override
    public Optional<Spaces> spaces() {
        return offer(Ability.SPACES, () -> new MemorySpaces(store, core.tree()));
    }

    @Override
    public Optional<Uploads> uploads() {
        return offer(Ability.UPLOADS, () -> new MemoryUploads(store, core, guards));
    }

    @Override
    public Optional<ServerCopy> copy() {
        return offer(Ability.COPY, () -> new MemoryCopy(store, core, guards));
    }

    @Override
    public Optional<Symlinks> symlinks() {
        return offer(Ability.SYMLINKS, () -> new MemorySymlinks(store, core, guards));
    }

    @Override
    public Optional<Times> times() {
        return offer(Ability.TIMES, () -> new MemoryTimes(store, core.tree()));
    }

    @Override
    public Optional<Upkeep> upkeep() {
        return offer(Ability.UPKEEP, () -> new MemoryUpkeep(store));
    }

    @Override
    public Optional<StoredId> storedId() {
        return offer(Ability.STORED_ID, () -> new MemoryId(store));
    }
}
