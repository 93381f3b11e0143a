/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.http.client;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.eclipse.jetty.client.BytesRequestContent;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.InputStreamRequestContent;
import org.eclipse.jetty.client.InputStreamResponseListener;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.WWWAuthenticationProtocolHandler;
import org.eclipse.jetty.http.HttpCookieStore;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.SocketAddressResolver;
import org.eclipse.jetty.util.thread.VirtualThreadPool;
import org.weft.kernel.http.client.OutboundFailure.Reason;
import org.weft.kernel.http.client.OutboundRequest.Answer;

/**
 * Asks other servers. A name is resolved once for each connection, what it resolves to is checked, and the connection is
 * made to that very address, so that a name server can't show one address to the check and another to the connection.
 * Redirects are not followed, cookies are not kept, credentials are never sent unasked. Thread-safe; blocks.
 */
public final class OutboundClient implements AutoCloseable {

    private static final int UNLIMITED = -1;
    private static final Duration SLICE = Duration.ofMillis(500);
    private static final int HEADERS = 32 << 10;
    private static final int DESTINATIONS = 1024;
    private static final int CONNECTIONS = 16;

    private final OutboundPolicy policy;
    private final OutboundTimeouts timeouts;
    private final HttpClient client;

    public OutboundClient(OutboundPolicy policy, String userAgent) {
        this(policy, userAgent, OutboundTimeouts.usual());
    }

    public OutboundClient(OutboundPolicy policy, String userAgent, OutboundTimeouts timeouts) {
        this(policy, userAgent, NameResolver.system(), timeouts);
    }

    OutboundClient(OutboundPolicy policy, String userAgent, NameResolver names) {
        this(policy, userAgent, names, OutboundTimeouts.usual());
    }

    OutboundClient(OutboundPolicy policy, String userAgent, NameResolver names, OutboundTimeouts timeouts) {
        this.policy = policy;
        this.timeouts = timeouts;
        VirtualThreadPool threads = new VirtualThreadPool(UNLIMITED);
        threads.setName("outgoing");
        this.client = new HttpClient();
        client.setName("outgoing");
        client.setExecutor(threads);
        client.setFollowRedirects(false);
        client.setHttpCookieStore(new HttpCookieStore.Empty());
        client.setUserAgentField(new HttpField("User-Agent", userAgent));
        client.setConnectTimeout(timeouts.connect().toMillis());
        client.setAddressResolutionTimeout(timeouts.connect().toMillis());
        client.setIdleTimeout(timeouts.idle().toMillis());
        client.setMaxResponseHeadersSize(HEADERS);
        client.setMaxConnectionsPerDestination(CONNECTIONS);
        client.setMaxDestinations(DESTINATIONS);
        client.setDestinationIdleTimeout(Duration.ofMinutes(5).toMillis());
        client.setSocketAddressResolver(resolver(names));
        try {
            client.start();
            // A 401 is for whoever asked; the client would end it as a violation where it says no way to sign in.
            client.getProtocolHandlers().remove(WWWAuthenticationProtocolHandler.NAME);
        } catch (Exception impossible) {
            throw new IllegalStateException("the HTTP client does not start", impossible);
        }
    }

    /** How long it, and whoever asks by it, waits for other servers. */
    public OutboundTimeouts patience() {
        return timeouts;
    }

    private SocketAddressResolver resolver(NameResolver names) {
        return (String host, int port, Map<String, Object> context, Promise<List<InetSocketAddress>> promise) ->
                client.getExecutor().execute(() -> {
                    try {
                        promise.succeeded(checked(host, port, names));
                    } catch (IOException failure) {
                        promise.failed(failure);
                    }
                });
    }

