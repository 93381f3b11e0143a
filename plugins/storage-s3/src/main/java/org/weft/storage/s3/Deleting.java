/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.s3;

import java.io.IOException;
import java.util.List;
import org.weft.spi.WeftException.Unavailable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Error;

/** Deletes objects, a thousand with one request. */
final class Deleting {

    private static final int BATCH = 1000;

    private final S3Client client;
    private final Calls calls;
    private final String bucket;

    Deleting(S3Client client, Calls calls, String bucket) {
        this.client = client;
        this.calls = calls;
        this.bucket = bucket;
    }

    void delete(List<String> keys) throws IOException {
        if (keys.size() == 1) {
            String key = keys.getFirst();
            calls.run(
                    key,
                    () -> client.deleteObject(request -> request.bucket(bucket).key(key)));
            return;
        }
        for (int from = 0; from < keys.size(); from += BATCH) {
            batch(keys.subList(from, Math.min(keys.size(), from + BATCH)));
        }
    }

    private void batch(List<String> keys) throws IOException {
        List<ObjectIdentifier> objects = keys.stream()
                .map(key -> ObjectIdentifier.builder().key(key).build())
                .toList();
        DeleteObjectsResponse answer = calls.run(
                keys.getFirst(),
                () -> client.deleteObjects(request -> request.bucket(bucket)
                        .delete(list -> list.objects(objects).quiet(true))));
        for (S3Error error : answer.errors()) {
            if (!"NoSuchKey".equals(error.code())) {
                throw failed(error);
            }
        }
    }

    private static IOException failed(S3Error error) {
        if ("AccessDenied".equals(error.code())) {
            return new IOException("the bucket does not allow to delete '" + error.key() + "' (AccessDenied); correct"
                    + " what its policy allows");
        }
        throw new Unavailable("the object store failed to delete (" + error.code() + "); try again");
    }
}
