/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.s3;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.weft.blobtree.Blobs;
import org.weft.spi.Sink;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompletedMultipartUpload;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsRequest;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/** S3's multipart uploads. */
final class S3Parts implements Blobs.Parts {

    /** S3's own limits. */
    static final int LEAST = 5 * 1024 * 1024;

    static final long LARGEST = 5L * 1024 * 1024 * 1024;
    static final int MOST = 10_000;

    private static final String TYPE = "application/octet-stream";

    private final Supplier<S3Client> client;
    private final Calls calls;
    private final Leftovers leftovers;
    private final String bucket;
    private final @Nullable ChecksumAlgorithm algorithm;

    /**
     * @param checksums what each part bears; S3 wants it named when the upload begins, and takes none where it was not
     */
    S3Parts(Supplier<S3Client> client, Calls calls, Leftovers leftovers, String bucket, S3Config.Checksums checksums) {
        this.client = client;
        this.calls = calls;
        this.leftovers = leftovers;
        this.bucket = bucket;
        this.algorithm = switch (checksums) {
            case WHEN_SUPPORTED -> ChecksumAlgorithm.CRC32;
            case WHEN_REQUIRED -> null;
        };
    }

    /** Which checksums parts bear, in words. */
    String words() {
        return algorithm == null ? "without checksums" : "with " + algorithm + " each";
    }

    @Override
    public long minBytes() {
        return LEAST;
    }

    @Override
    public long maxBytes() {
        return LARGEST;
    }

    @Override
    public int maxCount() {
        return MOST;
    }

    @Override
    public String begin(String key) throws IOException {
        return calls.run(
                        key,
                        () -> client.get()
                                .createMultipartUpload(request -> request.bucket(bucket)
                                        .key(key)
                                        .contentType(TYPE)
                                        .checksumAlgorithm(algorithm)))
                .uploadId();
    }

    @Override
    public String part(String key, String upload, int number, InputStream body, long length) throws IOException {
        return part(key, upload, number, RequestBody.fromContentProvider(rewinding(body), length, TYPE));
    }

    /** A retry reads the body anew from where it began. */
    private static ContentStreamProvider rewinding(InputStream body) {
        return () -> {
            try {
                body.reset();
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
            return new Unclosable(body);
        };
    }

    String part(String key, String upload, int number, RequestBody body) throws IOException {
        UploadPartResponse stored = calls.run(
                key,
                () -> client.get()
                        .uploadPart(
                                request -> request.bucket(bucket)
                                        .key(key)
                                        .uploadId(upload)
                                        .partNumber(number)
                                        .checksumAlgorithm(algorithm),
                                body));
        return tag(stored.eTag(), stored.checksumCRC32());
    }

    /** S3 wants back what it said of each part: its etag and, where the upload began with one, its checksum. */
    String tag(String etag, @Nullable String checksum) {
        return algorithm == null || checksum == null ? etag : etag + ' ' + checksum;
    }

    @Override
    public void complete(String key, String upload, List<Part> parts) throws IOException {
        List<CompletedPart> completed = parts.stream().map(S3Parts::completed).toList();
        CompletedMultipartUpload all =
                CompletedMultipartUpload.builder().parts(completed).build();
        try {
            calls.run(
                    key,
                    () -> client.get()
                            .completeMultipartUpload(request -> request.bucket(bucket)
                                    .key(key)
                                    .uploadId(upload)
                                    .multipartUpload(all)));
        } catch (NoSuchFileException gone) {
            // an earlier attempt may have succeeded, and only its answer was lost
            calls.run(
                    key,
                    () -> client.get()
                            .headObject(HeadObjectRequest.builder()
                                    .bucket(bucket)
                                    .key(key)
                                    .build()));
        }
    }

    private static CompletedPart completed(Part stored) {
        CompletedPart.Builder part = CompletedPart.builder().partNumber(stored.number());
        int space = stored.tag().indexOf(' ');
        return space < 0
                ? part.eTag(stored.tag()).build()
                : part.eTag(stored.tag().substring(0, space))
                        .checksumCRC32(stored.tag().substring(space + 1))
                        .build();
    }

    @Override
    public void abort(String key, String upload) throws IOException {
        try {
            client.get()
                    .abortMultipartUpload(
                            request -> request.bucket(bucket).key(key).uploadId(upload));
        } catch (SdkException failure) {
            if (!Faults.isMissing(failure)) {
                throw calls.translate(key, failure);
            }
        }
    }

    /** Forgets an upload that failed, without a failure of its own: the first one is what the caller must see. */
    void abandon(String key, String upload) {
        leftovers.forget(key, () -> abort(key, upload));
    }

    @Override
    public void unfinished(String prefix, Sink<Unfinished> sink) throws IOException {
        ListMultipartUploadsRequest.Builder next =
                ListMultipartUploadsRequest.builder().bucket(bucket).prefix(prefix);
        while (true) {
            ListMultipartUploadsRequest request = next.build();
            ListMultipartUploadsResponse page =
                    calls.run(prefix, () -> client.get().listMultipartUploads(request));
            for (MultipartUpload upload : page.uploads()) {
                // some services take no prefix here
                if (upload.key().startsWith(prefix)
                        && !sink.accept(new Unfinished(upload.key(), upload.uploadId(), upload.initiated()))) {
                    return;
                }
            }
            if (!Boolean.TRUE.equals(page.isTruncated())) {
                return;
            }
            next.keyMarker(page.nextKeyMarker()).uploadIdMarker(page.nextUploadIdMarker());
        }
    }
}
