/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.sftp;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.weft.spi.storage.Content;
import org.weft.spi.storage.PutSpec;
import org.weft.spi.storage.ReadSpec;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.StorageDriver;
import org.weft.storage.sftp.fixture.OpenSsh;
import org.weft.testkit.TestContext;
import org.weft.testkit.storage.StorageBench;

/**
 * How many bytes a second go through this driver, and through the program {@code sftp}, to the same server. No test: run it by hand
 * as {@code docs/dev/performance.md} tells.
 */
final class Throughput {

    private static final Ref TARGET = Ref.path(RelPath.parse("weft"));

    private Throughput() {}

    private interface Transfer {
        void run() throws IOException;
    }

    /**
     * Measures.
     *
     * @param words the file to send, and how often
     */
    public static void main(String[] words) throws IOException {
        Path file = Path.of(words[0]);
        Path tmp = Files.createTempDirectory("throughput");
        Path disk = Files.createDirectories(tmp.resolve("disk"));
        try (OpenSsh server = OpenSsh.start(tmp.resolve("sshd"));
                TestContext context = TestContext.in(tmp.resolve("state"))) {
            StorageDriver driver = new SftpFactory().create(Lab.config(server, disk, Duration.ofSeconds(20)), context);
            driver.start();
            long size = Files.size(file);
            for (int i = 0; i < Integer.parseInt(words[1]); i++) {
                time("sftp put", size, () -> sftp(server, "put " + file + " " + disk.resolve("sftp")));
                time("weft put", size, () -> {
                    try (InputStream body = Files.newInputStream(file)) {
                        driver.put(StorageBench.caller("anna"), TARGET, PutSpec.simple(), body);
                    }
                });
                time("sftp get", size, () -> sftp(server, "get " + disk.resolve("weft") + " /dev/null"));
                time("weft get", size, () -> {
                    try (Content content = driver.open(StorageBench.caller("anna"), TARGET, ReadSpec.whole())) {
                        ((Content.OfStream) content).stream().transferTo(OutputStream.nullOutputStream());
                    }
                });
            }
            driver.close();
        }
    }

    private static void sftp(OpenSsh server, String command) throws IOException {
        Path batch = Files.writeString(Files.createTempFile("throughput", ".batch"), command + "\n");
        OpenSsh.run(
                "sftp",
                "-q",
                "-b",
                batch.toString(),
                "-P",
                String.valueOf(server.port()),
                "-i",
                server.key().toString(),
                "-o",
                "UserKnownHostsFile=" + server.knownHosts(),
                OpenSsh.user() + "@127.0.0.1");
    }

    private static void time(String what, long size, Transfer transfer) throws IOException {
        long begun = System.nanoTime();
        transfer.run();
        System.out.printf("%s: %d MB/s%n", what, size * 1000 / (System.nanoTime() - begun));
    }
}
