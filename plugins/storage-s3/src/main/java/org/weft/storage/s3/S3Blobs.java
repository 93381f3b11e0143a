/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.s3;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.SequenceInputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.weft.blobtree.Blobs;
import org.weft.spi.DriverContext;
import org.weft.spi.Health;
import org.weft.spi.Sink;
import org.weft.spi.WeftException.Unavailable;
import org.weft.spi.storage.Probe;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The objects of one bucket. */
final class S3Blobs implements Blobs {

    private static final String TYPE = "application/octet-stream";
    /** Bytes a second from which a client is fast. */
    private static final long FAST = 16 * 1024 * 1024;

    private final LongSupplier ticker;
    private final S3Config config;
    private final ExecutorService executor;
    private final Connection connection;
    private final Calls calls;
    private final Buffers buffers;
    private final S3Parts multipart;
    private final S3Parts uploads;

    S3Blobs(S3Config config, DriverContext context) {
        this(config, context, System::nanoTime);
    }

    /** @param ticker nanoseconds since some moment */
    S3Blobs(S3Config config, DriverContext context, LongSupplier ticker) {
        this.ticker = ticker;
        this.config = config;
        this.executor = context.executor();
        this.connection = new Connection(config);
        this.calls = new Calls(config, context.clock());
        this.buffers = new Buffers(config.buffers().bytes());
        Leftovers leftovers = new Leftovers(calls, context.scheduler());
        this.multipart = new S3Parts(connection::client, calls, leftovers, config.bucket(), config.checksums());
        this.uploads =
                new S3Parts(connection::plain, calls, leftovers, config.bucket(), S3Config.Checksums.WHEN_REQUIRED);
    }

    S3Config config() {
        return config;
    }

    ExecutorService executor() {
        return executor;
    }

    Buffers buffers() {
        return buffers;
    }

    S3Parts multipart() {
        return multipart;
    }

    S3Client client() {
        return connection.client();
    }

    @Override
    public void start() throws IOException {
        new BucketCheck(client(), config).run(multipart, uploads);
    }

    /** Tries more than the start does, and goes on where the start gives up. */
    @Override
    public Optional<Probe> probe() {
        return Optional.of(new S3Probe(connection::client, config, calls, multipart, uploads));
    }

    @Override
    public Health health() {
        return calls.health();
    }

    @Override
    public long maxBytes() {
        return S3Parts.LARGEST * 1024; // five tebibytes
    }

    @Override
    public long write(String key, InputStream body, OptionalLong length) throws IOException {
        PartSizes sizes = new PartSizes(Math.toIntExact(config.partSize().bytes()), length);
        int first = (int) Math.min(length.orElse(Long.MAX_VALUE), sizes.even());
        Optional<Buffers.Part> part = sizes.areHeld() ? buffers.tryReserve(first) : Optional.empty();
        if (part.isEmpty() && length.isPresent()) {
            return unbuffered().write(key, body, sizes);
        }
        return write(key, body, sizes, part.isPresent() ? part.get() : await(first));
    }

    /** Memory for a part, after others have given it back. */
    Buffers.Part await(int bytes) throws IOException {
        try {
            return buffers.reserve(bytes, config.timeout())
                    .orElseThrow(() -> new Unavailable("too many uploads are under way; try again"));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("the upload was interrupted").initCause(interrupted);
        }
    }

    private long write(String key, InputStream body, PartSizes sizes, Buffers.Part first) throws IOException {
        boolean isHandedOver = false;
        try {
            long begun = ticker.getAsLong();
            boolean hasMore = first.fill(body, Long.MAX_VALUE);
            long nanos = ticker.getAsLong() - begun;
            int next = hasMore ? body.read() : -1;
            if (next < 0) {
                put(key, first);
                return first.length();
            }
            InputStream rest = new SequenceInputStream(new ByteArrayInputStream(new byte[] {(byte) next}), body);
            if (first.length() < S3Parts.LEAST) {
                // longer than announced: too short for a part, so it begins anew with what has been read
                return write(key, new SequenceInputStream(first.stream(), rest), OptionalLong.empty());
            }
            if (passesOn(sizes, first.length(), nanos)) {
                return unbuffered().write(key, new SequenceInputStream(first.stream(), rest), sizes);
            }
            isHandedOver = true;
            return Upload.of(this, key, first, rest, sizes);
        } finally {
            if (!isHandedOver) {
                first.close();
            }
        }
    }

