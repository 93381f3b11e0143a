/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.s3;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.weft.blobtree.Blobs;
import org.weft.testkit.TestContext;
import software.amazon.awssdk.core.sync.RequestBody;

/**
 * How many bytes a second go through this module, and through the SDK alone, to the same server. No test: run it by hand as
 * {@code docs/dev/performance.md} tells.
 */
final class Throughput {

    private static final String BUCKET_OF = "throughput";

    private Throughput() {}

    /** @param words the file to send, how often, and how */
    public static void main(String[] words) throws IOException {
        Path file = Path.of(words[0]);
        int rounds = Integer.parseInt(words[1]);
        Path tmp = Files.createTempDirectory(BUCKET_OF);
        S3Config config = Lab.Options.of(Lab.bucket())
                .partSize(8 * Lab.MIB)
                .sending(S3Config.Sending.valueOf(words[2]))
                .config();
        try (TestContext context = TestContext.in(tmp);
                S3Blobs blobs = new S3Blobs(config, context)) {
            long size = Files.size(file);
            for (int i = 0; i < rounds; i++) {
                time(
                        "sdk put",
                        size,
                        () -> blobs.client()
                                .putObject(
                                        request ->
                                                request.bucket(config.bucket()).key("sdk"),
                                        RequestBody.fromFile(file)));
                time("weft put", size, () -> {
                    try (InputStream body = new BufferedInputStream(Files.newInputStream(file), 256 * 1024)) {
                        blobs.write("weft", body, OptionalLong.of(size));
                    }
                });
                parts(blobs, config, file, size);
                time(
                        "sdk get",
                        size,
                        () -> blobs.client()
                                .getObject(request ->
                                        request.bucket(config.bucket()).key("sdk"))
                                .transferTo(OutputStream.nullOutputStream()));
                time("weft get", size, () -> {
                    try (InputStream body = blobs.read("sdk", 0, size)) {
                        body.transferTo(OutputStream.nullOutputStream());
                    }
                });
                blobs.delete(List.of("sdk", "weft"));
            }
            System.out.println("buffers at most " + blobs.buffers().peak() / Lab.MIB + " MiB");
        }
        System.exit(0);
    }

    /** What the SDK reaches with parts of the same size, one after the other, and what the server needs to join them. */
    private static void parts(S3Blobs blobs, S3Config config, Path file, long size) throws IOException {
        String upload = blobs.multipart().begin("parts");
        List<Blobs.Parts.Part> stored = new ArrayList<>();
        int step = Math.toIntExact(config.partSize().bytes());
        byte[] part = new byte[step];
        time("sdk parts", size, () -> {
            try (InputStream body = Files.newInputStream(file)) {
                for (int read = body.readNBytes(part, 0, step); read > 0; read = body.readNBytes(part, 0, step)) {
                    int number = stored.size() + 1;
                    InputStream content = new ByteArrayInputStream(part, 0, read);
                    stored.add(new Blobs.Parts.Part(
                            number, blobs.multipart().part("parts", upload, number, content, read)));
                }
            }
        });
        time("joining them", size, () -> blobs.multipart().complete("parts", upload, stored));
        blobs.delete(List.of("parts"));
    }

    @FunctionalInterface
    private interface Work {
        void run() throws IOException;
    }

    private static void time(String what, long bytes, Work work) throws IOException {
        long begin = System.nanoTime();
        work.run();
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
        System.out.println(what + " " + bytes / 1000 / Math.max(1, millis) + " MB/s");
    }
}
