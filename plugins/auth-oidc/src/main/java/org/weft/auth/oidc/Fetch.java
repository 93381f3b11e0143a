/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.oidc;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;
import org.weft.spi.WeftException.Unavailable;

/**
 * Asks the provider. Answers are JSON of a bounded size within a bounded time, or there is none; redirects are not
 * followed, since no document of a provider needs one and each would be a door to somewhere else.
 */
final class Fetch implements AutoCloseable {

    private final HttpClient client;
    private final Duration timeout;

    Fetch(Duration timeout, Executor executor) {
        this.timeout = timeout;
        this.client = HttpClient.newBuilder()
                .executor(executor)
                .connectTimeout(timeout)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /**
     * An answer.
     *
     * @param status 200 to 299, or 400 to 499
     */
    record Answer(int status, Map<String, Object> fields) {

        boolean isGood() {
            return status < 300;
        }

        String text(String field) {
            return fields.get(field) instanceof String text ? text : "";
        }
    }

    /**
     * Gets a document.
     *
     * @param what the document's name in messages
     * @param limit bytes that it may have
     * @throws Unavailable when there is none
     */
    Map<String, Object> document(String what, URI url, int limit) {
        Answer answer = ask(what, request(url).GET().build(), limit);
        if (!answer.isGood()) {
            throw wrong(what, url, "answered " + answer.status());
        }
        return answer.fields();
    }

    /** Asks with an access token. */
    Answer bearer(String what, URI url, String token, int limit) {
        return ask(
                what,
                request(url).header("Authorization", "Bearer " + token).GET().build(),
                limit);
    }

    /** Posts a form as a client. */
    Answer form(String what, URI url, Map<String, String> fields, Client as, int limit) {
        HttpRequest.Builder request = request(url).header("Content-Type", "application/x-www-form-urlencoded");
        Map<String, String> sent = fields;
        if (as.secret().isPresent()) {
            String pair = encoded(as.id()) + ":" + encoded(as.secret().get());
            request.header(
                    "Authorization",
                    "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
        } else {
            sent = new HashMap<>(fields);
            sent.put("client_id", as.id());
        }
        String body = sent.entrySet().stream()
                .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
        return ask(what, request.POST(HttpRequest.BodyPublishers.ofString(body)).build(), limit);
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** Who asks: a client of the provider. */
    record Client(String id, Optional<String> secret) {

        /** Tells no secret. */
        @Override
        public String toString() {
            return id;
        }
    }

    private HttpRequest.Builder request(URI url) {
        return HttpRequest.newBuilder(url).timeout(timeout).header("Accept", "application/json");
    }

    private Answer ask(String what, HttpRequest request, int limit) {
        URI url = request.uri();
        CompletableFuture<HttpResponse<byte[]>> asked =
                client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), limit));
        try {
            return read(what, url, asked.get(timeout.toMillis() * 2, TimeUnit.MILLISECONDS), limit);
        } catch (TimeoutException slow) {
            asked.cancel(true);
            throw wrong(what, url, "did not answer in time");
        } catch (InterruptedException interrupted) {
            asked.cancel(true);
            Thread.currentThread().interrupt();
            throw wrong(what, url, "was not waited for");
        } catch (ExecutionException failed) {
            throw new Unavailable(message(what, url, reason(cause(failed), limit)), failed.getCause());
        }
    }

    private static Throwable cause(ExecutionException failed) {
        Throwable cause = failed.getCause();
        return cause == null ? failed : cause;
    }

    private static String reason(Throwable failure, int limit) {
        String text = String.valueOf(failure.getMessage());
        if (failure instanceof IOException && text.contains("exceeds capacity")) {
            return "answered with more than " + limit + " bytes";
        }
        return "can't be reached: " + words(failure);
    }

    /** What happened, for an operator. */
    private static String words(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException || cause instanceof UnknownHostException) {
                return "no name server knows its name";
            }
            if (cause instanceof SSLException untrusted) {
                return "TLS failed: " + untrusted.getMessage();
            }
            if (cause instanceof HttpTimeoutException) {
                return "it does not answer in time";
            }
        }
        String text = failure.getMessage();
        return failure instanceof ConnectException
                ? "it refuses connections"
                : text == null || text.isBlank() ? "the connection broke" : text;
    }

    private static Answer read(String what, URI url, HttpResponse<byte[]> response, int limit) {
        int status = response.statusCode();
        if (response.body().length > limit) {
            throw wrong(what, url, "answered with more than " + limit + " bytes");
        }
        if (status >= 300 && status < 400) {
            throw wrong(what, url, "answered with a redirect; configure the issuer that it leads to");
        }
        if (status < 200 || status >= 500) {
            throw wrong(what, url, "answered " + status);
        }
        String type = response.headers().firstValue("Content-Type").orElse("").toLowerCase(Locale.ROOT);
        String text = new String(response.body(), StandardCharsets.UTF_8);
        if (type.startsWith("text/html") || text.stripLeading().startsWith("<")) {
            if (status >= 400) {
                return new Answer(status, Map.of());
            }
            throw wrong(what, url, "answered with a web page where JSON was expected; is the URL right?");
        }
        try {
            return new Answer(status, text.isBlank() ? Map.of() : JSONObjectUtils.parse(text));
        } catch (ParseException malformed) {
            if (status >= 400) {
                return new Answer(status, Map.of());
            }
            throw wrong(what, url, "answered with something that is no JSON object");
        }
    }

    private static Unavailable wrong(String what, URI url, String how) {
        return new Unavailable(message(what, url, how));
    }

    private static String message(String what, URI url, String how) {
        return "the OpenID provider's " + what + " at " + url.getScheme() + "://" + url.getRawAuthority()
                + url.getRawPath() + " " + how;
    }

    @Override
    public void close() {
        client.shutdownNow();
        client.close();
    }
}
