/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.web.archive;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.weft.spi.Caller;
import org.weft.spi.Sink;
import org.weft.spi.WeftException.Unsupported;
import org.weft.spi.storage.Content;
import org.weft.spi.storage.DeleteSpec;
import org.weft.spi.storage.Kind;
import org.weft.spi.storage.ListSpec;
import org.weft.spi.storage.MakeSpec;
import org.weft.spi.storage.MoveSpec;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.PutSpec;
import org.weft.spi.storage.Quota;
import org.weft.spi.storage.ReadSpec;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.SpaceId;
import org.weft.spi.storage.StorageDriver;
import org.weft.spi.storage.Traits;
import org.weft.spi.storage.Traits.Trait;

/** A storage whose one folder {@code all} has many files, none of which is kept anywhere. */
final class ManyFiles implements StorageDriver {

    private static final SpaceId SPACE = new SpaceId("many");

    private final int count;
    private final int size;
    private final List<WeakReference<Node>> handedOut = new ArrayList<>();

    /** How many nodes somebody still held when the file that is measured at was opened. */
    final AtomicLong held = new AtomicLong(-1);

    /** How much had left the server when that file was opened, as far as the test says. */
    final AtomicLong sentBefore = new AtomicLong(-1);

    volatile LongSupplier sent = () -> 0;

    final AtomicInteger open = new AtomicInteger();
    final AtomicInteger mostOpen = new AtomicInteger();

    /**
     * @param size of each file
     */
    ManyFiles(int count, int size) {
        this.count = count;
        this.size = size;
    }

    @Override
    public Traits traits() {
        return Traits.of(Trait.READ_ONLY, Trait.STABLE_IDS, Trait.STRONG_ETAG, Trait.RESUMABLE_LIST);
    }

    private static String name(int number) {
        return String.format(Locale.ROOT, "file %07d.dat", number);
    }

    private Node node(RelPath path) {
        boolean file = path.depth() == 2;
        Node node = Node.builder(
                        SPACE,
                        new NodeId("n" + Integer.toHexString(path.hashCode())),
                        file ? Kind.FILE : Kind.FOLDER,
                        path)
                .size(file ? size : 0)
                .etag("e")
                .mtime(Instant.parse("2026-01-02T03:04:05Z"))
                .build();
        handedOut.add(new WeakReference<>(node));
        return node;
    }

    @Override
    public Node stat(Caller who, Ref ref) {
        return node(ref.path());
    }

    @Override
    public void list(Caller who, Ref folder, ListSpec spec, Sink<Node> sink) {
        int from = spec.after()
                .map(name -> Integer.parseInt(name.substring(5, 12)) + 1)
                .orElse(0);
        for (int i = from; i < Math.min(count, from + spec.limit()); i++) {
            if (!sink.accept(node(folder.path().resolve(name(i))))) {
                return;
            }
        }
    }

    @Override
    public Content open(Caller who, Ref file, ReadSpec spec) {
        if (file.path().name().equals(name(count - 10))) {
            sentBefore.set(sent.getAsLong());
            System.gc();
            held.set(handedOut.stream().filter(node -> node.get() != null).count());
        }
        mostOpen.accumulateAndGet(open.incrementAndGet(), Math::max);
        InputStream zeros = new ByteArrayInputStream(new byte[size]) {
            @Override
            public void close() throws IOException {
                open.decrementAndGet();
                super.close();
            }
        };
        return Content.stream(node(file.path()), zeros, 0, size);
    }

    @Override
    public Node put(Caller who, Ref target, PutSpec spec, InputStream body) {
        throw new Unsupported("read only");
    }

    @Override
    public Node makeFolder(Caller who, Ref target, MakeSpec spec) {
        throw new Unsupported("read only");
    }

    @Override
    public void delete(Caller who, Ref ref, DeleteSpec spec) {
        throw new Unsupported("read only");
    }

    @Override
    public Node move(Caller who, Ref from, Ref to, MoveSpec spec) {
        throw new Unsupported("read only");
    }

    @Override
    public Quota quota(Caller who, Ref ref) {
        return Quota.unknown();
    }

    @Override
    public void close() {}
}
