/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.webdav;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.http.RawHttpClient;
import org.weft.kernel.http.RawHttpClient.Answer;
import org.weft.kernel.testing.MemoryStorage;
import org.weft.kernel.testing.OverWire;

/** What is sent slowly takes room of its space before it is there: here of a home of 10 MiB, whichever driver keeps it. */
@OverWire
class PutRoomTest {

    private static final String FILES = "/remote.php/dav/files/einstein/";
    private static final int MIB = 1 << 20;

    private DavSite site;

    @BeforeEach
    void start(@TempDir Path directory) throws IOException {
        site = new DavSite(directory, false, new MemoryStorage(10 * MIB));
    }

    @AfterEach
    void stop() {
        site.close();
    }

    /** Begins a PUT and waits until the server wants its body. */
    private RawHttpClient begin(String name, int length, String... headers) throws IOException {
        RawHttpClient wire = new RawHttpClient(site.port());
        String[] more = new String[headers.length + 2];
        System.arraycopy(headers, 0, more, 2, headers.length);
        more[0] = "Content-Length: " + length;
        more[1] = "Expect: 100-continue";
        wire.send(site.head("einstein", "PUT", FILES + name, "", more));
        return wire;
    }

    @Test
    void slow_writers_take_no_more_than_the_space_has_left() throws IOException {
        try (RawHttpClient first = begin("a", 6 * MIB)) {
            assertThat(first.answer().status()).isEqualTo(100);
            try (RawHttpClient second = begin("b", 6 * MIB)) {
                Answer refused = second.answer();
                assertThat(refused.status()).isEqualTo(507);
                assertThat(refused.body()).contains("on their way");
            }
            try (RawHttpClient third = begin("c", 4 * MIB)) {
                assertThat(third.answer().status()).isEqualTo(100);
                first.send(new byte[6 * MIB]);
                assertThat(first.answer().status()).isEqualTo(201);
                third.send(new byte[4 * MIB]);
                assertThat(third.answer().status()).isEqualTo(201);
            }
        }
        assertThat(site.put(FILES + "d", "x")).isEqualTo(507);
    }

    @Test
    void a_body_that_broke_off_gives_its_room_back() throws IOException {
        try (RawHttpClient wire = begin("a", 9 * MIB)) {
            assertThat(wire.answer().status()).isEqualTo(100);
            wire.send(new byte[MIB]);
            assertThat(refusalOrGo(2 * MIB)).isEqualTo(507);
        }
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (refusalOrGo(9 * MIB) != 100) {
            assertThat(System.nanoTime()).isLessThan(deadline);
        }
    }

    private int refusalOrGo(int length) throws IOException {
        try (RawHttpClient wire = begin("other", length)) {
            return wire.answer().status();
        }
    }

    @Test
    void a_condition_that_fails_is_told_before_the_room() throws IOException {
        assertThat(site.put(FILES + "a", "x")).isEqualTo(201);
        try (RawHttpClient first = begin("b", 8 * MIB)) {
            assertThat(first.answer().status()).isEqualTo(100);
            try (RawHttpClient second = begin("a", 9 * MIB, "If-None-Match: *")) {
                assertThat(second.answer().status()).isEqualTo(412);
            }
        }
    }
}
