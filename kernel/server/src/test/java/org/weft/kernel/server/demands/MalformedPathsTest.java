/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server.demands;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weft.kernel.testing.OverWire;

/** Paths that hide something, in the request and in Destination. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@OverWire
class MalformedPathsTest {

    private static final String F = DemandsSite.HOME + "f";

    private final DemandsSite served;

    MalformedPathsTest(@TempDir Path directory) throws IOException {
        served = new DemandsSite(directory);
    }

    @BeforeEach
    void prepare() throws IOException {
        served.put(F, "x");
        served.ask("MKCOL", DemandsSite.HOME + "a"); // made once, 405 from then on
        served.homes.takeAll();
    }

    @AfterAll
    void stop() {
        served.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a%00b",
                "%00",
                "a/../f",
                "a/%2e%2e/f",
                "a/%2E./f",
                "a/.%2e/%2e%2e/%2e%2e",
                "a/./f",
                "%2e",
                "..",
                "a%5cf",
                "%5c..%5cf",
                "a%2ff",
                "..%2ff",
                "%c0%ae%c0%ae/f",
                "%c0%af",
                "%e0%80%ae",
                "%ed%a0%80",
                "%f5%80%80%80",
                "%ff",
                "%",
                "%2",
                "%zz",
                "%u002e",
                "a%",
                "#f"
            })
    void are_refused_before_the_storage_hears_of_them(String path) throws IOException {
        for (String method : List.of("GET", "PROPFIND", "DELETE", "MKCOL", "COPY", "MOVE", "LOCK", "UNLOCK")) {
            Refusal.with(400, served.ask(method, DemandsSite.HOME + path, "Destination: /webdav/g"));
        }
        Refusal.with(400, served.askWith("x", "PUT", DemandsSite.HOME + path));
        assertThat(served.homes.takeWork()).isEmpty();
        Refusal.with(400, served.ask("COPY", F, "Destination: " + DemandsSite.HOME + path));
        Refusal.with(400, served.ask("MOVE", F, "Destination: http://weft.test" + DemandsSite.HOME + path));
        assertThat(served.get(F)).isEqualTo("x");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/dav/files/einstein%00",
                "/dav/files/../files/einstein",
                "/dav/spaces/..",
                "/dav/spaces/nonsense",
                "/dav/spaces/$",
                "/dav/spaces/id-homes$x!a%00",
                "/remote.php/%2e%2e/dav",
                "relative"
            })
    void above_the_trees_too(String path) throws IOException {
        Refusal.with(400, served.ask("PROPFIND", path, "Depth: 0"));
        Refusal.with(400, served.ask("GET", path));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/dav/spaces/id-homes$..", "/dav/spaces/id-homes$x!..", "/dav/spaces/..$x", "/dav/tree/.x"})
    void an_id_of_dots_is_an_id_that_nobody_has(String path) throws IOException {
        Refusal.with(404, served.ask("PROPFIND", path, "Depth: 0"));
        Refusal.with(404, served.ask("GET", path));
    }

    @Test
    void a_path_a_thousand_names_deep_is_a_path_like_any_other() throws IOException {
        String deep = DemandsSite.HOME + "a/".repeat(1000);
        Refusal.with(404, served.ask("GET", deep));
        Refusal.with(404, served.ask("PROPFIND", deep, "Depth: 0"));
        Refusal.with(409, served.ask("MKCOL", deep + "b"));
        Refusal.with(409, served.askWith("x", "PUT", deep + "b"));
        Refusal.with(409, served.ask("MOVE", F, "Destination: " + deep + "b"));
        assertThat(served.get(F)).isEqualTo("x");
    }

    @Test
    void a_tree_two_hundred_deep_is_made_listed_and_deleted() throws IOException {
        StringBuilder path = new StringBuilder(DemandsSite.HOME + "deep");
        for (int i = 0; i < 200; i++) {
            assertThat(served.ask("MKCOL", path.toString()).status()).isEqualTo(201);
            path.append("/d");
        }
        assertThat(served.ask("PROPFIND", DemandsSite.HOME + "deep").status()).isEqualTo(207);
        assertThat(served.ask("DELETE", DemandsSite.HOME + "deep").status()).isEqualTo(204);
    }

    @Test
    void a_path_that_does_not_fit_in_the_headers_is_431_or_414() throws IOException {
        assertThat(served.ask("GET", DemandsSite.HOME + "a".repeat(40_000)).status())
                .isIn(414, 431);
        assertThat(served.ask("COPY", F, "Destination: " + DemandsSite.HOME + "a".repeat(40_000))
                        .status())
                .isEqualTo(431);
    }
}
