/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server.demands;

import static org.assertj.core.api.Assertions.assertThat;

import com.cs3.storage.provider.v1beta1.ListContainerRequest;
import com.cs3.storage.provider.v1beta1.Reference;
import com.cs3.storage.provider.v1beta1.StatRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.kernel.testing.OverWire;

/** How much of Weft stands between the socket and the driver: what a reader of a stack trace has to go through. */
@OverWire
class FramesTest {

    /** Measured: 12 to 15 for WebDAV, 10 to 13 for CS3; two of them bind the end of the request to its changes. */
    private static final int BUDGET = 15;

    /** LOCK looks at the resource while it holds the space's commit gate and the database's lock: some frames more. */
    private static final int BUDGET_OF_LOCK = 17;

    private static final String LOCK = "<d:lockinfo xmlns:d=\"DAV:\"><d:lockscope><d:exclusive/></d:lockscope>"
            + "<d:locktype><d:write/></d:locktype></d:lockinfo>";

    @TempDir
    Path directory;

    private final AtomicReference<StackTraceElement[]> trace = new AtomicReference<>(new StackTraceElement[0]);
    private DemandsSite served;

    @BeforeEach
    void start() throws IOException {
        served = new DemandsSite(directory);
    }

    @AfterEach
    void stop() {
        served.close();
    }

    private void record(String call) {
        served.homes.at(call, () -> trace.set(new Throwable().getStackTrace()));
    }

    private List<String> frames() {
        return Arrays.stream(trace.get())
                .map(StackTraceElement::toString)
                .filter(frame -> frame.contains("org.weft.") && !frame.contains("org.weft.kernel.server.demands."))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, open",
        "HEAD, stat",
        "PUT, put",
        "PROPFIND, stat",
        "PROPFIND, list",
        "MKCOL, makeFolder",
        "DELETE, delete",
        "MOVE, move"
    })
    void fifteen_frames_of_a_request(String method, String call) throws IOException {
        served.ask("MKCOL", DemandsSite.HOME + "folder");
        served.put(DemandsSite.HOME + "f", "x");
        record(call);
        String path = DemandsSite.HOME
                + switch (method) {
                    case "MKCOL" -> "new";
                    case "PROPFIND" -> "folder";
                    default -> "f";
                };
        served.ask(method, path, "Depth: " + (method.equals("PROPFIND") ? "1" : "infinity"), "Destination: /webdav/g");
        assertThat(frames()).isNotEmpty().hasSizeLessThanOrEqualTo(BUDGET);
    }

    @Test
    void a_lock_is_the_exception() throws IOException {
        served.put(DemandsSite.HOME + "f", "x");
        record("stat");
        assertThat(served.askWith(LOCK, "LOCK", DemandsSite.HOME + "f").status())
                .isEqualTo(200);
        assertThat(frames()).isNotEmpty().hasSizeLessThanOrEqualTo(BUDGET_OF_LOCK);
    }

    @Test
    void fifteen_frames_of_an_rpc() {
        Reference home = Reference.newBuilder().setPath("/home").build();
        record("stat");
        served.gateway(FakeSite.EINSTEIN)
                .stat(StatRequest.newBuilder().setRef(home).build());
        assertThat(frames()).isNotEmpty().hasSizeLessThanOrEqualTo(BUDGET);
        record("list");
        served.gateway(FakeSite.EINSTEIN)
                .listContainer(ListContainerRequest.newBuilder().setRef(home).build());
        assertThat(frames()).isNotEmpty().hasSizeLessThanOrEqualTo(BUDGET);
    }
}
