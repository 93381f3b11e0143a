/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server.demands;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.weft.spi.Caller;
import org.weft.spi.Sink;
import org.weft.spi.WeftException.NotFound;
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

/**
 * Folders of as many files as their names say, none of which is kept anywhere: {@code 100000} has a hundred thousand, and
 * {@code hoard} takes more memory than there is.
 */
final class HugeFolders implements StorageDriver {

    private static final SpaceId SPACE = new SpaceId("crowd");
    private static final int SAMPLE = 1_000;
    private static final String NAME = "a file with a rather long name, number ";

    final AtomicLong pushed = new AtomicLong();
    final AtomicLong listings = new AtomicLong();

    /** Nodes far behind the end of a listing that somebody still held when it ended. */
    final AtomicLong held = new AtomicLong();

    @Override
    public Traits traits() {
        return Traits.of(Trait.READ_ONLY, Trait.STABLE_IDS, Trait.STRONG_ETAG, Trait.RESUMABLE_LIST);
    }

    private static NodeId id(RelPath path) {
        return new NodeId("n." + path.toString().replaceAll("[^0-9a-z]+", "."));
    }

    private static Node folder(RelPath path) {
        return Node.builder(SPACE, id(path), Kind.FOLDER, path)
                .etag("e")
                .mtime(Instant.EPOCH)
                .build();
    }

    private static Node file(RelPath path) {
        return Node.builder(SPACE, id(path), Kind.FILE, path)
                .size(1)
                .etag("etag of " + path)
                .mtime(Instant.EPOCH)
                .build();
    }

    private static int hoarded(RelPath path) {
        return path.names().contains("hoard") ? new long[Integer.MAX_VALUE - 8].length : 0;
    }

    @Override
    public Node stat(Caller who, Ref ref) {
        RelPath path = ref.path();
        held.addAndGet(hoarded(path));
        return path.names().size() < 2 ? folder(path) : file(path);
    }

    @Override
    public void list(Caller who, Ref folder, ListSpec spec, Sink<Node> sink) {
        int size = Integer.parseInt(folder.path().name());
        List<WeakReference<Node>> samples = new ArrayList<>();
        int first = spec.after()
                .map(name -> Integer.parseInt(name.substring(NAME.length())) + 1)
                .orElse(0);
        for (int i = first; i < size; i++) {
            Node node = file(folder.path().resolve(NAME + i));
            if (i % SAMPLE == 0) {
                samples.add(new WeakReference<>(node));
            }
            pushed.incrementAndGet();
            if (!sink.accept(node)) {
                break;
            }
        }
        if (samples.size() > 10) {
            System.gc();
            held.set(samples.subList(0, samples.size() - 3).stream()
                    .filter(sample -> sample.get() != null)
                    .count());
        }
        listings.incrementAndGet();
    }

    @Override
    public Content open(Caller who, Ref file, ReadSpec spec) {
        return Content.stream(file(file.path()), new ByteArrayInputStream(new byte[] {'x'}), 0, 1);
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
        throw new NotFound("read only");
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
