/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.s3;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.weft.blobtree.Blobs;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CopyPartResult;

/** Copies within the bucket: no byte comes here. S3 copies up to five gibibytes in one request, and more in parts. */
final class Copying {

    private final S3Client client;
    private final Calls calls;
    private final S3Parts parts;
    private final String bucket;
    private final long largest;
    private final long partSize;

    /**
     * @param parts which bear no checksums: not every service tells those of parts that it copied
     * @param largest what is copied in one request at most, in bytes
     * @param partSize the size of the parts of what is larger
     */
    Copying(S3Client client, Calls calls, S3Parts parts, String bucket, long largest, long partSize) {
        this.client = client;
        this.calls = calls;
        this.parts = parts;
        this.bucket = bucket;
        this.largest = largest;
        this.partSize = partSize;
    }

    void copy(String from, String to, long size) throws IOException {
        if (size <= largest) {
            calls.run(
                    from,
                    () -> client.copyObject(request -> request.sourceBucket(bucket)
                            .sourceKey(from)
                            .destinationBucket(bucket)
                            .destinationKey(to)));
            return;
        }
        String upload = parts.begin(to);
        boolean isDone = false;
        try {
            parts.complete(to, upload, copyParts(from, to, upload, size));
            isDone = true;
        } finally {
            if (!isDone) {
                parts.abandon(to, upload);
            }
        }
    }

    private List<Blobs.Parts.Part> copyParts(String from, String to, String upload, long size) throws IOException {
        long step = Math.max(partSize, Math.ceilDiv(size, S3Parts.MOST));
        List<Blobs.Parts.Part> stored = new ArrayList<>();
        for (long offset = 0; offset < size; offset += step) {
            String range = "bytes=" + offset + "-" + (Math.min(size, offset + step) - 1);
            int number = stored.size() + 1;
            CopyPartResult copied = calls.run(
                            from,
                            () -> client.uploadPartCopy(request -> request.sourceBucket(bucket)
                                    .sourceKey(from)
                                    .copySourceRange(range)
                                    .destinationBucket(bucket)
                                    .destinationKey(to)
                                    .uploadId(upload)
                                    .partNumber(number)))
                    .copyPartResult();
            if (copied == null || copied.eTag() == null) {
                throw new IOException("the service does not copy parts of an object: it answers without an etag");
            }
            stored.add(new Blobs.Parts.Part(number, parts.tag(copied.eTag(), copied.checksumCRC32())));
        }
        return stored;
    }
}
