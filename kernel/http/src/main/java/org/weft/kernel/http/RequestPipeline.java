/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.kernel.runtime.limit.Cancellation;
import org.weft.spi.ErrorCode;
import org.weft.spi.TraceId;
import org.weft.spi.WeftException;

/**
 * What happens to every request, in this order: a virtual thread, path and trace id, route, whether a page of another
 * site asks, sign-in, endpoint, the end of the answer. Failures become answers here and nowhere else.
 */
final class RequestPipeline extends Handler.Abstract {

    private static final Logger LOG = LoggerFactory.getLogger(RequestPipeline.class);
    private static final HttpField NOSNIFF = new PreEncodedHttpField("X-Content-Type-Options", "nosniff");
    /** Forms of pages that tell no referrer at all come without an origin, like those of a stranger. */
    private static final HttpField REFERRER = new PreEncodedHttpField("Referrer-Policy", "same-origin");

    private static final HttpField FRAMES = new PreEncodedHttpField("X-Frame-Options", "SAMEORIGIN");
    private static final HttpField POLICY =
            new PreEncodedHttpField("Content-Security-Policy", "default-src 'none'; sandbox");
    /** A browser that was here once comes by TLS alone for a year. */
    private static final HttpField STRICT = new PreEncodedHttpField("Strict-Transport-Security", "max-age=31536000");

    private static final HttpField CLOSE = new PreEncodedHttpField(HttpHeader.CONNECTION, "close");

    private static final long SILENT_DRAIN = 1 << 20;
    private static final long LINGER_BYTES = 256L << 20;
    private static final long LINGER_NANOS = 2_000_000_000L;

    private final HttpSettings settings;
    private final Router router;
    private final AuthenticationFilter entrance;
    private final RequestObserver observer;
    private final Executor threads;

    RequestPipeline(
            HttpSettings settings,
            Router router,
            RequestAuthenticator authenticator,
            RequestObserver observer,
            Executor threads) {
        super(Invocable.InvocationType.BLOCKING);
        this.settings = settings;
        this.router = router;
        this.entrance = new AuthenticationFilter(authenticator);
        this.observer = observer;
        this.threads = threads;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        request.addIdleTimeoutListener(RequestPipeline::keepWorking);
        AtomicBoolean broken = new AtomicBoolean();
        request.addFailureListener(failure -> broken.set(true));
        if (Thread.currentThread().isVirtual()) {
            serve(request, response, callback, broken::get);
        } else {
            threads.execute(() -> serve(request, response, callback, broken::get));
        }
        return true;
    }

    /** A silent connection whose request is being worked on is not idle; reads and writes that wait have their own. */
    private static boolean keepWorking(Exception timeout) {
        return false;
    }

    private void serve(Request request, Response response, Callback callback, BooleanSupplier ended) {
        TraceId trace = TraceIds.of(request.getHeaders());
        headers(response, trace);
        if (settings.tls().isPresent()) {
            response.getHeaders().add(STRICT);
        }
        HttpExchange exchange;
        try {
            exchange = new HttpExchange(request, response, settings, RequestPath.of(request), trace);
        } catch (HttpFailure malformed) {
            exchange = new HttpExchange(request, response, settings, "/", trace);
            fail(exchange, router.errors(exchange, ErrorWriter.PLAIN), malformed);
            complete(exchange, callback);
            return;
        }
        ErrorWriter errors = router.errors(exchange, ErrorWriter.PLAIN);
        try {
            Router.Route route = router.find(exchange.method(), exchange.path())
                    .orElseThrow(() -> new HttpFailure(404, "there is nothing at this path"));
            errors = router.errors(exchange, route.endpoint().errors());
            exchange.route(route.prefix());
            SameOrigin.require(exchange, route);
            if (!entrance.admit(exchange, route.endpoint().access(exchange, route.access()))) {
                complete(exchange, callback);
                return;
            }
            Endpoint endpoint = route.endpoint();
            HttpExchange at = exchange;
            Cancellation.<Boolean, IOException>during(ended, () -> {
                endpoint.handle(at);
                return true;
            });
        } catch (IOException | RuntimeException | Error failure) {
            if (!fail(exchange, errors, failure)) {
                observe(exchange);
                callback.failed(failure);
                return;
            }
        }
        complete(exchange, callback);
    }

    private static void headers(Response response, TraceId trace) {
        var headers = response.getHeaders();
        headers.add(NOSNIFF);
        headers.add(REFERRER);
        headers.add(FRAMES);
        headers.add(POLICY);
        headers.add("x-request-id", trace.value());
    }

