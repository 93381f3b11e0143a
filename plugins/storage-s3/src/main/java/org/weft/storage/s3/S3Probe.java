/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.s3;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.weft.blobtree.Blobs;
import org.weft.spi.Sink;
import org.weft.spi.WeftException;
import org.weft.spi.storage.Probe;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.HeadBucketResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/** Tries each kind of request that the driver makes of S3, one by one, with objects of its own below {@code PREFIXprobe/}. */
final class S3Probe implements Probe {

    private static final byte[] CONTENT =
            "Weft was here; this object may be deleted.\n".getBytes(StandardCharsets.UTF_8);
    private static final Duration EXACT = Duration.ofMinutes(1);
    /** Beyond it S3 refuses requests. */
    private static final Duration MOST = Duration.ofMinutes(15);

    private final Supplier<S3Client> client;
    private final S3Config config;
    private final Calls calls;
    private final S3Parts parts;
    private final S3Parts resting;
    private final Faults faults;
    private final String key;
    private boolean wanted = true;

    /**
     * @param parts of uploads that the driver makes in one go
     * @param resting parts of those that clients go on with later
     */
    S3Probe(Supplier<S3Client> client, S3Config config, Calls calls, S3Parts parts, S3Parts resting) {
        this.client = client;
        this.config = config;
        this.calls = calls;
        this.parts = parts;
        this.resting = resting;
        this.faults = new Faults(config);
        this.key = config.prefix() + "probe/" + UUID.randomUUID();
    }

    /** One try; what it answers is the result. */
    @FunctionalInterface
    private interface Try {
        Trial run() throws IOException;
    }

    @Override
    public void run(Sink<Trial> sink) throws IOException {
        Trial[] clock = {Trial.good("S3: clock", "the service does not tell")};
        if (!of(
                sink,
                "S3: bucket",
                "nothing can be kept",
                "mend what the result says",
                "be looked at",
                () -> bucket(clock))) {
            return;
        }
        try {
            pass(sink, clock[0]);
            boolean written = of(
                    sink,
                    "S3: write an object",
                    "nothing can be kept",
                    "correct what the bucket's policy allows the access key",
                    "write objects",
                    this::write);
            if (written) {
                single(sink);
            }
            inParts(sink);
            pass(sink, versioning());
        } finally {
            takeAway(sink);
        }
    }

    private void single(Sink<Trial> sink) {
        of(
                sink,
                "S3: range",
                "downloads that go on get wrong bytes",
                "try checksums = \"when-required\", or look for a proxy before the service",
                "read objects",
                this::range);
        of(
                sink,
                "S3: list",
                "the storage needs a service with strong consistency",
                "use another service",
                "list objects",
                this::list);
        of(
                sink,
                "S3: copy",
                "copies are refused",
                "disable = [\"copy\"] in its [[storage]]",
                "copy objects",
                () -> copy(CONTENT.length, S3Parts.LARGEST));
        of(
                sink,
                "S3: write if none is there",
                "",
                "",
                "write objects",
                () -> conditional("S3: write if none is there", true));
        of(sink, "S3: write if unchanged", "", "", "write objects", () -> conditional("S3: write if unchanged", false));
    }

    private void inParts(Sink<Trial> sink) {
        String meaning = "no file above part-size (" + config.partSize() + ") can be kept";
        String advice = switch (config.checksums()) {
            case WHEN_SUPPORTED -> "try checksums = \"when-required\"";
            case WHEN_REQUIRED -> "the service's log may say why";
        };
        boolean whole = of(
                sink,
                "S3: upload in parts",
                meaning,
                advice,
                "take an upload in parts",
                () -> upload("S3: upload in parts", parts, parts.words()));
        of(
                sink,
                "S3: upload that rests",
                "uploads that clients go on with later fail",
                "disable = [\"uploads\"] in its [[storage]]; the server then spools them",
                "take an upload in parts",
                () -> upload("S3: upload that rests", resting, resting.words()));
        if (whole && wanted) {
            pass(sink, copyInParts());
        }
    }

