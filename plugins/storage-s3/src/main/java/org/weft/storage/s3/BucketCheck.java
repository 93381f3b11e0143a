/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.s3;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.blobtree.Blobs;
import org.weft.spi.WeftException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;

/**
 * Finds out at start whether a bucket serves: whether it is there, may be written, read, listed and deleted from, and shows
 * at once what was written. What is good to know, but not needed, goes into one line of the log.
 */
final class BucketCheck {

    private static final Logger LOG = LoggerFactory.getLogger(BucketCheck.class);
    private static final byte[] CONTENT =
            "Weft was here; this object may be deleted.\n".getBytes(StandardCharsets.UTF_8);
    private static final int RANGE_FROM = 5;
    private static final int RANGE_TO = 7;

    private final S3Client client;
    private final S3Config config;
    private final Faults faults;
    private final String key;

    BucketCheck(S3Client client, S3Config config) {
        this.client = client;
        this.config = config;
        this.faults = new Faults(config);
        this.key = config.prefix() + "probe/" + UUID.randomUUID();
    }

    /**
     * Tries all that the driver does.
     *
     * @param parts of uploads that the driver makes in one go
     * @param resting parts of those that clients go on with later
     */
    void run(S3Parts parts, S3Parts resting) throws IOException {
        ask("be looked at", () -> client.headBucket(request -> request.bucket(config.bucket())));
        ask(
                "write objects",
                () -> client.putObject(at -> at.bucket(config.bucket()).key(key), body()));
        try {
            readBack();
            inParts(parts, S3Parts.LEAST);
            inParts(resting, 0);
            boolean conditional = refusesToReplace();
            LOG.atInfo()
                    .addKeyValue("bucket", config.bucket())
                    .addKeyValue("conditional-writes", conditional)
                    .addKeyValue("versioning", versioning())
                    .log("s3-bucket-ready");
        } finally {
            ask(
                    "delete objects",
                    () -> client.deleteObject(at -> at.bucket(config.bucket()).key(key)));
        }
    }

    /** An upload in two parts, or in a single one: it says most of what a service that is not quite S3 does otherwise. */
    private void inParts(S3Parts parts, int first) throws IOException {
        try {
            String upload = parts.begin(key);
            boolean done = false;
            try {
                List<Blobs.Parts.Part> stored = new ArrayList<>();
                if (first > 0) {
                    stored.add(new Blobs.Parts.Part(
                            1, parts.part(key, upload, 1, RequestBody.fromBytes(new byte[first]))));
                }
                int last = stored.size() + 1;
                stored.add(new Blobs.Parts.Part(last, parts.part(key, upload, last, body())));
                parts.complete(key, upload, stored);
                done = true;
            } finally {
                if (!done) {
                    parts.abandon(key, upload);
                }
            }
        } catch (IOException | WeftException failure) {
            throw new IOException(withoutParts(failure), failure);
        }
        long kept = ask(
                "read objects",
                () -> client.headObject(at -> at.bucket(config.bucket()).key(key))
                        .contentLength());
        if (kept != first + CONTENT.length) {
            throw new IOException(
                    config.place() + " makes other files of uploads in parts: of " + (first + CONTENT.length)
                            + " bytes it kept " + kept + ". It can't keep files; try another service");
        }
    }

    private String withoutParts(Exception failure) {
        if (!(failure.getCause() instanceof SdkException said)) {
            return config.place() + " failed to take an upload in parts: " + failure.getMessage();
        }
        String reason = faults.atStart("take an upload in parts", said);
        return said instanceof AwsServiceException
                ? reason + ". Without it no file above part-size can be kept; "
                        + switch (config.checksums()) {
                            case WHEN_SUPPORTED -> "try checksums = \"when-required\"";
                            case WHEN_REQUIRED -> "the service's log may say why";
                        }
                : reason;
    }

    private static RequestBody body() {
        return RequestBody.fromBytes(CONTENT);
    }

    private void readBack() throws IOException {
        byte[] part = ask(
                "read objects",
                () -> client.getObjectAsBytes(at ->
                                at.bucket(config.bucket()).key(key).range("bytes=" + RANGE_FROM + "-" + (RANGE_TO - 1)))
                        .asByteArray());
        if (!Arrays.equals(part, Arrays.copyOfRange(CONTENT, RANGE_FROM, RANGE_TO))) {
            throw new IOException(config.place() + " gives back " + part.length + " other bytes than the range that was"
                    + " asked for: it can't keep files. Try checksums = \"when-required\", or another service");
        }
        boolean isListed = ask(
                "list objects",
                () -> client.listObjectsV2(list -> list.bucket(config.bucket()).prefix(key)).contents().stream()
                        .anyMatch(object -> object.key().equals(key)));
        if (!isListed) {
            throw new IOException(config.place() + " does not list an object that was just written: a storage needs a"
                    + " service with strong consistency");
        }
    }

    /** Whether the service honours If-None-Match on writes. */
    private boolean refusesToReplace() throws IOException {
        try {
            client.putObject(at -> at.bucket(config.bucket()).key(key).ifNoneMatch("*"), body());
            return false;
        } catch (SdkException failure) {
            if (Faults.isConditionFailed(failure)) {
                return true;
            }
            if (Faults.isNotAnswered(failure)) {
                return false;
            }
            throw new IOException(faults.atStart("write objects", failure), failure);
        }
    }

    private String versioning() {
        try {
            BucketVersioningStatus status = client.getBucketVersioning(request -> request.bucket(config.bucket()))
                    .status();
            if (status == BucketVersioningStatus.ENABLED) {
                LOG.atWarn()
                        .addKeyValue("bucket", config.bucket())
                        .addKeyValue(
                                "advice",
                                "nothing that is deleted gives its room back; suspend versioning, or expire"
                                        + " noncurrent versions by a lifecycle rule")
                        .log("s3-bucket-keeps-versions");
            }
            return status == null ? "off" : status.toString();
        } catch (SdkException failure) {
            return "unknown"; // not every service, and not every policy, tells
        }
    }

    private <T> T ask(String what, Supplier<T> request) throws IOException {
        try {
            return request.get();
        } catch (SdkException failure) {
            throw new IOException(faults.atStart(what, failure), failure);
        }
    }
}
