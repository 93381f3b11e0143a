/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.app;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.weft.spi.TraceId;
import org.weft.spi.WeftException;
import org.weft.spi.http.Exchange;
import org.weft.spi.http.HttpExtension;

/** A request to the endpoints of a plugin, and its answer; made for one request. Not thread-safe. */
public final class Request implements Exchange {

    private final String method;
    private final String path;
    private final String query;
    private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private byte[] body = new byte[0];
    private int status;
    private final Map<String, String> answerHeaders = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final ByteArrayOutputStream answer = new ByteArrayOutputStream();

    /**
     * What came back.
     *
     * @param status the server's for a {@link WeftException} where the endpoint threw one: 401, 403, 404 or 400
     * @param text the body
     */
    public record Answer(int status, Map<String, String> headers, String text) {}

    private Request(String method, String address) {
        int mark = address.indexOf('?');
        this.method = method;
        this.path = mark < 0 ? address : address.substring(0, mark);
        this.query = mark < 0 ? "" : address.substring(mark + 1);
    }

    /**
     * Asks for something.
     *
     * @param address path and query below the endpoint; begins with a slash
     */
    public static Request get(String address) {
        return new Request("GET", address);
    }

    /** Sends a form. */
    public static Request post(String address, Map<String, String> form) {
        Request request = new Request("POST", address).header("Content-Type", "application/x-www-form-urlencoded");
        request.body = form.entrySet().stream()
                .map(field -> encoded(field.getKey()) + '=' + encoded(field.getValue()))
                .collect(Collectors.joining("&"))
                .getBytes(StandardCharsets.UTF_8);
        return request;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** The same with a header. */
    public Request header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    /**
     * Lets the endpoint answer.
     *
     * @throws RuntimeException what the endpoint threw beside a {@link WeftException}
     */
    public Answer to(HttpExtension endpoint) throws IOException {
        try {
            endpoint.handle(this);
        } catch (WeftException refused) {
            if (status == 0) {
                status = switch (refused.code()) {
                    case UNAUTHENTICATED -> 401;
                    case FORBIDDEN -> 403;
                    case NOT_FOUND -> 404;
                    default -> 400;
                };
            }
        }
        if (status == 0) {
            throw new AssertionError("the endpoint did not answer " + method + " " + path);
        }
        return new Answer(status, Map.copyOf(answerHeaders), answer.toString(StandardCharsets.UTF_8));
    }

    @Override
    public String method() {
        return method;
    }

    @Override
    public URI url() {
        return URI.create(AppSite.ENDPOINT + path + (query.isEmpty() ? "" : '?' + query));
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public String query() {
        return query;
    }

    @Override
    public Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters().get(name));
    }

    private Map<String, String> parameters() {
        Map<String, String> parameters = new LinkedHashMap<>();
        Arrays.stream(query.split("&")).filter(part -> !part.isEmpty()).forEach(part -> {
            int equals = part.indexOf('=');
            String name = equals < 0 ? part : part.substring(0, equals);
            String value = equals < 0 ? "" : part.substring(equals + 1);
            parameters.putIfAbsent(
                    URLDecoder.decode(name, StandardCharsets.UTF_8), URLDecoder.decode(value, StandardCharsets.UTF_8));
        });
        return parameters;
    }

    @Override
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    @Override
    public List<String> headers(String name) {
        return header(name).stream().toList();
    }

    @Override
    public InputStream body() {
        return new ByteArrayInputStream(body);
    }

    @Override
    public long contentLength() {
        return body.length;
    }

    @Override
    public TraceId trace() {
        return new TraceId("contract");
    }

    @Override
    public void setHeader(String name, String value) {
        requireOpen();
        if (value.chars().anyMatch(c -> c < ' ' || c == 0x7f) || name.chars().anyMatch(c -> c <= ' ' || c >= 0x7f)) {
            throw new IllegalArgumentException("a header holds no control character");
        }
        answerHeaders.put(name, value);
    }

    private void requireOpen() {
        if (status != 0) {
            throw new IllegalStateException("the answer has begun");
        }
    }

    @Override
    public OutputStream reply(int code, long length) {
        requireOpen();
        if (code < 200 || code > 599) {
            throw new IllegalArgumentException("an answer's status is 200 to 599");
        }
        status = code;
        return answer;
    }
}
