/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.probe;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.weft.spi.Caller;
import org.weft.spi.Sink;
import org.weft.spi.WeftException;
import org.weft.spi.storage.Content;
import org.weft.spi.storage.DeleteSpec;
import org.weft.spi.storage.ListSpec;
import org.weft.spi.storage.MakeSpec;
import org.weft.spi.storage.MoveSpec;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.Precondition;
import org.weft.spi.storage.PutSpec;
import org.weft.spi.storage.Quota;
import org.weft.spi.storage.ReadSpec;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.Spaces;
import org.weft.spi.storage.StorageDriver;
import org.weft.spi.storage.Traits;
import org.weft.testkit.memory.MemoryDriver;
import org.weft.testkit.memory.MemoryStore;

/** A storage in memory with flaws of backends that there are. */
final class FlawedDriver implements StorageDriver {

    enum Flaw {
        CLOCK_AN_HOUR_BEFORE,
        READ_ONLY,
        NO_RENAME_OVER,
        JUDGES_NO_CONDITION,
        BEGINS_EVERY_RANGE_AT_THE_START,
        LISTS_ONE_TOO_FEW,
        DELETES_NOTHING,
        NO_SPACES
    }

    private final MemoryDriver memory;
    private final Set<Flaw> flaws = EnumSet.noneOf(Flaw.class);

    FlawedDriver(MemoryStore store, Flaw... flaws) {
        this.memory = new MemoryDriver(store);
        this.flaws.addAll(Set.of(flaws));
    }

    @Override
    public Traits traits() {
        return memory.traits();
    }

    @Override
    public Node stat(Caller who, Ref ref) throws IOException {
        return memory.stat(who, ref);
    }

    @Override
    public void list(Caller who, Ref folder, ListSpec spec, Sink<Node> sink) throws IOException {
        boolean[] first = {flaws.contains(Flaw.LISTS_ONE_TOO_FEW)};
        memory.list(who, folder, spec, node -> {
            boolean hidden = first[0];
            first[0] = false;
            return hidden || sink.accept(node);
        });
    }

    @Override
    public Content open(Caller who, Ref file, ReadSpec spec) throws IOException {
        if (!flaws.contains(Flaw.BEGINS_EVERY_RANGE_AT_THE_START)) {
            return memory.open(who, file, spec);
        }
        return memory.open(
                who,
                file,
                new ReadSpec(
                        node -> new ReadSpec.Span(0, spec.selection().of(node).length())));
    }

    @Override
    public Node put(Caller who, Ref target, PutSpec spec, InputStream body) throws IOException {
        PutSpec asked =
                flaws.contains(Flaw.JUDGES_NO_CONDITION) ? ProbeFiles.spec(spec.length(), Precondition.none()) : spec;
        Node node = memory.put(who, target, asked, body);
        return flaws.contains(Flaw.CLOCK_AN_HOUR_BEFORE)
                ? node.toBuilder().mtime(node.mtime().plus(Duration.ofHours(1))).build()
                : node;
    }

    @Override
    public Node makeFolder(Caller who, Ref target, MakeSpec spec) throws IOException {
        if (flaws.contains(Flaw.READ_ONLY)) {
            throw new WeftException.Forbidden("the file system is read-only");
        }
        return memory.makeFolder(who, target, spec);
    }

    @Override
    public void delete(Caller who, Ref ref, DeleteSpec spec) throws IOException {
        if (!flaws.contains(Flaw.DELETES_NOTHING)) {
            memory.delete(who, ref, spec);
        }
    }

    @Override
    public Node move(Caller who, Ref from, Ref to, MoveSpec spec) throws IOException {
        if (spec.overwrite() && flaws.contains(Flaw.NO_RENAME_OVER)) {
            throw new WeftException.Unsupported("this backend renames to free names only");
        }
        return memory.move(who, from, to, spec);
    }

    @Override
    public Quota quota(Caller who, Ref ref) throws IOException {
        return memory.quota(who, ref);
    }

    @Override
    public Optional<Spaces> spaces() {
        return flaws.contains(Flaw.NO_SPACES) ? Optional.empty() : memory.spaces();
    }

    @Override
    public void close() {
        memory.close();
    }
}