    private List<InetSocketAddress> checked(String host, int port, NameResolver names) throws OutboundFailure {
        List<InetSocketAddress> allowed = new ArrayList<>();
        try {
            for (InetAddress address : names.addresses(host)) {
                if (policy.anyAddress() || PublicAddresses.contains(address)) {
                    allowed.add(new InetSocketAddress(address, port));
                }
            }
        } catch (UnknownHostException unknown) {
            throw new OutboundFailure(Reason.NO_NAME, "the name " + host + " is not known");
        }
        if (allowed.isEmpty()) {
            throw new OutboundFailure(Reason.NOT_ALLOWED, host + " is not asked: it has no public address");
        }
        return allowed;
    }

    /**
     * Asks, and waits for the whole answer.
     *
     * @param limit the most bytes the answer may have
     * @param time until the answer must be there
     * @throws OutboundFailure when there is none
     */
    public Answer send(OutboundRequest ask, int limit, Duration time) throws OutboundFailure {
        Request request = request(ask.method(), ask.url(), ask.headers());
        request.timeout(time.toMillis(), TimeUnit.MILLISECONDS);
        if (ask.body().length > 0) {
            request.body(new BytesRequestContent(ask.headers().getOrDefault("Content-Type", ""), ask.body()));
        }
        InputStreamResponseListener listener = new InputStreamResponseListener();
        try (InputStream body = listener.getInputStream()) {
            request.send(listener);
            Response response = answer(ask.url(), request, listener, time);
            byte[] bytes = body.readNBytes(limit + 1);
            if (bytes.length > limit) {
                OutboundFailure large = new OutboundFailure(
                        Reason.TOO_LARGE, OutboundPolicy.shown(ask.url()) + " answered more than " + limit + " bytes");
                response.abort(large);
                throw large;
            }
            return new Answer(response.getStatus(), headers(response), bytes);
        } catch (OutboundFailure told) {
            throw told;
        } catch (IOException broken) {
            throw broke(ask.url(), broken);
        }
    }

    private Request request(String method, URI url, Map<String, String> headers) throws OutboundFailure {
        policy.require(url);
        Request request = client.newRequest(url).method(method);
        request.headers(fields -> headers.forEach((name, value) -> {
            if (!name.equalsIgnoreCase("Content-Type") || method.equals("GET")) {
                fields.put(name, value);
            }
        }));
        return request;
    }

