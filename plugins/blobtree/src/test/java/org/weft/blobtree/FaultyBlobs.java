/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.blobtree;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.weft.spi.Sink;

/** A store that passes everything on, and tells a listener before and after each call that changes something. */
final class FaultyBlobs implements Blobs {

    /** What happens to the store, and what may go wrong. */
    interface Fault {
        /** Before a call; what it throws is the store's answer, and nothing happens. */
        default void before(String what, String key) throws IOException {}

        /** After a call; what it throws is the store's answer although it happened. */
        default void after(String what, String key) throws IOException {}
    }

    private final Blobs blobs;
    private volatile Fault fault = new Fault() {};

    FaultyBlobs(Blobs blobs) {
        this.blobs = blobs;
    }

    void set(Fault next) {
        fault = next;
    }

    void heal() {
        fault = new Fault() {};
    }

    private interface Call<T> {
        T make() throws IOException;
    }

    private <T> T through(String what, String key, Call<T> call) throws IOException {
        fault.before(what, key);
        T made = call.make();
        fault.after(what, key);
        return made;
    }

    @Override
    public void start() throws IOException {
        blobs.start();
    }

    @Override
    public long write(String key, InputStream body, OptionalLong length) throws IOException {
        return through("write", key, () -> blobs.write(key, body, length));
    }

    @Override
    public InputStream read(String key, long offset, long length) throws IOException {
        return through("read", key, () -> blobs.read(key, offset, length));
    }

    @Override
    public void copy(String from, String to, long size) throws IOException {
        blobs.copy(from, to, size);
    }

    @Override
    public void delete(List<String> keys) throws IOException {
        through("delete", String.join(" ", keys), () -> {
            blobs.delete(keys);
            return true;
        });
    }

    @Override
    public void list(String prefix, Sink<Entry> sink) throws IOException {
        blobs.list(prefix, sink);
    }

    @Override
    public void put(String key, byte[] content) throws IOException {
        through("put", key, () -> {
            blobs.put(key, content);
            return true;
        });
    }

    @Override
    public Optional<byte[]> get(String key) throws IOException {
        return blobs.get(key);
    }

    @Override
    public Optional<Parts> parts() {
        return blobs.parts();
    }

    @Override
    public void close() {
        blobs.close();
    }
}
