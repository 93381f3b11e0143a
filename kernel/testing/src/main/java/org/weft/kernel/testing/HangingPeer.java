/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that accepts connections, and then answers only what it was told to; for all else it keeps its caller waiting. */
public final class HangingPeer implements AutoCloseable {

    private final ServerSocket listening;
    private final Way way;
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final CountDownLatch awake = new CountDownLatch(1);
    private final AtomicInteger hung = new AtomicInteger();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /** How it keeps its caller waiting. */
    public enum Way {
        /** It reads what comes and says nothing. */
        SILENT,
        /** It does not even read the body. */
        DEAF,
        /** It begins an answer and never gets to the end of its head. */
        DRIPPING_HEAD,
        /** It answers with a good status, and hardly anything after it. */
        DRIPPING_BODY
    }

    public HangingPeer(Way way) throws IOException {
        this.way = way;
        this.listening = new ServerSocket(0, 200, InetAddress.getByName("127.0.0.4"));
        threads.execute(this::accept);
    }

    public Way way() {
        return way;
    }

    public String host() {
        return "127.0.0.4:" + listening.getLocalPort();
    }

    public URI url() {
        return URI.create("http://" + host());
    }

    /** Has one thing answered as it should be. */
    public HangingPeer answering(String methodAndPath, String status, String type, String body) {
        answers.put(
                methodAndPath,
                "HTTP/1.1 " + status + "\r\nContent-Type: " + type + "\r\nContent-Length: "
                        + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body);
        return this;
    }

    /** Tells in discovery that it is a peer, with these members besides. */
    public HangingPeer discovered(String more) {
        return answering(
                "GET /.well-known/ocm",
                "200 OK",
                "application/json",
                "{\"enabled\":true,\"apiVersion\":\"1.4.0\",\"endPoint\":\"" + url() + "/ocm\"" + more + "}");
    }

    /** How many connections are open at the moment; who did not read can't know, and reads from now on. */
    public int open() {
        awake.countDown();
        return open.size();
    }

    /** How many requests it has kept waiting. */
    public int hung() {
        return hung.get();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket socket = listening.accept();
                open.add(socket);
                threads.execute(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            String head = head(in);
            while (!head.isEmpty()) {
                String[] line = head.split(" ", 3);
                String answer = answers.get(line[0] + " " + line[1]);
                if (answer == null) {
                    hung.incrementAndGet();
                    hang(in, socket.getOutputStream());
                    return;
                }
                in.skipNBytes(length(head));
                socket.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
                head = head(in);
            }
        } catch (IOException | InterruptedException gone) {
            // whoever called has given up
        } finally {
            open.remove(socket);
        }
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                return "";
            }
            head.append((char) next);
        }
        return head.toString();
    }

    private static long length(String head) {
        return head.lines()
                .filter(line -> line.regionMatches(true, 0, "content-length:", 0, 15))
                .mapToLong(line -> Long.parseLong(line.substring(15).strip()))
                .findFirst()
                .orElse(0);
    }

    private void hang(InputStream in, OutputStream out) throws IOException, InterruptedException {
        switch (way) {
            case SILENT -> in.transferTo(OutputStream.nullOutputStream());
            case DEAF -> {
                awake.await();
                in.transferTo(OutputStream.nullOutputStream());
            }
            case DRIPPING_HEAD -> drip(out, "HTTP/1.1 200 OK\r\nX-Slow: ", "x");
            case DRIPPING_BODY ->
                drip(
                        out,
                        "HTTP/1.1 207 Multi-Status\r\nContent-Type: application/xml\r\n"
                                + "Transfer-Encoding: chunked\r\n\r\n",
                        "1\r\n \r\n");
        }
    }

    /** A drop now and then, until nobody takes it. */
    private void drip(OutputStream out, String first, String drop) throws IOException, InterruptedException {
        out.write(first.getBytes(ISO_8859_1));
        while (!threads.awaitTermination(200, TimeUnit.MILLISECONDS)) {
            out.write(drop.getBytes(ISO_8859_1));
        }
    }

    @Override
    public void close() {
        try {
            listening.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        threads.shutdownNow();
    }
}
