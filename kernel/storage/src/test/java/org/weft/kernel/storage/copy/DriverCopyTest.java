/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.weft.kernel.storage.TestValues.at;
import static org.weft.kernel.storage.TestValues.caller;
import static org.weft.kernel.storage.TestValues.folder;
import static org.weft.kernel.storage.TestValues.put;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.kernel.runtime.database.TestDatabases;
import org.weft.kernel.storage.StorageServices;
import org.weft.kernel.storage.TestValues;
import org.weft.kernel.storage.files.FileService;
import org.weft.kernel.storage.files.MoveRequest;
import org.weft.kernel.storage.files.OpenFile;
import org.weft.kernel.storage.files.WriteResult;
import org.weft.kernel.storage.locks.LockLimits;
import org.weft.kernel.storage.mount.Mount;
import org.weft.kernel.storage.resource.WriteConditions;
import org.weft.kernel.testing.MemoryStorage;
import org.weft.spi.Caller;
import org.weft.spi.WeftException.Conflict;
import org.weft.spi.WeftException.Unsupported;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.PropertyName;
import org.weft.spi.storage.PutSpec;
import org.weft.spi.storage.ServerCopy;
import org.weft.spi.storage.ServerCopy.Copied;
import org.weft.spi.storage.StorageDriver;

/** Copies of a driver that offers to make them by itself. */
class DriverCopyTest {

    private static final PropertyName COLOUR = new PropertyName("urn:x", "colour");

    @TempDir
    private Path data;

    private final Caller anna = caller("anna");
    private final MemoryStorage storage = MemoryStorage.plain();
    private ServerCopy copy = (who, from, to, deep, spec, pairs) -> {
        throw new Unsupported("not this one");
    };
    private StateDatabase database;
    private StorageServices completions;
    private FileService files;
    private CopyService copies;

    @BeforeEach
    void open() {
        database = TestDatabases.sqlite(data);
        Mount mount = TestValues.mount("data", Mount.Everyone.WRITE, copying());
        completions = new StorageServices(TestValues.places(mount), database, LockLimits.usual(), Clock.systemUTC());
        files = completions.files();
        copies = completions.copies();
    }

    @AfterEach
    void close() {
        database.close();
    }

    /** The storage with one ability more. */
    private StorageDriver copying() {
        return (StorageDriver) Proxy.newProxyInstance(
                StorageDriver.class.getClassLoader(), new Class<?>[] {StorageDriver.class}, (proxy, method, given) -> {
                    if (method.getName().equals("copy")) {
                        return Optional.of(copy);
                    }
                    try {
                        return method.invoke(storage, given);
                    } catch (InvocationTargetException failure) {
                        throw failure.getCause();
                    }
                });
    }

    private String read(String path) throws Exception {
        try (OpenFile file = files.open(anna, at(path), FileService.Selection.WHOLE);
                InputStream in = TreeCopier.stream(file.content())) {
            return new String(in.readAllBytes(), TestValues.UTF_8);
        }
    }

    private Map<PropertyName, String> properties(String path) {
        return completions.properties().get(anna, at(path), Set.of());
    }

    @Test
    void the_driver_makes_the_copy_and_properties_follow_the_pairs_it_tells() throws Exception {
        put(files, anna, "data/a", "a");
        completions.properties().change(anna, at("data/a"), Map.of(COLOUR, "red"), Set.of(), WriteConditions.plain());
        copy = (who, from, to, deep, spec, pairs) -> {
            byte[] bytes = "by the driver".getBytes(TestValues.UTF_8);
            Node made = storage.put(who, to, PutSpec.simple(), new ByteArrayInputStream(bytes));
            pairs.accept(new Copied(storage.stat(who, from).id(), made.id()));
            return made;
        };
        copies.copy(anna, at("data/a"), at("data/b"), true, MoveRequest.simple(false));
        assertThat(read("data/b")).isEqualTo("by the driver");
        assertThat(properties("data/b")).isEqualTo(Map.of(COLOUR, "red"));
    }

    @Test
    void what_the_driver_does_not_support_is_streamed() throws Exception {
        folder(files, anna, "data/f");
        put(files, anna, "data/f/a", "a");
        WriteResult result = copies.copy(anna, at("data/f"), at("data/g"), true, MoveRequest.simple(false));
        assertThat(result.created()).isTrue();
        assertThat(read("data/g/a")).isEqualTo("a");
    }

    @Test
    void what_the_driver_refuses_is_refused() {
        put(files, anna, "data/a", "a");
        copy = (who, from, to, deep, spec, pairs) -> {
            throw new Conflict("never stood still");
        };
        assertThatThrownBy(() -> copies.copy(anna, at("data/a"), at("data/b"), true, MoveRequest.simple(false)))
                .isInstanceOf(Conflict.class);
    }
}