    private void complete(HttpExchange exchange, Callback callback) {
        try {
            boolean read = isRead(exchange);
            if (!read) {
                exchange.header(CLOSE);
            }
            exchange.theOutput().end();
            if (!read) {
                exchange.theBody().drain(LINGER_BYTES, LINGER_NANOS);
            }
            observe(exchange);
            callback.succeeded();
        } catch (IOException | RuntimeException gone) {
            observe(exchange);
            callback.failed(gone);
        }
    }

    /**
     * Whether the body is out of the way, so that the connection can be used again. A short rest is read here; before a
     * long one the answer is sent, and read on a while so that the client sees the answer and no reset. Over HTTP/2 the
     * connection goes on anyway, and a long rest is reset after the answer; a short one is not, because some clients take
     * that for the failure of the request.
     */
    private static boolean isRead(HttpExchange exchange) throws IOException {
        if (!exchange.hasBody() || exchange.isCommitted()) {
            return true;
        }
        if (exchange.expectsContinue() && !exchange.isBodyTouched()) {
            return true;
        }
        RequestBody body = exchange.theBody();
        if (body.isEnded()) {
            return true;
        }
        long announced = exchange.contentLength().orElse(0);
        try {
            boolean read = announced <= SILENT_DRAIN && body.drain(SILENT_DRAIN, LINGER_NANOS);
            return read || exchange.isHttp2();
        } catch (HttpFailure brokenOff) {
            return exchange.isHttp2();
        }
    }

    private void observe(HttpExchange exchange) {
        observer.answered(
                exchange,
                exchange.isCommitted() ? exchange.status() : 0,
                exchange.theOutput().count(),
                System.nanoTime() - exchange.request().getBeginNanoTime());
    }

    /** Makes an answer of a failure; false when it is too late for that. */
    private boolean fail(HttpExchange exchange, ErrorWriter errors, Throwable failure) {
        if (failure instanceof UncheckedIOException wrapped && wrapped.getCause() != null) {
            return fail(exchange, errors, wrapped.getCause());
        }
        if (failure instanceof ClientGone || exchange.isCommitted()) {
            if (!(failure instanceof ClientGone)) {
                log(exchange, failure, "answer-broken-off");
            }
            return false;
        }
        exchange.theOutput().reset();
        exchange.remove(HttpHeader.CONTENT_LENGTH);
        exchange.remove(HttpHeader.CONTENT_TYPE);
        exchange.remove(HttpHeader.CONTENT_DISPOSITION);
        try {
            if (failure instanceof NotModified unchanged) {
                exchange.status(304).header("ETag", unchanged.etag());
            } else {
                answer(exchange, errors, describe(exchange, failure));
            }
            return true;
        } catch (IOException | RuntimeException second) {
            log(exchange, second, "error-not-written");
            return false;
        }
    }

    private static void answer(HttpExchange exchange, ErrorWriter errors, ErrorInfo error) throws IOException {
        exchange.status(error.status());
        errors.write(exchange, error);
    }

    private ErrorInfo describe(HttpExchange exchange, Throwable failure) {
        if (failure instanceof WeftException known && !(failure instanceof WeftException.Internal)) {
            known.retryAfter()
                    .ifPresent(wait -> exchange.header("Retry-After", Long.toString(Math.max(1, wait.toSeconds()))));
            if (known instanceof WeftException.OutOfRange range) {
                exchange.header("Content-Range", "bytes */" + range.size());
            }
            if (known instanceof WeftException.Unauthenticated) {
                entrance.challenge(exchange);
            }
            return StatusMap.of(known, exchange.method());
        }
        if (failure instanceof HttpFailure http) {
            return new ErrorInfo(http.status(), http.text(), Optional.empty());
        }
        String incident = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
        LOG.atError()
                .addKeyValue("incident", incident)
                .addKeyValue("method", exchange.method())
                .addKeyValue("path", exchange.loggedPath())
                .addKeyValue("trace", exchange.trace())
                .setCause(failure)
                .log("request-failed");
        return new ErrorInfo(
                500,
                "something went wrong that should not; tell the operators the incident id " + incident,
                Optional.of(ErrorCode.INTERNAL));
    }

    private static void log(HttpExchange exchange, Throwable failure, String event) {
        LOG.atWarn()
                .addKeyValue("method", exchange.method())
                .addKeyValue("path", exchange.loggedPath())
                .addKeyValue("trace", exchange.trace())
                .setCause(failure)
                .log(event);
    }
}
