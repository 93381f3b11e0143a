/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3.data;

import java.io.IOException;
import java.util.Optional;
import org.weft.kernel.http.Exchange;
import org.weft.kernel.http.HttpFailure;
import org.weft.kernel.http.Reading;
import org.weft.kernel.http.Sending;
import org.weft.kernel.http.tus.Tus;
import org.weft.kernel.storage.files.Files;
import org.weft.kernel.storage.files.Opened;
import org.weft.kernel.storage.resource.MediaTypes;
import org.weft.kernel.storage.resource.Resource;
import org.weft.kernel.storage.resource.Target;
import org.weft.kernel.storage.resource.Wanted;
import org.weft.kernel.storage.upload.Order;
import org.weft.kernel.storage.upload.Sender;
import org.weft.kernel.storage.upload.Uploads;
import org.weft.kernel.storage.versions.Revisions;
import org.weft.spi.Caller;
import org.weft.spi.WeftException.ChecksumMismatch;
import org.weft.spi.WeftException.Conflict;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.Locked;
import org.weft.spi.storage.Right;

/** A file in one request: Reva's protocol {@code simple}. */
final class Simple {

    /** Reva's status for a body that is not what its checksum says. */
    private static final int CHECKSUM_MISMATCH = 419;

    private final Files files;
    private final Revisions revisions;
    private final Uploads uploads;

    Simple(Files files, Revisions revisions, Uploads uploads) {
        this.files = files;
        this.revisions = revisions;
        this.uploads = uploads;
    }

    /**
     * Sends a file.
     *
     * @param version the key of an earlier content; empty for the present one
     */
    void get(Exchange exchange, Target target, Optional<String> version, Caller caller) throws IOException {
        Reading reading = Reading.of(exchange);
        if (version.isPresent()) {
            try (Opened opened = revisions.open(caller, target, version.get(), reading)) {
                describe(exchange, opened.resource());
                if (exchange.method().equals("HEAD")) {
                    Sending.head(exchange, opened.resource(), reading);
                } else {
                    Sending.content(exchange, opened, reading);
                }
            }
            return;
        }
        if (exchange.method().equals("HEAD")) {
            Resource resource = files.stat(caller, target, Wanted.node());
            if (!resource.rights().has(Right.DOWNLOAD)) {
                throw new Forbidden("you may not download this file");
            }
            if (resource.isFolder()) {
                throw new Conflict("a folder has no content to send");
            }
            describe(exchange, resource);
            Sending.head(exchange, resource, reading);
            return;
        }
        try (Opened opened = files.open(caller, target, reading)) {
            describe(exchange, opened.resource());
            Sending.content(exchange, opened, reading);
        }
    }

    private static void describe(Exchange exchange, Resource resource) {
        exchange.header("Content-Type", MediaTypes.of(resource.node())).header("Content-Disposition", "attachment");
    }

    /**
     * Takes a file. The lock that comes with the bytes counts, as with Reva, and else the one that the order shows; a
     * refusal is 409, which is what its clients take for a lock in the way.
     */
    void put(Exchange exchange, Order.Upload ordered, Sender who) {
        Order.Upload order = exchange.header("X-Lock-Id")
                .filter(lock -> !lock.isBlank())
                .map(ordered::showing)
                .orElse(ordered);
        Sender sender = exchange.header("X-Lock-Holder")
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
