/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server.demands;

import static org.assertj.core.api.Assertions.assertThat;

import com.cs3.storage.provider.v1beta1.ListContainerStreamRequest;
import com.cs3.storage.provider.v1beta1.ListContainerStreamResponse;
import com.cs3.storage.provider.v1beta1.Reference;
import io.grpc.Context;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Iterator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.kernel.testing.OverWire;

/** A listing of a hundred thousand is never held: the storage goes on only as fast as the reader does. */
@OverWire
class BackPressureTest {

    private static final int CHILDREN = 100_000;

    /** What the buffers of sockets and of gRPC's flow control may swallow: a few megabytes. */
    private static final long SWALLOWED = CHILDREN / 4;

    private static final String SOME = "<d:propfind xmlns:d=\"DAV:\"><d:prop><d:getetag/></d:prop></d:propfind>";
    private static final String ALL = "<d:propfind xmlns:d=\"DAV:\"><d:allprop/></d:propfind>";

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

    private Socket ask(String properties) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(16 * 1024);
        socket.connect(new InetSocketAddress("127.0.0.1", served.port()));
        String request = DemandsSite.head(
                        "einstein",
                        "PROPFIND",
                        "/dav/tree/crowd/" + CHILDREN,
                        "Depth: 1",
                        "Connection: close",
                        "Content-Length: " + properties.length())
                + properties;
        socket.getOutputStream().write(request.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
        socket.getInputStream().readNBytes(1024);
        return socket;
    }

    @ParameterizedTest
    @ValueSource(strings = {SOME, ALL})
    void a_reader_that_stops_stops_the_storage_and_gets_all_when_it_goes_on(String properties) throws IOException {
        try (Socket socket = ask(properties)) {
            assertThat(Await.still("the listing", served.crowd.pushed::get)).isLessThan(SWALLOWED);
            String end = drain(socket.getInputStream());
            assertThat(end).contains("number " + (CHILDREN - 1)).contains("</d:multistatus>");
            assertThat(served.crowd.pushed).hasValue(CHILDREN);
            assertThat(served.crowd.held).hasValue(0);
        }
    }

    private static String drain(InputStream in) throws IOException {
        byte[] buffer = new byte[64 * 1024];
        String end = "";
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            String next = end + new String(buffer, 0, read, StandardCharsets.UTF_8);
            end = next.substring(Math.max(0, next.length() - 4096)).replace("%20", " ");
        }
        return end;
    }

    @Test
    void a_reader_that_leaves_ends_the_listing() throws IOException {
        try (Socket socket = ask(ALL)) {
            assertThat(socket.isConnected()).isTrue();
        }
        Await.holds("no call is left running", () -> served.crowded.running() == 0);
        assertThat(served.crowd.pushed.get()).isLessThan(SWALLOWED);
    }

    private Iterator<ListContainerStreamResponse> stream() {
        return served.gateway(FakeSite.EINSTEIN)
                .listContainerStream(ListContainerStreamRequest.newBuilder()
                        .setRef(Reference.newBuilder().setPath("/crowd/" + CHILDREN))
                        .build());
    }

    @Test
    void a_stream_over_grpc_waits_for_its_reader_too() {
        Iterator<ListContainerStreamResponse> children = stream();
        assertThat(children.next().getInfo().getPath()).startsWith("/crowd/");
        assertThat(Await.still("the listing", served.crowd.pushed::get)).isLessThan(SWALLOWED);
        int count = 1;
        while (children.hasNext()) {
            children.next();
            count++;
        }
        assertThat(count).isEqualTo(CHILDREN);
        assertThat(served.crowd.held).hasValue(0);
    }

    @Test
    void a_stream_that_is_called_off_ends_the_listing() {
        try (Context.CancellableContext call = Context.current().withCancellation()) {
            call.run(() -> assertThat(stream().next().hasInfo()).isTrue());
        }
        Await.holds("the listing has ended", () -> served.crowd.listings.get() == 1);
        assertThat(served.crowd.pushed.get()).isLessThan(SWALLOWED);
    }
}
