/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.memory;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.UUID;
import org.weft.spi.Caller;
import org.weft.spi.WeftException.Conflict;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.PutSpec;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.Uploads;

/** Uploads whose parts wait in the store. */
final class MemoryUploads implements Uploads {

    private static final int CHUNK = 64 * 1024;
    private static final Duration LIFE = Duration.ofDays(1);

    private final MemoryStore store;
    private final CoreMemoryDriver core;
    private final MemoryLockGuards guards;

    MemoryUploads(MemoryStore store, CoreMemoryDriver core, MemoryLockGuards guards) {
        this.store = store;
        this.core = core;
        this.guards = guards;
    }

    @Override
    public State begin(Caller who, Ref target, OptionalLong length) throws IOException {
        return store.locked(() -> {
            store.requireRoom(core.tree().slot(target).parent().space(), length.orElse(0));
            String id = UUID.randomUUID().toString();
            MemoryStore.Upload upload = new MemoryStore.Upload();
            upload.expires = store.clock.instant().plus(LIFE);
            store.uploads.put(id, upload);
            return state(id, upload);
        });
    }

    private static State state(String id, MemoryStore.Upload upload) {
        return new State(id, upload.size, upload.expires);
    }

    private MemoryStore.Upload find(String id) {
        MemoryStore.Upload upload = store.uploads.get(id);
        if (upload == null) {
            throw new NotFound("there is no such upload, or no longer");
        }
        return upload;
    }

    /** Keeps others away from an upload, without holding the lock for as long as a body takes. */
    private MemoryStore.Upload claim(String id) {
        MemoryStore.Upload upload = find(id);
        if (upload.busy) {
            throw new Conflict("another request goes on with this upload at the moment");
        }
        upload.busy = true;
        return upload;
    }

    private void release(MemoryStore.Upload upload) throws IOException {
        store.locked(() -> upload.busy = false);
    }

    @Override
    public long append(Caller who, String id, long offset, InputStream body) throws IOException {
        MemoryStore.Upload upload = store.locked(() -> {
            if (find(id).size != offset) {
                throw new Conflict("the upload stands at " + find(id).size + " and not at " + offset);
            }
            return claim(id);
        });
        try {
            byte[] chunk = new byte[CHUNK];
            for (int read = body.read(chunk); read >= 0; read = body.read(chunk)) {
                byte[] bytes = Arrays.copyOf(chunk, read);
                store.locked(() -> {
                    upload.parts.add(bytes);
                    upload.size += bytes.length;
                    return true;
                });
            }
            return upload.size;
        } finally {
            release(upload);
        }
    }

    @Override
    public State state(Caller who, String id) throws IOException {
        return store.locked(() -> state(id, find(id)));
    }

    @Override
    public Node commit(Caller who, String id, Ref target, PutSpec spec) throws IOException {
        MemoryStore.Upload upload = store.locked(() -> claim(id));
        try {
            ByteArrayOutputStream whole = new ByteArrayOutputStream();
            upload.parts.forEach(whole::writeBytes);
            Node node =
                    core.writes().commit(target, guards.judging(who, spec), new MemoryTree.Bytes(whole.toByteArray()));
            store.locked(() -> store.uploads.remove(id));
            return node;
        } finally {
            release(upload);
        }
    }

    @Override
    public void abort(Caller who, String id) throws IOException {
        store.locked(() -> store.uploads.remove(id));
    }
}
