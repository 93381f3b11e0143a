/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.weft.kernel.runtime.config.ServerConfig;
import org.weft.kernel.runtime.config.UploadsSection;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.kernel.runtime.job.Job;
import org.weft.kernel.storage.StorageServices;
import org.weft.kernel.storage.namespace.Namespace;
import org.weft.kernel.storage.upload.ChunkLimits;
import org.weft.kernel.storage.upload.ChunkedUploads;
import org.weft.kernel.storage.upload.DriverUploads;
import org.weft.kernel.storage.upload.Reservations;
import org.weft.kernel.storage.upload.ResumableUploads;
import org.weft.kernel.storage.upload.StoredTransferOrders;
import org.weft.kernel.storage.upload.UploadLimits;
import org.weft.kernel.webdav.UploadProtocols;

/** Makes what takes files in parts. */
record UploadAssembly(ResumableUploads resumable, UploadProtocols protocols) {

    private static final Duration LONGEST_UPLOAD = Duration.ofDays(2);
    private static final int MOST_CHUNKS = 10_000;

    /** @param data the folder of the server's own files, in which uploads lie if the configuration names no other */
    static UploadAssembly of(
            ServerConfig config,
            StateDatabase state,
            StorageServices storage,
            Namespace namespace,
            Path data,
            Clock clock) {
        Path spool = config.server().spool().orElse(data.resolve("spool"));
        ChunkLimits limits = limits(config.uploads());
        Reservations reservations = new Reservations(state, storage.files(), limits, clock);
        ResumableUploads resumable = new ResumableUploads(
                storage.files(),
                new DriverUploads(namespace, storage.files()),
                state,
                spool,
                reservations,
                UploadLimits.usual(),
                clock);
        ChunkedUploads chunked =
                new ChunkedUploads(storage.files(), state, spool.resolve("chunks"), reservations, limits, clock);
        return new UploadAssembly(
                resumable,
                new UploadProtocols(
                        chunked,
                        resumable,
                        new StoredTransferOrders(state, LONGEST_UPLOAD, clock),
                        new UploadProtocols.Ways(
                                config.webdav().chunks(), config.webdav().tus())));
    }

    private static ChunkLimits limits(UploadsSection uploads) {
        return new ChunkLimits(
                uploads.idle(),
                uploads.perUser(),
                MOST_CHUNKS,
                uploads.waiting().bytes());
    }

    List<Job> jobs() {
        return List.of(Job.sweep("resumable uploads", resumable::sweep));
    }
}
