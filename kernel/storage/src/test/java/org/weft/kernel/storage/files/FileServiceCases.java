/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.files;

import static org.weft.kernel.storage.TestValues.at;
import static org.weft.kernel.storage.TestValues.caller;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.kernel.runtime.database.TestDatabases;
import org.weft.kernel.storage.StorageServices;
import org.weft.kernel.storage.TestValues;
import org.weft.kernel.storage.copy.CopyService;
import org.weft.kernel.storage.copy.TreeCopier;
import org.weft.kernel.storage.locks.LockLimits;
import org.weft.kernel.storage.mount.Mount;
import org.weft.kernel.storage.resource.StatSpec;
import org.weft.kernel.testing.MemoryStorage;
import org.weft.spi.Caller;
import org.weft.spi.storage.ListSpec;
import org.weft.spi.storage.Traits.Trait;

/** Homes, a storage for all, one that is read and one that is hidden, and two people. */
public abstract class FileServiceCases {

    @TempDir
    Path data;

    public final Caller anna = caller("anna");

    final Caller ben = caller("ben");

    public final MemoryStorage homes = new MemoryStorage(true, Trait.STABLE_IDS);

    public final MemoryStorage shared = MemoryStorage.plain();

    StateDatabase database;

    public FileService files;
    public CopyService copies;

    @BeforeEach
    void open() {
        database = TestDatabases.sqlite(data);
        StorageServices storage = completions(
                TestValues.mount("home", Mount.Everyone.WRITE, homes),
                TestValues.mount("shared", Mount.Everyone.WRITE, shared),
                TestValues.mount("deep/er", Mount.Everyone.READ, MemoryStorage.plain()),
                TestValues.mount("hidden", Mount.Everyone.NONE, MemoryStorage.plain()));
        files = storage.files();
        copies = storage.copies();
    }

    private StorageServices completions(Mount... mounts) {
        return new StorageServices(TestValues.places(mounts), database, LockLimits.usual(), Clock.systemUTC());
    }

    FileService over(Mount... mounts) {
        return completions(mounts).files();
    }

    @AfterEach
    void close() {
        database.close();
    }

    public String read(Caller caller, String path) throws IOException {
        try (OpenFile file = files.open(caller, at(path), FileService.Selection.WHOLE);
                InputStream in = TreeCopier.stream(file.content())) {
            return new String(in.readAllBytes(), TestValues.UTF_8);
        }
    }

    public List<String> names(Caller caller, String path) {
        List<String> names = new ArrayList<>();
        files.list(caller, at(path), ListSpec.all(), StatSpec.node(), child -> names.add(child.name()));
        return names;
    }
}
