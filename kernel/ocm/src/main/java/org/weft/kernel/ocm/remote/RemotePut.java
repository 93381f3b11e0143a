/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm.remote;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.kernel.ocm.remote.RemoteLocations.At;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.Unavailable;
import org.weft.spi.storage.Affected;
import org.weft.spi.storage.Checksum;
import org.weft.spi.storage.PutSpec;

/**
 * Sends files to another server, so that the last piece is sent inside the guard's commit: before it, the other server has
 * no whole file, and a body that breaks off or is refused at last is never ended there.
 */
final class RemotePut {

    private static final Logger LOG = LoggerFactory.getLogger(RemotePut.class);
    private static final int PIECE = 64 << 10;

    private final DavClient calls;
    private final ExecutorService executor;

    RemotePut(DavClient calls, ExecutorService executor) {
        this.calls = calls;
        this.executor = executor;
    }

    /** @return the etag of what was stored, where the other server tells one to rely on */
    Optional<String> put(At at, Map<String, String> headers, PutSpec spec, Affected affected, InputStream body)
            throws IOException {
        byte[] last = piece(body);
        byte[] next = last.length < PIECE ? new byte[0] : piece(body);
        if (next.length == 0) {
            Map<String, String> all = new HashMap<>(headers);
            checksum(spec).ifPresent(sum -> all.put("OC-Checksum", sum));
            OptionalLong length = OptionalLong.of(last.length);
            return RemoteCommits.commit(
                    spec.guard(),
                    affected,
                    () -> calls.put(at.remote(), at.url(false), all, new ByteArrayInputStream(last), length));
        }
        return stream(at, headers, spec, affected, new Body(last, next, body));
    }

    /** What the body's digest is; asking for it fails when the body is not the one that our client announced. */
    private static Optional<String> checksum(PutSpec spec) {
        return spec.digests().get().stream()
                .filter(digest -> digest.algorithm() == Checksum.Algorithm.SHA1)
                .map(digest -> "SHA1:" + digest.hex())
                .findFirst();
    }

    /** A body of which two pieces have been read. */
    private record Body(byte[] first, byte[] second, InputStream rest) {}

    private static byte[] piece(InputStream body) throws IOException {
        return body.readNBytes(PIECE);
    }

    private Optional<String> stream(At at, Map<String, String> headers, PutSpec spec, Affected affected, Body body)
            throws IOException {
        BodyHandover handover = new BodyHandover();
        CompletableFuture<Optional<String>> answer = CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return calls.put(at.remote(), at.url(false), headers, handover, spec.length());
                    } catch (IOException failure) {
                        throw new UncheckedIOException(failure);
                    }
                },
                executor);
        answer.whenComplete((done, failure) -> handover.close());
        boolean ended = false;
        try {
            byte[] held = through(handover, body);
            if (held.length == 0) {
                result(answer)
                        .ifPresent(
                                etag -> LOG.atDebug().addKeyValue("etag", etag).log("put-answered-early"));
                throw new Unavailable(
                        "the server " + at.remote().root().getHost() + " answered before it had the file");
            }
            checksum(spec)
                    .ifPresent(sum -> LOG.atTrace().addKeyValue("checksum", sum).log("body-whole"));
            Optional<String> etag = RemoteCommits.commit(spec.guard(), affected, () -> {
                handover.let(held);
                handover.end();
                return result(answer);
            });
            ended = true;
            return etag;
        } finally {
            if (!ended) {
                handover.breakOff();
                answer.exceptionally(broken -> Optional.empty()).join();
            }
        }
    }

    /** Lets all through but the last piece; empty when the server answered before. */
    private static byte[] through(BodyHandover handover, Body body) throws IOException {
        byte[] held = body.first();
        byte[] next = body.second();
        while (next.length > 0) {
            if (!handover.let(held)) {
                return new byte[0];
            }
            held = next;
            next = piece(body.rest());
        }
        return held;
    }

    private static Optional<String> result(CompletableFuture<Optional<String>> answer) throws IOException {
        try {
            return answer.join();
        } catch (CompletionException failure) {
            Throwable cause = failure.getCause();
            if (cause instanceof WeftException told) {
                throw told;
            }
            if (cause instanceof UncheckedIOException broken) {
                throw broken.getCause();
            }
            throw failure;
        }
    }
}
