/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.share;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.weft.kernel.testing.MemoryStorage;
import org.weft.spi.Caller;
import org.weft.spi.Sink;
import org.weft.spi.storage.Content;
import org.weft.spi.storage.DeleteSpec;
import org.weft.spi.storage.Grant;
import org.weft.spi.storage.Grants;
import org.weft.spi.storage.ListSpec;
import org.weft.spi.storage.MakeSpec;
import org.weft.spi.storage.MoveSpec;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.PutSpec;
import org.weft.spi.storage.Quota;
import org.weft.spi.storage.ReadSpec;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.StorageDriver;
import org.weft.spi.storage.Traits;

/** A storage whose driver judges by itself who may do what, and keeps rights of others, of which there are none. */
final class SelfEnforcingStorage implements StorageDriver, Grants {

    private final StorageDriver inner = new MemoryStorage(false, Traits.Trait.STABLE_IDS);

    @Override
    public Traits traits() {
        return inner.traits().withEnforcement(Traits.Enforcement.DRIVER);
    }

    @Override
    public Optional<Grants> grants() {
        return Optional.of(this);
    }

    @Override
    public List<Grant> list(Caller who, Ref ref) {
        return List.of();
    }

    @Override
    public void put(Caller who, Ref ref, Grant grant) {}

    @Override
    public void remove(Caller who, Ref ref, Grant.Grantee grantee) {}

    @Override
    public Node stat(Caller who, Ref ref) throws IOException {
        return inner.stat(who, ref);
    }

    @Override
    public void list(Caller who, Ref folder, ListSpec spec, Sink<Node> sink) throws IOException {
        inner.list(who, folder, spec, sink);
    }

    @Override
    public Content open(Caller who, Ref file, ReadSpec spec) throws IOException {
        return inner.open(who, file, spec);
    }

    @Override
    public Node put(Caller who, Ref target, PutSpec spec, InputStream body) throws IOException {
        return inner.put(who, target, spec, body);
    }

    @Override
    public Node makeFolder(Caller who, Ref target, MakeSpec spec) throws IOException {
        return inner.makeFolder(who, target, spec);
    }

    @Override
    public void delete(Caller who, Ref ref, DeleteSpec spec) throws IOException {
        inner.delete(who, ref, spec);
    }

    @Override
    public Node move(Caller who, Ref from, Ref to, MoveSpec spec) throws IOException {
        return inner.move(who, from, to, spec);
    }

    @Override
    public Quota quota(Caller who, Ref ref) throws IOException {
        return inner.quota(who, ref);
    }

    @Override
    public void close() {
        inner.close();
    }
}
