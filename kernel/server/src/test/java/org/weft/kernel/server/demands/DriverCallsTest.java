/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server.demands;

import static org.assertj.core.api.Assertions.assertThat;

import com.cs3.storage.provider.v1beta1.ListContainerStreamRequest;
import com.cs3.storage.provider.v1beta1.Reference;
import com.cs3.storage.provider.v1beta1.StatRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.kernel.testing.OverWire;

/** How often a request asks the storage. */
@OverWire
class DriverCallsTest {

    private static final String PROPERTIES = "<d:propfind xmlns:d=\"DAV:\" xmlns:o=\"http://owncloud.org/ns\"><d:prop>"
            + "<d:getetag/><d:lockdiscovery/><d:quota-available-bytes/><o:favorite/><o:permissions/><d:dead/>"
            + "</d:prop></d:propfind>";

    @TempDir
    Path directory;

    private DemandsSite served;

    @BeforeEach
    void start() throws IOException {
        served = new DemandsSite(directory);
    }

    @AfterEach
    void stop() {
        served.close();
    }

    private List<String> callsOfListing(int children) throws IOException {
        served.crowded.takeAll();
        assertThat(served.askWith(PROPERTIES, "PROPFIND", "/dav/tree/crowd/" + children, "Depth: 1")
                        .body()
                        .split("<d:response>"))
                .hasSize(children + 2);
        return served.crowded.takeWork();
    }

    @Test
    void a_listing_of_ten_thousand_asks_no_more_than_one_of_ten() throws IOException {
        callsOfListing(1);
        List<String> few = callsOfListing(10);
        assertThat(few).containsExactlyInAnyOrder("stat", "list", "quota");
        assertThat(callsOfListing(10_000)).isEqualTo(few);
    }

    private List<String> callsOf(String method, String path, String... headers) throws IOException {
        served.homes.takeAll();
        assertThat(served.ask(method, path, headers).status()).isBetween(200, 299);
        return served.homes.takeWork();
    }

    @Test
    void every_method_calls_the_driver_once() throws IOException {
        String f = DemandsSite.HOME + "f";
        served.put(f, "x");
        assertThat(callsOf("GET", f)).containsExactly("open");
        assertThat(callsOf("GET", f, "Range: bytes=0-0", "If-None-Match: \"other\""))
                .containsExactly("open");
        assertThat(callsOf("HEAD", f)).containsExactly("stat");
        assertThat(callsOf("PROPFIND", f, "Depth: 0")).containsExactly("stat");
        assertThat(callsOf("PUT", f, "Content-Length: 0")).containsExactly("put");
        assertThat(callsOf("PUT", f, "Content-Length: 0", "If-Match: *")).containsExactly("put");
        assertThat(callsOf("PUT", DemandsSite.HOME + "new", "Content-Length: 0"))
                .containsExactly("put");
        assertThat(callsOf("MKCOL", DemandsSite.HOME + "folder")).containsExactly("makeFolder");
        assertThat(callsOf("MOVE", f, "Destination: " + DemandsSite.HOME + "g")).containsExactly("move");
        assertThat(callsOf("DELETE", DemandsSite.HOME + "g")).containsExactly("delete");
        assertThat(callsOf("OPTIONS", f)).isEmpty();
    }

    @Test
    void a_put_asks_no_more_when_somewhere_a_lock_is_set() throws IOException {
        served.askWith(
                "<d:lockinfo xmlns:d=\"DAV:\"><d:lockscope><d:exclusive/></d:lockscope><d:locktype><d:write/>"
                        + "</d:locktype></d:lockinfo>",
                "LOCK",
                DemandsSite.HOME + "locked");
        assertThat(callsOf("PUT", DemandsSite.HOME + "f", "Content-Length: 0")).containsExactly("put");
    }

    @Test
    void an_rpc_calls_the_driver_once() {
        Reference folder = Reference.newBuilder().setPath("/crowd/3000").build();
        var gateway = served.gateway(FakeSite.EINSTEIN);
        gateway.stat(StatRequest.newBuilder().setRef(folder).build());
        served.crowded.takeAll();
        gateway.stat(StatRequest.newBuilder().setRef(folder).build());
        assertThat(served.crowded.takeWork()).containsExactly("stat");
        gateway.listContainerStream(
                        ListContainerStreamRequest.newBuilder().setRef(folder).build())
                .forEachRemaining(child -> {});
        assertThat(served.crowded.takeWork()).containsExactly("list");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET",
                "HEAD",
                "PUT",
                "PROPFIND",
                "PROPPATCH",
                "MKCOL",
                "DELETE",
                "MOVE",
                "COPY",
                "LOCK",
                "UNLOCK"
            })
    void who_is_not_let_in_does_not_reach_the_driver_at_all(String method) throws IOException {
        String path = DemandsSite.HOME + "f";
        served.put(path, "x");
        served.homes.takeAll();
        for (String credentials : List.of("X-Nothing: x", "x-access-token: forged", "Authorization: Bearer forged")) {
            assertThat(served.send(DemandsSite.bare(method, path, credentials, "Destination: /webdav/g"))
                            .status())
                    .isEqualTo(401);
        }
        String wrong = DemandsSite.basic("marie").replace("Basic ", "Basic eA");
        assertThat(served.send(DemandsSite.bare(method, path, wrong)).status()).isEqualTo(401);
        assertThat(served.homes.takeAll()).isEmpty();
    }
}
