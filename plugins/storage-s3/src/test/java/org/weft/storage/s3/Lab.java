/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.s3;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.weft.blobtree.MakeRoom;
import org.weft.spi.config.Size;
import org.weft.storage.s3.fixture.S3Server;

/** One S3 server for all tests of this module, with a bucket for whoever wants one. */
final class Lab {

    static final int MIB = 1024 * 1024;

    private static final AtomicInteger BUCKETS = new AtomicInteger();

    private Lab() {}

    /** Started with the first test that needs it; ends with the tests. */
    private static final class Started {
        static final S3Server SERVER = start();

        private static S3Server start() {
            try {
                Path folder = Path.of(
                        "target", "s3proxy", "lab-" + ProcessHandle.current().pid());
                S3Server server = S3Server.start(Files.createDirectories(folder));
                Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(server, folder)));
                return server;
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(interrupted);
            }
        }
    }

    private static void remove(S3Server server, Path folder) {
        try {
            server.kill();
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(path);
                }
            }
        } catch (IOException | InterruptedException leftover) {
            // below target: the next clean build removes it
        }
    }

    static S3Server server() {
        return Started.SERVER;
    }

    /** Options for a bucket of the test's own. */
    static S3Config bucket() throws IOException {
        return config(server().endpoint(), server().newBucket("bucket-" + BUCKETS.incrementAndGet()));
    }

    /** Options for the bucket that belongs to a folder. */
    static S3Config bucketOf(Path folder) throws IOException {
        String name = "folder-" + Integer.toHexString(folder.hashCode());
        return config(server().endpoint(), server().newBucket(name));
    }

    static S3Config config(URI endpoint, String bucket) {
        return new Options(endpoint, bucket).config();
    }

    /** The bytes of a seed. */
    static byte[] bytes(int seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /** Options that differ from the usual ones of a test. */
    record Options(
            URI endpoint,
            String bucket,
            Size partSize,
            Size buffers,
            Duration timeout,
            S3Config.Checksums checksums,
            S3Config.Sending sending,
            String secret) {

        Options(URI endpoint, String bucket) {
            this(
                    endpoint,
                    bucket,
                    new Size(5 * MIB),
                    new Size(128L * MIB),
                    Duration.ofSeconds(30),
                    S3Config.Checksums.WHEN_SUPPORTED,
                    S3Config.Sending.PARTS,
                    S3Server.SECRET_KEY);
        }

        static Options of(S3Config config) {
            return new Options(config.endpoint().orElseThrow(), config.bucket());
        }

        Options at(URI other) {
            return new Options(other, bucket, partSize, buffers, timeout, checksums, sending, secret);
        }

        Options bucket(String other) {
            return new Options(endpoint, other, partSize, buffers, timeout, checksums, sending, secret);
        }

        Options partSize(int bytes) {
            return new Options(endpoint, bucket, new Size(bytes), buffers, timeout, checksums, sending, secret);
        }

        Options buffers(long bytes) {
            return new Options(endpoint, bucket, partSize, new Size(bytes), timeout, checksums, sending, secret);
        }

        Options timeout(Duration other) {
            return new Options(endpoint, bucket, partSize, buffers, other, checksums, sending, secret);
        }

        Options checksums(S3Config.Checksums other) {
            return new Options(endpoint, bucket, partSize, buffers, timeout, other, sending, secret);
        }

        Options sending(S3Config.Sending other) {
            return new Options(endpoint, bucket, partSize, buffers, timeout, checksums, other, secret);
        }

        Options secret(String other) {
            return new Options(endpoint, bucket, partSize, buffers, timeout, checksums, sending, other);
        }

        S3Config config() {
            return new S3Config(
                    bucket,
                    Optional.of(endpoint),
                    "us-east-1",
                    "",
                    Optional.empty(),
                    Optional.of(S3Server.ACCESS_KEY),
                    Optional.of(secret),
                    checksums,
                    sending,
                    partSize,
                    3,
                    buffers,
                    64,
                    Duration.ofSeconds(5),
                    timeout,
                    10,
                    Duration.ofDays(90),
                    Duration.ofDays(30),
                    Optional.empty(),
                    true,
                    Duration.ofDays(1),
                    List.of("SHA1", "MD5", "ADLER32"),
                    MakeRoom.VERSIONS_AND_TRASH);
        }
    }
}