    private boolean of(Sink<Trial> sink, String what, String meaning, String advice, String tried, Try attempt) {
        if (!wanted || Thread.currentThread().isInterrupted()) {
            return false;
        }
        Trial trial;
        try {
            trial = attempt.run();
        } catch (SdkException | IOException | WeftException failure) {
            trial = new Trial(what, Outcome.BAD, words(tried, failure), meaning, advice);
        }
        return pass(sink, trial);
    }

    private String words(String tried, Exception failure) {
        if (failure instanceof SdkException said) {
            return faults.atStart(tried, said);
        }
        return failure.getCause() instanceof SdkException said
                ? faults.atStart(tried, said)
                : String.valueOf(failure.getMessage());
    }

    private boolean pass(Sink<Trial> sink, Trial trial) {
        wanted = wanted && sink.accept(trial);
        return wanted && trial.outcome() != Outcome.BAD;
    }

    private Trial bucket(Trial[] clock) {
        Instant before = Instant.now();
        HeadBucketResponse answer = client.get().headBucket(request -> request.bucket(config.bucket()));
        Instant after = Instant.now();
        date(answer).ifPresent(date -> clock[0] = clock(before, after, date));
        return Trial.good("S3: bucket", config.place() + " answers");
    }

    private static Optional<Instant> date(HeadBucketResponse answer) {
        try {
            return answer.sdkHttpResponse()
                    .firstMatchingHeader("Date")
                    .map(text -> ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant());
        } catch (DateTimeParseException other) {
            return Optional.empty();
        }
    }

    /** The header tells whole seconds. */
    private static Trial clock(Instant before, Instant after, Instant told) {
        Duration off = told.isAfter(after)
                ? Duration.between(after, told)
                : told.isBefore(before) ? Duration.between(told, before) : Duration.ZERO;
        String words = off.toSeconds() < 2
                ? "as the server's"
                : off.toSeconds() + " s " + (told.isAfter(after) ? "before" : "behind") + " the server's";
        Outcome outcome = off.compareTo(EXACT) <= 0
                ? Outcome.GOOD
                : off.compareTo(MOST.dividedBy(2)) <= 0 ? Outcome.NOTE : Outcome.BAD;
        return outcome == Outcome.GOOD
                ? Trial.good("S3: clock", words)
                : new Trial(
                        "S3: clock",
                        outcome,
                        words,
                        "S3 refuses requests whose time differs by more than " + MOST.toMinutes() + " minutes",
                        "let both machines follow the same time servers");
    }

    private static RequestBody body() {
        return RequestBody.fromBytes(CONTENT);
    }

    private Trial write() {
        client.get().putObject(at -> at.bucket(config.bucket()).key(key), body());
        return Trial.good("S3: write an object", CONTENT.length + " bytes");
    }

    private Trial range() throws IOException {
        byte[] read = client.get()
                .getObjectAsBytes(at -> at.bucket(config.bucket()).key(key).range("bytes=5-9"))
                .asByteArray();
        if (!Arrays.equals(read, Arrays.copyOfRange(CONTENT, 5, 10))) {
            throw new IOException("five bytes were asked for, and " + read.length + " others came");
        }
        return Trial.good("S3: range", "five bytes from the middle");
    }

    private Trial list() throws IOException {
        boolean isListed =
                client.get().listObjectsV2(list -> list.bucket(config.bucket()).prefix(key)).contents().stream()
                        .anyMatch(object -> object.key().equals(key));
        if (!isListed) {
            throw new IOException("an object that was just written is not listed");
        }
        return Trial.good("S3: list", "an object that was just written is listed");
    }

    private Trial copy(long size, long most) throws IOException {
        new Copying(client.get(), calls, resting, config.bucket(), most, S3Parts.LEAST).copy(key, copied(), size);
        long kept = length(copied());
        if (kept != size) {
            throw new IOException("of " + size + " bytes the copy has " + kept);
        }
        return size > most
                ? Trial.good("S3: copy in parts", "two parts")
                : Trial.good("S3: copy", size + " bytes by the service itself");
    }