    /**
     * Whether the rest goes on in one request. That is the fastest way, but S3 ends a request that stalls, and what S3 breaks
     * off the client must send again; so it is for clients who are fast.
     *
     * @param bytes how many came so far
     * @param nanos in which time
     */
    private boolean passesOn(PartSizes sizes, int bytes, long nanos) {
        if (sizes.length().isEmpty() || sizes.length().getAsLong() > S3Parts.LARGEST) {
            return false;
        }
        return switch (config.sending()) {
            case PARTS -> false;
            case ONE_REQUEST -> true;
            case AUTO -> nanos < bytes * (TimeUnit.SECONDS.toNanos(1) / FAST);
        };
    }

    private Unbuffered unbuffered() {
        return new Unbuffered(client(), calls, multipart, config.bucket());
    }

    private void put(String key, Buffers.Part part) throws IOException {
        RequestBody content = RequestBody.fromContentProvider(part::stream, part.length(), TYPE);
        calls.run(
                key,
                () -> client().putObject(
                                request ->
                                        request.bucket(config.bucket()).key(key).contentType(TYPE),
                                content));
    }

    @Override
    public InputStream read(String key, long offset, long length) throws IOException {
        if (length == 0) {
            return InputStream.nullInputStream();
        }
        ResumingStream.Source source = (from, count) -> open(key, from, count);
        return new ResumingStream(
                source,
                source.open(offset, length),
                offset,
                length,
                config.timeout().toNanos(),
                ticker);
    }

    /** The SDK would watch for streams that nobody reads, by a thread that stays for good; whoever opens one here reads it. */
    private ResponseInputStream<GetObjectResponse> open(String key, long offset, long length) throws IOException {
        String part = offset + "-" + (offset + length - 1);
        ResponseInputStream<GetObjectResponse> answer = calls.run(
                key,
                () -> client().getObject(
                                request ->
                                        request.bucket(config.bucket()).key(key).range("bytes=" + part),
                                ResponseTransformer.toInputStream(Duration.ZERO)));
        if (!isPart(answer.response(), part, offset == 0 ? length : -1)) {
            answer.abort();
            throw new Unavailable(
                    "the object store, or what stands before it, sends other bytes than it was asked for");
        }
        return answer;
    }

    /** Bytes of another part would be taken for those that were asked for, and be wrong without a sign of it. */
    private static boolean isPart(GetObjectResponse answer, String part, long whole) {
        String range = answer.contentRange();
        return range == null
                ? answer.contentLength() != null && answer.contentLength() == whole
                : range.startsWith("bytes " + part + "/");
    }

    @Override
    public void copy(String from, String to, long size) throws IOException {
        new Copying(client(), calls, uploads, config.bucket(), S3Parts.LARGEST, S3Parts.LARGEST / 10)
                .copy(from, to, size);
    }

    @Override
    public void delete(List<String> keys) throws IOException {
        new Deleting(client(), calls, config.bucket()).delete(keys);
    }

    @Override
    public void list(String prefix, Sink<Entry> sink) throws IOException {
        ListObjectsV2Request.Builder next =
                ListObjectsV2Request.builder().bucket(config.bucket()).prefix(prefix);
        while (true) {
            ListObjectsV2Request request = next.build();
            ListObjectsV2Response page = calls.run(prefix, () -> client().listObjectsV2(request));
            for (S3Object object : page.contents()) {
                if (!sink.accept(new Entry(object.key(), object.size(), object.lastModified()))) {
                    return;
                }
            }
            if (!Boolean.TRUE.equals(page.isTruncated())) {
                return;
            }
            next.continuationToken(page.nextContinuationToken());
        }
    }

    @Override
    public void put(String key, byte[] content) throws IOException {
        calls.run(
                key,
                () -> client().putObject(
                                request ->
                                        request.bucket(config.bucket()).key(key).contentType(TYPE),
                                RequestBody.fromBytes(content)));
    }

    @Override
    public Optional<byte[]> get(String key) throws IOException {
        try {
            ResponseBytes<GetObjectResponse> object = client().getObjectAsBytes(
                            request -> request.bucket(config.bucket()).key(key));
            return Optional.of(object.asByteArrayUnsafe());
        } catch (SdkException failure) {
            if (Faults.isMissing(failure)) {
                return Optional.empty();
            }
            throw calls.translate(key, failure);
        }
    }

    @Override
    public Optional<Parts> parts() {
        return Optional.of(uploads);
    }

    @Override
    public void close() {
        connection.close();
    }
}
