/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.storage.s3.fixture.FaultyLine;
import org.weft.storage.s3.fixture.S3Server;
import org.weft.testkit.TestContext;

/** A bucket that can't serve is named at start, with what is wrong and what to look at. */
@Tag("process")
class StartTest {

    @TempDir
    private Path tmp;

    private void start(S3Config config) throws IOException {
        try (TestContext context = TestContext.in(tmp);
                S3Blobs blobs = new S3Blobs(config, context)) {
            blobs.start();
        }
    }

    @Test
    void a_bucket_that_is_missing_is_named() throws IOException {
        S3Config config = Lab.Options.of(Lab.bucket()).bucket("nowhere").config();
        assertThatThrownBy(() -> start(config))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the bucket 'nowhere' at http://127.0.0.1:")
                .hasMessageContaining("does not exist");
    }

    @Test
    void a_wrong_key_is_named_but_not_shown() throws IOException {
        S3Config config = Lab.Options.of(Lab.bucket()).secret("hunter2hunter2").config();
        assertThatThrownBy(() -> start(config))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("correct access-key and secret-key")
                .hasMessageNotContaining("hunter2")
                .hasMessageNotContaining(S3Server.ACCESS_KEY);
        assertThat(config.toString()).doesNotContain("hunter2").doesNotContain(S3Server.ACCESS_KEY);
    }

    @Test
    void a_server_that_does_not_answer_is_named() {
        S3Config config = Lab.config(URI.create("http://127.0.0.1:1"), "any");
        assertThatThrownBy(() -> start(config))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the bucket 'any' at http://127.0.0.1:1 can't be reached")
                .hasMessageContaining("look at endpoint");
    }

    @Test
    void a_service_that_makes_no_object_of_parts_is_told_at_the_start_with_what_to_set() throws IOException {
        S3Config config = Lab.bucket();
        try (FaultyLine line = FaultyLine.to(Lab.server().port())) {
            line.turn(FaultyLine.Mode.NO_PARTS);
            Lab.Options behind = Lab.Options.of(config).at(line.endpoint());
            assertThatThrownBy(() -> start(behind.config()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("failed to take an upload in parts (400 InvalidPart)")
                    .hasMessageContaining("try checksums = \"when-required\"");
            assertThatThrownBy(() -> start(
                            behind.checksums(S3Config.Checksums.WHEN_REQUIRED).config()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("no file above part-size can be kept");
        }
        try (TestContext context = TestContext.in(tmp);
                S3Blobs blobs = new S3Blobs(config, context)) {
            List<String> left = new ArrayList<>();
            blobs.parts().orElseThrow().unfinished("", upload -> left.add(upload.key()));
            blobs.list("", entry -> left.add(entry.key()));
            assertThat(left).isEmpty();
        }
    }

    @Test
    void the_look_at_a_bucket_leaves_nothing_in_it() throws IOException {
        S3Config config = Lab.bucket();
        start(config);
        try (TestContext context = TestContext.in(tmp);
                S3Blobs blobs = new S3Blobs(config, context)) {
            blobs.list("", entry -> {
                throw new AssertionError(entry);
            });
        }
    }

    @Test
    void a_service_that_takes_no_new_checksums_can_be_served_without() throws IOException {
        S3Config config = Lab.Options.of(Lab.bucket())
                .checksums(S3Config.Checksums.WHEN_REQUIRED)
                .config();
        byte[] body = Lab.bytes(7, 12 * Lab.MIB);
        try (TestContext context = TestContext.in(tmp);
                S3Blobs blobs = new S3Blobs(config, context)) {
            blobs.start();
            blobs.write("one", new ByteArrayInputStream(body), OptionalLong.of(body.length));
            blobs.put("two", new byte[1]);
            assertThat(blobs.read("one", 0, body.length).readAllBytes()).isEqualTo(body);
            blobs.delete(List.of("one", "two"));
            blobs.list("", entry -> {
                throw new AssertionError(entry);
            });
        }
    }

    @Test
    void nothing_is_left_running_when_it_is_closed() throws Exception {
        Set<Thread> before = clientThreads(); // those of other tests in this process
        start(Lab.bucket());
        for (int i = 0; i < 600 && !before.containsAll(clientThreads()); i++) {
            Thread.sleep(100); // an interrupted thread ends by itself, soon
        }
        assertThat(before).containsAll(clientThreads());
        S3Blobs never = new S3Blobs(Lab.bucket(), TestContext.in(tmp));
        never.close();
        assertThatCode(never::close).doesNotThrowAnyException();
    }

    private static Set<Thread> clientThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().contains("idle-connection-reaper")
                        || thread.getName().contains("sdk-"))
                .collect(Collectors.toSet());
    }
}
