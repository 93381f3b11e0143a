/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.upload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.kernel.runtime.database.TestDatabases;
import org.weft.kernel.runtime.plugin.Bulkhead;
import org.weft.kernel.runtime.plugin.DriverHandle;
import org.weft.kernel.storage.StorageServices;
import org.weft.kernel.storage.TestValues;
import org.weft.kernel.storage.files.FileService;
import org.weft.kernel.storage.files.OpenFile;
import org.weft.kernel.storage.files.PutRequest;
import org.weft.kernel.storage.files.WriteResult;
import org.weft.kernel.storage.locks.LockLimits;
import org.weft.kernel.storage.mount.Mount;
import org.weft.kernel.storage.mount.MountTable;
import org.weft.kernel.storage.namespace.Namespace;
import org.weft.kernel.storage.resource.StatSpec;
import org.weft.kernel.testing.MemoryStorage;
import org.weft.spi.Caller;
import org.weft.spi.storage.ListSpec;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.StorageDriver;

/** Downloads and uploads that don't end, as many as a storage may have, and everything else goes on beside them. */
class ChunkedUploadsTest {

    private static final int CALLS = 4;
    private static final int TRANSFERS = 2;

    private final Caller anna = TestValues.caller("anna");
    private final Bulkhead<StorageDriver> handle =
            new Bulkhead<>(DriverHandle.fixed("common", MemoryStorage.plain()), CALLS, TRANSFERS);
    private final StateDatabase database;
    private final FileService files;

    ChunkedUploadsTest(@TempDir Path data) {
        database = TestDatabases.sqlite(data);
        Mount mount = new Mount("common", "id", RelPath.parse("common"), Mount.Everyone.WRITE, Set.of(), handle);
        MountTable table = new MountTable(List.of(mount));
        files = new StorageServices(new Namespace(() -> table), database, LockLimits.usual(), Clock.systemUTC())
                .files();
    }

    private WriteResult put(String path, InputStream body) {
        return files.put(anna, TestValues.at(path), PutRequest.simple(OptionalLong.empty()), body);
    }

    /** Says that somebody reads it, and ends when it may. */
    private static final class Endless extends InputStream {
        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch mayEnd = new CountDownLatch(1);

        @Override
        public int read() throws IOException {
            begun.countDown();
            try {
                mayEnd.await();
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
                throw new IOException(ended);
            }
            return -1;
        }
    }

    @Test
    void transfers_that_hang_never_keep_a_listing_waiting() throws Exception {
        put("common/before", new ByteArrayInputStream(new byte[] {1}));
        Endless body = new Endless();
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
                OpenFile download = files.open(anna, TestValues.at("common/before"), FileService.Selection.WHOLE)) {
            Future<WriteResult> upload = executor.submit(() -> put("common/after", body));
            try {
                body.begun.await();
                List<String> names = new ArrayList<>();
                files.list(
                        anna,
                        TestValues.at("common"),
                        ListSpec.all(),
                        StatSpec.node(),
                        resource -> names.add(resource.node().name()));
                assertThat(names).containsExactly("before");
                assertThat(files.stat(anna, TestValues.at("common/before"), StatSpec.node())
                                .node()
                                .size())
                        .isEqualTo(1);
                assertThat(download.content().length()).isEqualTo(1);
            } finally {
                body.mayEnd.countDown();
            }
            assertThat(upload.get().resource().node().size()).isZero();
        } finally {
            database.close();
        }
    }
}
