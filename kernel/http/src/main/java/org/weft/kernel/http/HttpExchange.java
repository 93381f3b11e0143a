/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.jspecify.annotations.Nullable;
import org.weft.spi.Caller;
import org.weft.spi.TraceId;
import org.weft.spi.WeftException.Unauthenticated;

/** One request and its answer, valid until the endpoint returns. For one thread. */
public final class HttpExchange {

    private final Request request;
    private final Response response;
    private final HttpSettings settings;
    private final String path;
    private final TraceId trace;
    private final ResponseBody output;
    private @Nullable RequestBody body;
    private @Nullable AuthenticatedUser user;
    private @Nullable Caller caller;
    private @Nullable String client;
    private @Nullable PublicAddress known;
    private String prefix = "";

    HttpExchange(Request request, Response response, HttpSettings settings, String path, TraceId trace) {
        this.request = request;
        this.response = response;
        this.settings = settings;
        this.path = path;
        this.trace = trace;
        this.output = new ResponseBody(response, settings, request.getMethod().equals("HEAD"));
    }

    void route(String to) {
        this.prefix = to;
    }

    /** Lets somebody in: for whoever has checked what they show. */
    public void signIn(AuthenticatedUser who) {
        this.user = who;
        this.caller = null;
        watch(who.notRevoked());
    }

    /**
     * What is asked every few seconds while the answer is sent: an answer that takes long is broken off once whoever it is for
     * is let in no longer.
     *
     * @param still throws then
     */
    public void watch(Runnable still) {
        output.watch(still);
    }

    /** The method as it was sent. */
    public String method() {
        return request.getMethod();
    }

    /** The whole path, decoded once: begins with a slash, without {@code .} and {@code ..} segments. */
    public String path() {
        return path;
    }

    /** The prefix that the endpoint was registered at; empty for the root. */
    public String prefix() {
        return prefix;
    }

    /** The decoded path below the prefix: empty, or begins with a slash. */
    public String below() {
        return path.substring(prefix.length());
    }

    /** The path as it was sent, still encoded. */
    public String rawPath() {
        String raw = request.getHttpURI().getPath();
        return raw == null ? "/" : raw;
    }

    /** The path as logs may show it. */
    String loggedPath() {
        return LoggedPath.of(rawPath());
    }

    /** The query as it was sent, without the question mark; empty when there is none. */
    public String query() {
        String query = request.getHttpURI().getQuery();
        return query == null ? "" : query;
    }

    /** The first value of a query parameter, decoded. */
    public Optional<String> parameter(String name) {
        for (String pair : query().split("&", -1)) {
            int equals = pair.indexOf('=');
            String key = equals < 0 ? pair : pair.substring(0, equals);
            if (decode(key).equals(name)) {
                return Optional.of(equals < 0 ? "" : decode(pair.substring(equals + 1)));
            }
        }
        return Optional.empty();
    }

