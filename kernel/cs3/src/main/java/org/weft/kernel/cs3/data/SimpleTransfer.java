/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3.data;

import java.io.IOException;
import java.util.Optional;
import org.weft.kernel.http.ConditionalRead;
import org.weft.kernel.http.ContentSender;
import org.weft.kernel.http.HttpExchange;
import org.weft.kernel.http.HttpFailure;
import org.weft.kernel.http.tus.Tus;
import org.weft.kernel.storage.files.FileService;
import org.weft.kernel.storage.files.OpenFile;
import org.weft.kernel.storage.resource.MediaTypes;
import org.weft.kernel.storage.resource.Resource;
import org.weft.kernel.storage.resource.StatSpec;
import org.weft.kernel.storage.resource.Target;
import org.weft.kernel.storage.upload.ResumableUploads;
import org.weft.kernel.storage.upload.TransferOrder;
import org.weft.kernel.storage.upload.UploadSender;
import org.weft.kernel.storage.versions.VersionService;
import org.weft.spi.Caller;
import org.weft.spi.WeftException.ChecksumMismatch;
import org.weft.spi.WeftException.Conflict;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.Locked;
import org.weft.spi.storage.Right;

/** A file in one request: Reva's protocol {@code simple}. */
final class SimpleTransfer {

    /** Reva's status for a body that is not what its checksum says. */
    private static final int CHECKSUM_MISMATCH = 419;

    private final FileService files;
    private final VersionService versions;
    private final ResumableUploads uploads;

    SimpleTransfer(FileService files, VersionService versions, ResumableUploads uploads) {
        this.files = files;
        this.versions = versions;
        this.uploads = uploads;
    }

    /**
     * Sends a file.
     *
     * @param version the key of an earlier content; empty for the present one
     */
    void get(HttpExchange exchange, Target target, Optional<String> version, Caller caller) throws IOException {
        ConditionalRead read = ConditionalRead.of(exchange);
        if (version.isPresent()) {
            try (OpenFile file = versions.open(caller, target, version.get(), read)) {
                describe(exchange, file.resource());
                if (exchange.method().equals("HEAD")) {
                    ContentSender.head(exchange, file.resource(), read);
                } else {
                    ContentSender.content(exchange, file, read);
                }
            }
            return;
        }
        if (exchange.method().equals("HEAD")) {
            Resource resource = files.stat(caller, target, StatSpec.node());
            if (!resource.rights().has(Right.DOWNLOAD)) {
                throw new Forbidden("you may not download this file");
            }
            if (resource.isFolder()) {
                throw new Conflict("a folder has no content to send");
            }
            describe(exchange, resource);
            ContentSender.head(exchange, resource, read);
            return;
        }
        try (OpenFile file = files.open(caller, target, read)) {
            describe(exchange, file.resource());
            ContentSender.content(exchange, file, read);
        }
    }

    private static void describe(HttpExchange exchange, Resource resource) {
        exchange.header("Content-Type", MediaTypes.of(resource.node())).header("Content-Disposition", "attachment");
    }

    /**
     * Takes a file. The lock that comes with the bytes counts, as with Reva, and else the one that the order shows; a
     * refusal is 409, which is what its clients take for a lock in the way.
     */
    void put(HttpExchange exchange, TransferOrder.Upload ordered, UploadSender who) {
        TransferOrder.Upload order = exchange.header("X-Lock-Id")
                .filter(lock -> !lock.isBlank())
                .map(ordered::showing)
                .orElse(ordered);
        UploadSender sender = exchange.header("X-Lock-Holder")
                .filter(holder -> !holder.isBlank())
                .map(who::holding)
                .orElse(who);
        if (exchange.header("Content-Range").isPresent()) {
            throw new HttpFailure(400, "a part of a file is sent with PATCH, not with PUT and Content-Range");
        }
        try {
            Tus.stored(
                    exchange,
                    uploads.put(order, sender, exchange.contentLength(), exchange.body())
                            .resource());
        } catch (Locked inTheWay) {
            throw new HttpFailure(409, inTheWay.text());
        } catch (ChecksumMismatch mismatch) {
            throw new HttpFailure(CHECKSUM_MISMATCH, mismatch.text());
        }
    }
}