    private static Response answer(URI url, Request request, InputStreamResponseListener listener, Duration time)
            throws OutboundFailure {
        try {
            return listener.get(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            throw late(url, request);
        } catch (InterruptedException | ExecutionException failure) {
            throw failed(url, request, failure);
        }
    }

    /** Ends what would go on in the background, with its connection. */
    private static OutboundFailure late(URI url, Request request) {
        OutboundFailure late =
                new OutboundFailure(Reason.NO_ANSWER, OutboundPolicy.shown(url) + " did not answer in time");
        request.abort(late);
        return late;
    }

    private static OutboundFailure failed(URI url, Request request, Exception failure) {
        if (failure instanceof InterruptedException) {
            Thread.currentThread().interrupt();
            OutboundFailure interrupted = new OutboundFailure(
                    Reason.NO_ANSWER, "the wait for " + OutboundPolicy.shown(url) + " was interrupted");
            request.abort(interrupted);
            return interrupted;
        }
        return broke(url, failure.getCause() == null ? failure : failure.getCause());
    }

    private static OutboundFailure broke(URI url, Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof OutboundFailure told) {
                return told;
            }
        }
        return new OutboundFailure(Reason.NO_ANSWER, OutboundPolicy.shown(url) + " " + words(failure));
    }

    /** What happened, for an operator who reads it in a log or of a command. */
    private static String words(Throwable failure) {
        String text = String.valueOf(failure.getMessage());
        return switch (failure) {
            case TimeoutException late -> "did not answer in time";
            case SocketTimeoutException late -> "did not answer in time";
            case ConnectException broken ->
                text.contains("refused") ? "refuses connections" : "did not answer: " + text;
            case SSLException untrusted -> "could not be spoken with over TLS: " + text;
            case EOFException ended -> "closed the connection and did not answer";
            case ClosedChannelException ended -> "closed the connection and did not answer";
            default -> "did not answer: " + text;
        };
    }

    private static Map<String, List<String>> headers(Response response) {
        Map<String, List<String>> headers = new TreeMap<>();
        response.getHeaders()
                .forEach(field -> headers.computeIfAbsent(
                                field.getName().toLowerCase(Locale.ROOT), name -> new ArrayList<>())
                        .add(field.getValue()));
        return headers;
    }

    /**
     * An answer whose body is read as it comes.
     *
     * @param status the HTTP status
     * @param headers by name in lower case
     * @param body to be closed, which ends the request where it has not ended
     */
    public record Streaming(int status, Map<String, List<String>> headers, InputStream body) implements AutoCloseable {

        @Override
        public void close() throws IOException {
            body.close();
        }
    }

    /**
     * Asks with a body that streams, and answers once the status is there. How long the whole takes is not limited, if only
     * something moves: a server that takes or gives less than a KiB a second over half a minute in which it alone was
     * waited for counts as one that does not answer.
     *
     * @param body read to its end unless the server answers before; empty for none
     * @param length of the body; empty when it is not known
     * @param first until the status must be there, once the body is sent
     */
    public Streaming open(
            String method, URI url, Map<String, String> headers, InputStream body, OptionalLong length, Duration first)
            throws OutboundFailure {
        Request request = request(method, url, headers);
        InputStreamResponseListener listener = new InputStreamResponseListener();
        Response response;
        if (length.isEmpty() || length.getAsLong() > 0) {
            OutboundBody sent = new OutboundBody(body, timeouts.idle(), first);
            request.body(new InputStreamRequestContent(headers.getOrDefault("Content-Type", ""), sent));
            length.ifPresent(bytes -> request.headers(fields -> fields.put("Content-Length", bytes)));
            request.send(listener);
            response = answer(url, request, listener, sent);
        } else {
            request.send(listener);
            response = answer(url, request, listener, first);
        }
        return new Streaming(
                response.getStatus(),
                headers(response),
                new Received(url, request, listener.getInputStream(), new TransferRateWatch(timeouts.idle())));
    }

    private static Response answer(URI url, Request request, InputStreamResponseListener listener, OutboundBody sent)
            throws OutboundFailure {
        while (true) {
            try {
                return listener.get(SLICE.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException notYet) {
                if (sent.isLate()) {
                    throw late(url, request);
                }
            } catch (InterruptedException | ExecutionException failure) {
                throw failed(url, request, failure);
            }
        }
    }

    /** A body whose failures name the server and nothing else, and that does not wait for ever for the next piece. */
    private static final class Received extends FilterInputStream {

        private final URI url;
        private final Request request;
        private final TransferRateWatch pace;
        private boolean ended;

        Received(URI url, Request request, InputStream body, TransferRateWatch pace) {
            super(body);
            this.url = url;
            this.request = request;
            this.pace = pace;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            long before = System.nanoTime();
            int read = -1;
            try {
                read = in.read(buffer, offset, length);
            } catch (InterruptedIOException interrupted) {
                throw interrupted;
            } catch (IOException broken) {
                throw broke(url, broken);
            }
            if (read < 0) {
                ended = true;
            } else if (!pace.isKept(System.nanoTime() - before, read)) {
                throw late(url, request);
            }
            return read;
        }

        /** What has not ended is ended, so that the connection does not stay with a server that goes on for long. */
        @Override
        public void close() throws IOException {
            in.close();
            if (!ended) {
                request.abort(new IOException("the rest of the answer is not wanted"));
            }
        }
    }

    @Override
    public void close() {
        try {
            client.stop();
        } catch (Exception stubborn) {
            throw new IllegalStateException("the HTTP client does not stop", stubborn);
        }
    }
}
