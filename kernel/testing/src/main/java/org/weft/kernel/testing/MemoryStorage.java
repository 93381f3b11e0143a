/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.testing;

import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.weft.spi.Caller;
import org.weft.spi.Sink;
import org.weft.spi.storage.Checksum;
import org.weft.spi.storage.Content;
import org.weft.spi.storage.DeleteSpec;
import org.weft.spi.storage.ListSpec;
import org.weft.spi.storage.MakeSpec;
import org.weft.spi.storage.MoveSpec;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.PutSpec;
import org.weft.spi.storage.Quota;
import org.weft.spi.storage.ReadSpec;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Spaces;
import org.weft.spi.storage.StorageDriver;
import org.weft.spi.storage.Symlinks;
import org.weft.spi.storage.Times;
import org.weft.spi.storage.Traits;
import org.weft.spi.storage.Traits.Trait;
import org.weft.spi.storage.Trash;
import org.weft.spi.storage.Versions;
import org.weft.testkit.memory.MemoryDriver;
import org.weft.testkit.memory.MemoryStore;
import org.weft.testkit.storage.Ability;

/** The testkit's storage in memory, which keeps the contract, with counters and a file that can't be opened. */
public final class MemoryStorage implements StorageDriver {

    /** How many times a node was looked up. */
    public final AtomicInteger stats = new AtomicInteger();

    private static final long QUOTA = 1 << 30;

    private final MemoryStore store;
    private final MemoryDriver driver;
    private final AtomicLong pushed = new AtomicLong();
    private volatile RelPath broken = RelPath.parse("nothing/is/broken");
    private volatile String unreadable = "";

    /** With all traits, versions, trash, links, and personal spaces below {@code users}. */
    public MemoryStorage() {
        this(QUOTA);
    }

    /** The same with spaces of so many bytes. */
    public MemoryStorage(long quota) {
        this(
                quota,
                MemoryDriver.all().withChecksums(Checksum.Algorithm.SHA1, Checksum.Algorithm.ADLER32),
                EnumSet.of(Ability.SPACES, Ability.VERSIONS, Ability.TRASH, Ability.SYMLINKS, Ability.TIMES));
    }

    /**
     * With these traits and no more.
     *
     * @param personal whether there is a space for each user below {@code users}
     */
    public MemoryStorage(boolean personal, Trait... traits) {
        this(QUOTA, Traits.of(traits), personal ? EnumSet.of(Ability.SPACES) : EnumSet.noneOf(Ability.class));
    }

    private MemoryStorage(long quota, Traits traits, Set<Ability> abilities) {
        store = new MemoryStore(Clock.systemUTC(), Optional.of(quota));
        driver = new MemoryDriver(store, traits, abilities);
    }

    /** The least that the kernel adds locks and properties to, without spaces. */
    public static MemoryStorage plain() {
        return new MemoryStorage(false, Trait.STABLE_IDS, Trait.ATOMIC_PUT, Trait.CONDITIONAL_PUT);
    }

    /** How many nodes all listings together have pushed. */
    public long pushed() {
        return pushed.get();
    }

    /** How many earlier contents there are of all files. */
    public long keptVersions() {
        return store.keptVersions();
    }

    /** How many items lie in the trash. */
    public long keptItems() {
        return store.keptItems();
    }

    /** Lets opening this file fail from now on. */
    public void breakOpening(String path) {
        broken = RelPath.parse(path);
    }

    /** Lets reading files of this name fail from now on, at the first byte, after they were opened without a complaint. */
    public void breakReading(String name) {
        unreadable = name;
    }

    /** All that is there, with content, one line each. */
    public String picture() {
        return store.picture();
    }

    @Override
    public void close() {
        driver.close();
    }

    @Override
    public Traits traits() {
        return driver.traits();
    }

    @Override
    public Node stat(Caller who, Ref ref) throws IOException {
        stats.incrementAndGet();
        return driver.stat(who, ref);
    }

    @Override
    public void list(Caller who, Ref folder, ListSpec spec, Sink<Node> sink) throws IOException {
        driver.list(who, folder, spec, node -> {
            pushed.incrementAndGet();
            return sink.accept(node);
        });
    }

    @Override
    public Content open(Caller who, Ref file, ReadSpec spec) throws IOException {
        if (driver.stat(who, file).path().equals(broken)) {
            throw new IOException("the disk failed");
        }
        Content content = driver.open(who, file, spec);
        return content.node().path().name().equals(unreadable)
                ? Content.stream(content.node(), new Unreadable(), content.offset(), content.length())
                : content;
    }

    @Override
    public Node put(Caller who, Ref target, PutSpec spec, InputStream body) throws IOException {
        return driver.put(who, target, spec, body);
    }

    @Override
    public Node makeFolder(Caller who, Ref target, MakeSpec spec) throws IOException {
        return driver.makeFolder(who, target, spec);
    }

    @Override
    public void delete(Caller who, Ref ref, DeleteSpec spec) throws IOException {
        driver.delete(who, ref, spec);
    }

    @Override
    public Node move(Caller who, Ref from, Ref to, MoveSpec spec) throws IOException {
        return driver.move(who, from, to, spec);
    }

    @Override
    public Quota quota(Caller who, Ref ref) throws IOException {
        return driver.quota(who, ref);
    }

    @Override
    public Optional<Spaces> spaces() {
        return driver.spaces();
    }

    @Override
    public Optional<Versions> versions() {
        return driver.versions();
    }

    @Override
    public Optional<Trash> trash() {
        return driver.trash();
    }

    @Override
    public Optional<Times> times() {
        return driver.times();
    }

    @Override
    public Optional<Symlinks> symlinks() {
        return driver.symlinks();
    }

    private static final class Unreadable extends InputStream {

        @Override
        public int read() throws IOException {
            throw new IOException("the disk at /secret/place failed");
        }
    }
}
