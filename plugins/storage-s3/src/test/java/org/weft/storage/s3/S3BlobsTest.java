/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.weft.storage.s3.Lab.MIB;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weft.blobtree.Blobs;
import org.weft.blobtree.Blobs.Parts.Part;
import org.weft.blobtree.Blobs.Parts.Unfinished;
import org.weft.testkit.TestContext;

/** What the tree needs of a store of blobs, held against a real S3 server. */
@Tag("process")
class S3BlobsTest {

    private TestContext context;
    private S3Config config;
    private S3Blobs blobs;

    @BeforeEach
    void open(@TempDir Path tmp) throws IOException {
        context = TestContext.in(tmp);
        config = Lab.bucket();
        blobs = new S3Blobs(config, context);
        blobs.start();
    }

    @AfterEach
    void close() {
        if (blobs != null) {
            blobs.close();
            context.close();
        }
    }

    private byte[] all(String key, int length) throws IOException {
        try (InputStream stream = blobs.read(key, 0, length)) {
            return stream.readAllBytes();
        }
    }

    private List<String> keys(String prefix) throws IOException {
        List<String> keys = new ArrayList<>();
        blobs.list(prefix, entry -> keys.add(entry.key()));
        return keys;
    }

    private List<Unfinished> unfinished() throws IOException {
        List<Unfinished> all = new ArrayList<>();
        blobs.parts().orElseThrow().unfinished("", all::add);
        return all;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 300_000, 5 * MIB - 1, 5 * MIB, 5 * MIB + 1, 10 * MIB, 23 * MIB + 17})
    void a_body_of_any_size_comes_back_byte_by_byte(int size) throws IOException {
        byte[] body = Lab.bytes(size, size);
        assertThat(blobs.write("blobs/known", new ByteArrayInputStream(body), OptionalLong.of(size)))
                .isEqualTo(size);
        assertThat(blobs.write("blobs/unknown", new ByteArrayInputStream(body), OptionalLong.empty()))
                .isEqualTo(size);
        assertThat(all("blobs/known", size)).isEqualTo(body);
        assertThat(all("blobs/unknown", size)).isEqualTo(body);
        assertThat(unfinished()).isEmpty();
        assertThat(blobs.buffers().inUse()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 6 * MIB})
    void a_body_of_another_length_than_announced_is_written_as_it_is(int size) throws IOException {
        byte[] body = Lab.bytes(1, size);
        assertThat(blobs.write("longer", new ByteArrayInputStream(body), OptionalLong.of(size / 2)))
                .isEqualTo(size);
        assertThat(blobs.write("shorter", new ByteArrayInputStream(body), OptionalLong.of(size * 2L)))
                .isEqualTo(size);
        assertThat(all("longer", size)).isEqualTo(body);
        assertThat(all("shorter", size)).isEqualTo(body);
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 7 * MIB, 22 * MIB})
    void a_body_that_breaks_leaves_neither_object_nor_upload(int good) {
        IOException broken = new IOException("the client went away");
        InputStream body = new SequenceInputStream(new ByteArrayInputStream(Lab.bytes(2, good)), new InputStream() {
            @Override
            public int read() throws IOException {
                throw broken;
            }
        });
        assertThatThrownBy(() -> blobs.write("broken", body, OptionalLong.of(30L * MIB)))
                .isSameAs(broken);
        assertThatThrownBy(() -> blobs.read("broken", 0, 1)).isInstanceOf(NoSuchFileException.class);
        assertThat(blobs.buffers().inUse()).isZero();
        assertThat(thrownBy(this::unfinished)).isEmpty();
    }

    private static <T> T thrownBy(Asking<T> asking) {
        try {
            return asking.ask();
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    @FunctionalInterface
    private interface Asking<T> {
        T ask() throws IOException;
    }

    @Test
    void a_range_brings_just_its_bytes() throws IOException {
        byte[] body = Lab.bytes(3, MIB);
        blobs.write("blob", new ByteArrayInputStream(body), OptionalLong.empty());
        try (InputStream part = blobs.read("blob", 1000, 77)) {
            assertThat(part.readAllBytes()).isEqualTo(java.util.Arrays.copyOfRange(body, 1000, 1077));
        }
        try (InputStream nothing = blobs.read("blob", MIB, 0)) {
            assertThat(nothing.readAllBytes()).isEmpty();
        }
    }

    @Test
    void what_is_missing_is_named() {
        assertThatThrownBy(() -> blobs.read("no/such", 0, 5))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("no/such");
        assertThatThrownBy(() -> blobs.copy("no/such", "to", 5)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void small_objects_are_replaced_and_missed() throws IOException {
        assertThat(blobs.get("nodes/1")).isEmpty();
        blobs.put("nodes/1", "one".getBytes(StandardCharsets.UTF_8));
        blobs.put("nodes/1", "two".getBytes(StandardCharsets.UTF_8));
        assertThat(blobs.get("nodes/1").orElseThrow()).isEqualTo("two".getBytes(StandardCharsets.UTF_8));
        blobs.put("nodes/empty", new byte[0]);
        assertThat(blobs.get("nodes/empty").orElseThrow()).isEmpty();
    }

    @Test
    void a_list_has_every_page_and_stops_when_it_is_told_to() throws IOException {
        List<String> written = new ArrayList<>();
        for (int i = 0; i < 1203; i++) {
            String key = "nodes/" + i;
            blobs.put(key, new byte[] {1, 2, 3});
            written.add(key);
        }
        blobs.put("other/1", new byte[1]);
        assertThat(keys("nodes/")).containsExactlyInAnyOrderElementsOf(written);
        List<String> few = new ArrayList<>();
        blobs.list("nodes/", entry -> few.add(entry.key()) && few.size() < 7);
        assertThat(few).hasSize(7);
        blobs.list("nodes/", entry -> {
            assertThat(entry.size()).isEqualTo(3);
            assertThat(entry.modified()).isAfter(java.time.Instant.parse("2020-01-01T00:00:00Z"));
            return false;
        });

        List<String> doomed = new ArrayList<>(written);
        doomed.add("never/was");
        blobs.delete(doomed);
        blobs.delete(List.of());
        blobs.delete(List.of("never/was"));
        assertThat(keys("")).containsExactly("other/1");
    }

    @Test
    void a_copy_is_made_by_the_server_whole_or_in_parts() throws IOException {
        byte[] body = Lab.bytes(4, 13 * MIB);
        blobs.write("from", new ByteArrayInputStream(body), OptionalLong.of(body.length));
        long sent = blobs.buffers().peak();
        blobs.copy("from", "whole", body.length);
        new Copying(
                        blobs.client(),
                        new Calls(config, context.clock()),
                        blobs.multipart(),
                        config.bucket(),
                        6L * MIB,
                        5L * MIB)
                .copy("from", "parts", body.length);
        blobs.delete(List.of("from"));
        assertThat(all("whole", body.length)).isEqualTo(body);
        assertThat(all("parts", body.length)).isEqualTo(body);
        assertThat(blobs.buffers().peak()).isEqualTo(sent);
    }

    @Test
    void parts_that_arrive_apart_become_one_blob() throws IOException {
        Blobs.Parts parts = blobs.parts().orElseThrow();
        byte[] body = Lab.bytes(5, 11 * MIB);
        String upload = parts.begin("blobs/parted");
        parts.part("blobs/parted", upload, 1, body(body, 3, 5), 5);
        String first = parts.part("blobs/parted", upload, 1, body(body, 0, 5 * MIB), 5 * MIB);
        String second = parts.part("blobs/parted", upload, 3, body(body, 5 * MIB, 6 * MIB), 6 * MIB);
        assertThat(unfinished()).singleElement().satisfies(one -> {
            assertThat(one.key()).isEqualTo("blobs/parted");
            assertThat(one.upload()).isEqualTo(upload);
        });
        assertThat(keys("")).isEmpty();
        List<Part> stored = List.of(new Part(1, first), new Part(3, second));
        parts.complete("blobs/parted", upload, stored);
        parts.complete("blobs/parted", upload, stored);
        parts.abort("blobs/parted", upload);
        assertThat(all("blobs/parted", body.length)).isEqualTo(body);
        assertThat(unfinished()).isEmpty();
    }

    private static InputStream body(byte[] bytes, int offset, int length) {
        return new ByteArrayInputStream(bytes, offset, length) {
            {
                mark = pos;
            }
        };
    }

    @Test
    void an_aborted_upload_leaves_nothing_and_can_be_aborted_again() throws IOException {
        Blobs.Parts parts = blobs.parts().orElseThrow();
        String upload = parts.begin("blobs/gone");
        parts.part("blobs/gone", upload, 1, body(Lab.bytes(6, 10), 0, 10), 10);
        parts.abort("blobs/gone", upload);
        parts.abort("blobs/gone", upload);
        assertThat(unfinished()).isEmpty();
        assertThatThrownBy(() -> parts.complete("blobs/gone", upload, List.of(new Part(1, "\"x\""))))
                .isInstanceOf(IOException.class);
    }
}
