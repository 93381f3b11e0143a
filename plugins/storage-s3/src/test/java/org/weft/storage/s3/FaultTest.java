/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.weft.storage.s3.Lab.MIB;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.weft.blobtree.Blobs.Parts.Unfinished;
import org.weft.spi.WeftException.Unavailable;
import org.weft.storage.s3.fixture.FaultyLine;
import org.weft.storage.s3.fixture.FaultyLine.Mode;
import org.weft.testkit.TestContext;

/** What becomes of uploads and downloads when S3 is busy, silent or away, or the line to it breaks. */
@Tag("process")
class FaultTest {

    private TestContext context;
    private FaultyLine line;
    private S3Config config;
    private S3Blobs blobs;

    @BeforeEach
    void open(@TempDir Path tmp) throws IOException {
        context = TestContext.in(tmp);
        config = Lab.bucket();
        line = FaultyLine.to(Lab.server().port());
        config = Lab.Options.of(config).at(line.endpoint()).config();
        blobs = new S3Blobs(config, context);
        blobs.start();
    }

    /** Waits for a silent store no longer than a test may, but for a slow one long enough. */
    private void waitLess() {
        blobs.close();
        config = Lab.Options.of(config).timeout(Duration.ofSeconds(8)).config();
        blobs = new S3Blobs(config, context);
    }

    @AfterEach
    void close() throws IOException {
        if (blobs != null) {
            blobs.close();
            line.close();
            context.close();
        }
    }

    private byte[] all(String key, int length) throws IOException {
        try (InputStream stream = blobs.read(key, 0, length)) {
            return stream.readAllBytes();
        }
    }

    /** Does something when so many bytes of the body were read. */
    private static InputStream body(byte[] bytes, int after, Runnable then) {
        return new FilterInputStream(new ByteArrayInputStream(bytes)) {
            private int left = after;

            @Override
            public int read(byte[] target, int offset, int count) throws IOException {
                int read = super.read(target, offset, Math.min(count, 64 * 1024));
                boolean wasBefore = left > 0;
                left -= Math.max(read, 0);
                if (wasBefore && left <= 0) {
                    then.run();
                }
                return read;
            }
        };
    }

    @ParameterizedTest
    @EnumSource(
            value = Mode.class,
            names = {"REFUSE", "SLOW_DOWN", "SILENT"})
    void a_store_that_does_not_serve_is_unavailable_for_a_while_and_then_serves_again(Mode mode) throws IOException {
        waitLess();
        line.turn(mode);
        assertThatThrownBy(() -> blobs.put("nodes/1", new byte[1]))
                .isInstanceOfSatisfying(
                        Unavailable.class, told -> assertThat(told.retryAfter()).isPresent())
                .hasMessageContaining("try again");
        assertThat(blobs.health().isUp()).isFalse();
        assertThat(blobs.health().detail()).contains(config.bucket()).contains("does not serve since");

        line.turn(Mode.PASS);
        blobs.put("nodes/1", new byte[1]);
        assertThat(blobs.health().isUp()).isTrue();
    }

    /** As something between the two may answer that knows no ranges, keeps old answers, or wants somebody to sign in. */
    @ParameterizedTest
    @CsvSource({"200,20000,", "200,17,", "206,100,bytes 0-99/20000", "206,100,bytes 100-198/20000"})
    void bytes_of_another_part_are_not_taken_for_those_that_were_asked_for(
            int status, int length, @Nullable String range) throws IOException {
        HttpServer other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        other.createContext("/", exchange -> {
            if (range != null) {
                exchange.getResponseHeaders().add("Content-Range", range);
            }
            exchange.sendResponseHeaders(status, length);
            try (OutputStream body = exchange.getResponseBody()) {
                body.write(new byte[length]);
            }
        });
        other.start();
        blobs.close();
        URI there = URI.create("http://127.0.0.1:" + other.getAddress().getPort());
        blobs = new S3Blobs(Lab.Options.of(config).at(there).config(), context);
        try {
            assertThatThrownBy(() -> blobs.read("blob", 100, 100)).isInstanceOf(Unavailable.class);
        } finally {
            other.stop(0);
        }
    }

    @Test
    void a_silent_store_is_asked_once_and_not_until_the_client_gives_up() throws IOException {
        byte[] body = Lab.bytes(6, 12 * MIB);
        blobs.write("blob", new ByteArrayInputStream(body), OptionalLong.of(body.length));
        waitLess();
        line.turn(Mode.SILENT);
        int before = line.connections();
        assertThatThrownBy(() -> blobs.read("blob", 0, 1)).isInstanceOf(Unavailable.class);
        assertThat(line.connections() - before).as("requests of a read").isEqualTo(1);

        assertThatThrownBy(() -> blobs.put("nodes/1", new byte[1])).isInstanceOf(Unavailable.class);
        assertThat(line.connections() - before).as("and of a write").isEqualTo(2);
        assertThatThrownBy(() -> blobs.write("other", new ByteArrayInputStream(body), OptionalLong.of(body.length)))
                .isInstanceOf(Unavailable.class);
        assertThat(line.connections() - before)
                .as("and of an upload in parts, which could not begin")
                .isEqualTo(3);
    }