    /** Few storages copy files of that size, and all else works without. */
    private Trial copyInParts() {
        try {
            return copy(S3Parts.LEAST + CONTENT.length, S3Parts.LEAST);
        } catch (SdkException | IOException | WeftException failure) {
            return new Trial(
                    "S3: copy in parts",
                    Outcome.NOTE,
                    words("copy objects in parts", failure),
                    "files of more than 5 GiB can't be copied",
                    "disable = [\"copy\"] in its [[storage]], if there are such files");
        }
    }

    private String copied() {
        return key + "-copy";
    }

    private long length(String object) {
        return client.get()
                .headObject(at -> at.bucket(config.bucket()).key(object))
                .contentLength();
    }

    /** Weft decides by its database who writes; a service that judges too keeps other programs apart. */
    private Trial conditional(String what, boolean absent) {
        PutObjectRequest.Builder request =
                PutObjectRequest.builder().bucket(config.bucket()).key(key);
        try {
            client.get()
                    .putObject(
                            (absent
                                            ? request.ifNoneMatch("*")
                                            : request.ifMatch("\"0123456789abcdef0123456789abcdef\""))
                                    .build(),
                            body());
        } catch (SdkException failure) {
            if (Faults.isConditionFailed(failure)) {
                return Trial.good(what, "judged");
            }
            if (!Faults.isNotAnswered(failure)) {
                throw failure;
            }
        }
        return new Trial(
                what,
                Outcome.NOTE,
                "the service does not judge the condition",
                "files are safe all the same, since Weft judges by its database",
                "let no other program write below the prefix");
    }

    private Trial upload(String what, S3Parts to, String checksums) throws IOException {
        long begun = System.nanoTime();
        String upload = to.begin(key);
        boolean done = false;
        try {
            List<Blobs.Parts.Part> stored = new ArrayList<>();
            stored.add(
                    new Blobs.Parts.Part(1, to.part(key, upload, 1, RequestBody.fromBytes(new byte[S3Parts.LEAST]))));
            stored.add(new Blobs.Parts.Part(2, to.part(key, upload, 2, body())));
            to.complete(key, upload, stored);
            done = true;
        } finally {
            if (!done) {
                to.abandon(key, upload);
            }
        }
        int size = S3Parts.LEAST + CONTENT.length;
        long kept = length(key);
        if (kept != size) {
            throw new IOException("of " + size + " bytes it kept " + kept);
        }
        return Trial.good(what, "two parts " + checksums + ", in " + (System.nanoTime() - begun) / 1_000_000 + " ms");
    }

    private Trial versioning() {
        try {
            BucketVersioningStatus status = client.get()
                    .getBucketVersioning(request -> request.bucket(config.bucket()))
                    .status();
            return status == BucketVersioningStatus.ENABLED
                    ? new Trial(
                            "S3: versioning",
                            Outcome.NOTE,
                            "on",
                            "nothing that is deleted gives its room back",
                            "suspend versioning, or expire noncurrent versions by a lifecycle rule")
                    : Trial.good("S3: versioning", status == null ? "off" : status.toString());
        } catch (SdkException failure) {
            return Trial.good("S3: versioning", "the service does not tell");
        }
    }

    private void takeAway(Sink<Trial> sink) {
        boolean interrupted = Thread.interrupted();
        try {
            calls.run(
                    key,
                    () -> client.get()
                            .deleteObject(at -> at.bucket(config.bucket()).key(key)));
            calls.run(
                    key,
                    () -> client.get()
                            .deleteObject(at -> at.bucket(config.bucket()).key(copied())));
            pass(sink, Trial.good("S3: delete", "nothing is left"));
        } catch (IOException | WeftException failure) {
            String result = failure.getCause() instanceof SdkException said
                    ? faults.atStart("delete objects", said)
                    : String.valueOf(failure.getMessage());
            pass(
                    sink,
                    new Trial(
                            "S3: delete",
                            Outcome.BAD,
                            result,
                            "what people delete keeps its room, and " + key + " may be left",
                            "correct what the bucket's policy allows the access key"));
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
