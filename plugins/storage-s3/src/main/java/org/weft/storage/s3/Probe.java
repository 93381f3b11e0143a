/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.s3;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;

/**
 * Finds out at start whether a bucket serves: whether it is there, may be written, read, listed and deleted from, and shows
 * at once what was written. What is good to know, but not needed, goes into one line of the log.
 */
final class Probe {

    private static final Logger LOG = LoggerFactory.getLogger(Probe.class);
    private static final byte[] CONTENT =
            "Weft was here; this object may be deleted.\n".getBytes(StandardCharsets.UTF_8);
    private static final int RANGE_FROM = 5;
    private static final int RANGE_TO = 7;

    private final S3Client client;
    private final S3Config config;
    private final Faults faults;
    private final String key;

    Probe(S3Client client, S3Config config) {
        this.client = client;
        this.config = config;
        this.faults = new Faults(config);
        this.key = config.prefix() + "probe/" + UUID.randomUUID();
    }

    void run() throws IOException {
        ask("be looked at", () -> client.headBucket(request -> request.bucket(config.bucket())));
        ask(
                "write objects",
                () -> client.putObject(at -> at.bucket(config.bucket()).key(key), body()));
        try {
            readBack();
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