    /** All values of a query parameter, decoded, in their order. */
    public List<String> parameters(String name) {
        List<String> values = new ArrayList<>();
        for (String pair : query().split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals >= 0 && decode(pair.substring(0, equals)).equals(name)) {
                values.add(decode(pair.substring(equals + 1)));
            }
        }
        return values;
    }

    static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            throw new HttpFailure(400, "the query holds a broken escape");
        }
    }

    /** The first value of a request header; names are compared without regard to case. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(request.getHeaders().get(name));
    }

    /** All lines of a request header, in order. */
    public List<String> headers(String name) {
        HttpFields fields = request.getHeaders();
        return fields.contains(name) ? fields.getValuesList(name) : List.of();
    }

    /** All request headers as they came, by name in lower case. */
    public Map<String, List<String>> headers() {
        Map<String, List<String>> all = new TreeMap<>();
        for (HttpField field : request.getHeaders()) {
            all.computeIfAbsent(field.getLowerCaseName(), name -> new ArrayList<>())
                    .add(field.getValue() == null ? "" : field.getValue());
        }
        return all;
    }

    /** The body, to be read once; what is read from it throws {@link HttpFailure} when the client breaks off. */
    public InputStream body() {
        return theBody();
    }

    RequestBody theBody() {
        if (body == null) {
            body = new RequestBody(request, settings);
        }
        return body;
    }

    /** Whether anyone has looked at the body. */
    boolean isBodyTouched() {
        return body != null;
    }

    /** Bytes of the body, where the client said. */
    public OptionalLong contentLength() {
        long length = request.getHeaders().getLongField(HttpHeader.CONTENT_LENGTH);
        return length < 0 ? OptionalLong.empty() : OptionalLong.of(length);
    }

    /** Whether the request comes with a body, of known or unknown length. */
    public boolean hasBody() {
        OptionalLong length = contentLength();
        return length.isPresent()
                ? length.getAsLong() > 0
                : request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING)
                        || (request.getLength() != 0 && isHttp2());
    }

    boolean isHttp2() {
        return request.getConnectionMetaData().getHttpVersion().getVersion() >= 20;
    }

    boolean expectsContinue() {
        return request.getHeaders().contains(HttpHeader.EXPECT, "100-continue");
    }

    /** Who signed in, if anyone did. */
    public Optional<AuthenticatedUser> visitor() {
        return Optional.ofNullable(user);
    }

    /**
     * What services are told of who signed in.
     *
     * @throws Unauthenticated when nobody did
     */
    public Caller caller() {
        if (caller == null) {
            if (user == null) {
                throw new Unauthenticated("sign in first");
            }
            caller = user.caller().apply(trace);
        }
        return caller;
    }

    public TraceId trace() {
        return trace;
    }

    /** The client's address, as the listed proxies tell it: who is braked, and who stands in the logs. */
    public String remoteAddress() {
        if (client == null) {
            client = settings.clients().of(request);
        }
        return client;
    }

    /** Whether clients know the site by https. */
    public boolean isSecure() {
        return request.isSecure() || known().isSecure();
    }

    /** Host and port as the client named them; empty when it did not (HTTP/1.0). */
    public String authority() {
        String authority = request.getHttpURI().getAuthority();
        return authority == null || authority.isEmpty() ? header("Host").orElse("") : authority;
    }

    /** The site as clients know it, without a slash at the end: the configured URL, else what the request says. */
    public String site() {
        return known().origin() + known().prefix();
    }

    /** Scheme, host and port of the site as clients know it: what browsers call its origin. */
    public String origin() {
        return known().origin();
    }

    /** The path below which clients find the site, such as {@code /iop}, which the proxy took away; mostly empty. */
    public String publicPrefix() {
        return known().prefix();
    }

    private PublicAddress known() {
        if (known == null) {
            known = settings.externalUrl()
                    .map(PublicAddress::of)
                    .orElseGet(() -> PublicAddress.of(
                            request, authority(), settings.clients().isProxied(request)));
        }
        return known;
    }

    /** A path of this server's as clients know it: absolute ones of other places stay what they are. */
    private String publicly(String location) {
        boolean path = location.startsWith("/") && !location.startsWith("//");
        return path ? publicPrefix() + location : location;
    }

    /** Whether a person waits in a browser for a page in place of the one they see. */
    public boolean isNavigation() {
        if (!method().equals("GET")) {
            return false;
        }
        Optional<String> mode = header("Sec-Fetch-Mode");
        if (mode.isPresent()) {
            return mode.get().equals("navigate");
        }
        // Over plain http browsers do not say. Programs that call themselves Mozilla ask for no pages.
        String agent = header("User-Agent").orElse("");
        return agent.startsWith("Mozilla/5.0 ")
                && header("Accept").filter(types -> types.contains("text/html")).isPresent();
    }

    /** Whether the page would fill the window, where everybody sees it, and not a frame or an image of another page. */
    public boolean isInSight() {
        return header("Sec-Fetch-Dest").orElse("document").equals("document");
    }

    /** Tells the client that its request is still being worked on, by an interim answer 102; nothing over HTTP/1.0. */
    public void processing() {
        boolean understood = request.getConnectionMetaData().getHttpVersion().getVersion() >= 11;
        if (understood && !response.isCommitted()) {
            response.writeInterim(102, HttpFields.EMPTY)
                    .exceptionally(gone -> null)
                    .join();
        }
    }

    /** Sets the status; 200 until then. */
    public HttpExchange status(int code) {
        response.setStatus(code);
        return this;
    }

    public int status() {
        return response.getStatus();
    }

    /**
     * Sets a header of the answer, replacing earlier values.
     *
     * @throws IllegalArgumentException for a value with a line break or NUL
     */
    public HttpExchange header(String name, String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\r' || c == '\n' || c == 0) {
                throw new IllegalArgumentException("a header value holds no line break");
            }
        }
        response.getHeaders().put(name, name.equalsIgnoreCase("Location") ? publicly(value) : value);
        return this;
    }

    /**
     * Gives the browser a cookie, beside those that it was given before.
     *
     * @param cookie a value of {@code Set-Cookie}, without line breaks
     */
    public HttpExchange cookie(String cookie) {
        if (cookie.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("a cookie holds no control character");
        }
        // A cookie of this host alone must be for all of it (RFC 6265bis, 4.1.3.2); others are for this site's part.
        String scoped = publicPrefix().isEmpty() || cookie.startsWith("__Host-")
                ? cookie
                : cookie.replace("; Path=/", "; Path=" + publicPrefix() + '/');
        response.getHeaders().add(HttpHeader.SET_COOKIE, scoped);
        return this;
    }

    HttpExchange header(HttpField field) {
        response.getHeaders().put(field);
        return this;
    }

    void add(HttpField field) {
        response.getHeaders().add(field);
    }

    void remove(HttpHeader header) {
        response.getHeaders().remove(header);
    }

    /** Where the answer's body goes. Small bodies get a Content-Length by themselves. */
    public OutputStream output() {
        return output;
    }

    /** Answers with a body that is there whole. */
    public void send(String mediaType, byte[] bytes) throws IOException {
        header("Content-Type", mediaType);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, bytes.length);
        output.write(bytes);
    }

    HttpField remembered(HttpHeader header) {
        HttpField field = response.getHeaders().getField(header);
        return field == null ? new HttpField(header, "application/octet-stream") : field;
    }

    void contentLength(long length) {
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, length);
    }

    ResponseBody theOutput() {
        return output;
    }

    Request request() {
        return request;
    }

    boolean isCommitted() {
        return response.isCommitted();
    }
}