    @Test
    void an_upload_during_which_the_store_falls_silent_is_not_cleared_away_while_the_client_waits() throws IOException {
        waitLess();
        byte[] body = Lab.bytes(7, 12 * MIB);
        int[] before = {0};
        InputStream silenced = body(body, 11 * MIB, () -> {
            line.turn(Mode.SILENT);
            before[0] = line.connections();
        });
        assertThatThrownBy(() -> blobs.write("blob", silenced, OptionalLong.of(body.length)))
                .isInstanceOf(Unavailable.class);
        assertThat(line.connections() - before[0])
                .as("parts under way, each once, and no request that aborts")
                .isBetween(1, 3);
        assertThat(blobs.buffers().inUse()).isZero();
    }

    @Test
    void a_part_whose_connection_broke_is_sent_again() throws IOException {
        byte[] body = Lab.bytes(1, 18 * MIB);
        line.cutRequestsAfter(7 * MIB);
        blobs.write("blob", new ByteArrayInputStream(body), OptionalLong.of(body.length));
        assertThat(line.cuts()).isEqualTo(1);
        assertThat(all("blob", body.length)).isEqualTo(body);
    }

    @Test
    void an_upload_during_which_the_store_goes_away_leaves_nothing_and_works_again_when_it_is_back()
            throws IOException {
        byte[] body = Lab.bytes(2, 30 * MIB);
        InputStream interrupted = body(body, 12 * MIB, () -> line.turn(Mode.REFUSE));
        assertThatThrownBy(() -> blobs.write("blob", interrupted, OptionalLong.of(body.length)))
                .isInstanceOf(Unavailable.class);
        assertThat(blobs.buffers().inUse()).isZero();

        line.turn(Mode.PASS);
        assertThatThrownBy(() -> blobs.read("blob", 0, 1)).isInstanceOf(NoSuchFileException.class);
        List<Unfinished> left = new ArrayList<>();
        blobs.parts().orElseThrow().unfinished("", left::add);
        assertThat(left).as("what tidying finds").hasSize(1);
        blobs.write("blob", new ByteArrayInputStream(body), OptionalLong.of(body.length));
        assertThat(all("blob", body.length)).isEqualTo(body);
    }

    @Test
    void a_download_goes_on_where_the_connection_broke() throws IOException {
        byte[] body = Lab.bytes(3, 9 * MIB);
        blobs.write("blob", new ByteArrayInputStream(body), OptionalLong.of(body.length));
        line.cutAnswersAfter(2 * MIB);
        try (InputStream stream = blobs.read("blob", 0, body.length)) {
            byte[] first = stream.readNBytes(3 * MIB);
            line.cutAnswersAfter(MIB);
            byte[] rest = stream.readAllBytes();
            assertThat(first).isEqualTo(java.util.Arrays.copyOf(body, first.length));
            assertThat(rest).isEqualTo(java.util.Arrays.copyOfRange(body, first.length, body.length));
        }
        assertThat(line.cuts()).isEqualTo(2);
    }

    @Test
    void a_download_gives_up_when_the_store_stays_away() throws IOException {
        byte[] body = Lab.bytes(4, 9 * MIB);
        blobs.write("blob", new ByteArrayInputStream(body), OptionalLong.of(body.length));
        try (InputStream stream = blobs.read("blob", 0, body.length)) {
            stream.readNBytes(MIB);
            line.turn(Mode.REFUSE);
            int before = line.connections();
            assertThatThrownBy(stream::readAllBytes)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("broke off");
            assertThat(line.connections() - before).as("attempts").isBetween(ResumingStream.ATTEMPTS - 1, 20);
        }
    }

    @Test
    void an_upload_that_is_passed_on_breaks_when_the_line_does() throws IOException {
        reopen(Lab.Options.of(config).buffers(5 * MIB));
        byte[] body = Lab.bytes(5, 20 * MIB);
        try (Buffers.Part all = blobs.buffers().tryReserve(5 * MIB).orElseThrow()) {
            assertThat(all.length()).isZero();
            line.cutRequestsAfter(6 * MIB);
            assertThatThrownBy(() -> blobs.write("blob", new ByteArrayInputStream(body), OptionalLong.of(body.length)))
                    .isInstanceOf(Unavailable.class);
            assertThat(line.cuts()).isEqualTo(1);
            assertThatThrownBy(() -> blobs.read("blob", 0, 1)).isInstanceOf(NoSuchFileException.class);
            blobs.write("blob", new ByteArrayInputStream(body), OptionalLong.of(body.length));
        }
        assertThat(blobs.buffers().peak()).isZero();
        assertThat(all("blob", body.length)).isEqualTo(body);
    }

    private void reopen(Lab.Options options) throws IOException {
        blobs.close();
        config = options.config();
        blobs = new S3Blobs(config, context);
        blobs.start();
    }
}
