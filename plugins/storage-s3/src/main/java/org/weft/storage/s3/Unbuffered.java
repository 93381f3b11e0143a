/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.s3;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.weft.blobtree.Blobs;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.Unavailable;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Writes that take no memory: bodies of a known length are passed on to S3 as they come. The price is that a request that
 * S3 broke off can't be repeated, and that one thing is done at a time. For files whose parts are too large to be held, and
 * for all when the memory for uploads is used up.
 */
final class Unbuffered {

    private static final String TYPE = "application/octet-stream";

    private final S3Client client;
    private final Calls calls;
    private final S3Parts parts;
    private final String bucket;

    Unbuffered(S3Client client, Calls calls, S3Parts parts, String bucket) {
        this.client = client;
        this.calls = calls;
        this.parts = parts;
        this.bucket = bucket;
    }

    long write(String key, InputStream body, PartSizes sizes) throws IOException {
        long length = sizes.length().orElseThrow();
        if (length <= S3Parts.LARGEST) {
            whole(key, body, length);
        } else {
            inParts(key, body, length, Math.max(sizes.even(), S3Parts.LARGEST / 16));
        }
        if (body.read() >= 0) {
            calls.run(
                    key,
                    () -> client.deleteObject(request -> request.bucket(bucket).key(key)));
            throw new InvalidArgument("the body is longer than announced");
        }
        return length;
    }

    private void whole(String key, InputStream body, long length) throws IOException {
        pass(new Passing(body, length), length, content -> {
            calls.run(
                    key,
                    () -> client.putObject(
                            request -> request.bucket(bucket).key(key).contentType(TYPE), content));
            return "";
        });
    }

    private void inParts(String key, InputStream body, long length, long partSize) throws IOException {
        String upload = parts.begin(key);
        boolean isDone = false;
        try {
            List<Blobs.Parts.Part> stored = new ArrayList<>();
            for (long sent = 0; sent < length; sent += partSize) {
                long size = Math.min(partSize, length - sent);
                int number = stored.size() + 1;
                stored.add(new Blobs.Parts.Part(
                        number,
                        pass(new Passing(body, size), size, content -> parts.part(key, upload, number, content))));
            }
            parts.complete(key, upload, stored);
            isDone = true;
        } finally {
            if (!isDone) {
                parts.abandon(key, upload);
            }
        }
    }

    @FunctionalInterface
    private interface Request {
        String send(RequestBody content) throws IOException;
    }

    private static String pass(Passing body, long length, Request request) throws IOException {
        try {
            return request.send(RequestBody.fromContentProvider(body::take, length, TYPE));
        } catch (IOException | RuntimeException failure) {
            body.rethrow();
            if (body.endedEarly()) {
                throw new InvalidArgument("the body is shorter than announced");
            }
            if (body.wasAskedTwice()) {
                throw new Unavailable("the object store broke off the upload; send it again", failure);
            }
            throw failure;
        }
    }
}
