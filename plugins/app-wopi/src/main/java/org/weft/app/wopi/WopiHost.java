/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.app.wopi;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.weft.spi.WeftException;
import org.weft.spi.app.AppSessions;
import org.weft.spi.app.FileAccess;
import org.weft.spi.http.Exchange;
import org.weft.spi.http.HttpExtension;

/**
 * The host that the application reads and writes files at. Every request shows the token of a session, which is good for one
 * file; then its signature is judged, then it is done. For one request.
 */
final class WopiHost implements HttpExtension {

    private static final Set<String> READS = Set.of("GET", "HEAD");

    private final Parts parts;
    private final AppSessions sessions;

    /** What all requests need. */
    record Parts(WopiConfig config, ProofCheck proofs) {}

    WopiHost(Parts parts, AppSessions sessions) {
        this.parts = parts;
        this.sessions = sessions;
    }

    @Override
    public void handle(Exchange exchange) throws IOException {
        exchange.setHeader("X-WOPI-ServerVersion", "Weft");
        Answer answer = new Answer(exchange);
        try {
            String token = token(exchange);
            FileAccess access =
                    sessions.find(token).orElseThrow(() -> new Refusal(401, "the token is wrong, or the session over"));
            Links links = Links.of(parts.config(), endpoint(exchange));
            run(new Call(exchange, parts.config(), access, links, answer), token, links);
        } catch (Refusal refusal) {
            answer.refuse(refusal);
        }
    }

    private void run(Call call, String token, Links links) throws IOException {
        try {
            parts.proofs().require(call.exchange(), url(call.exchange(), links), token);
            route(call);
        } catch (WeftException failure) {
            if (call.isAnswered()) {
                throw failure;
            }
            failed(call, failure);
        }
    }

    /** Failures in the protocol's words; it has no 403, and what may not be done needs another token. */
    private static void failed(Call call, WeftException failure) throws IOException {
        switch (failure.code()) {
            case LOCKED, PRECONDITION_FAILED -> call.conflict();
            case CONFLICT, ALREADY_EXISTS -> throw new Refusal(409, failure.text());
            case UNAUTHENTICATED, FORBIDDEN -> throw new Refusal(401, failure.text());
            case NOT_FOUND -> throw new Refusal(404, failure.text());
            case INVALID_ARGUMENT, CHECKSUM_MISMATCH, OUT_OF_RANGE -> throw new Refusal(400, failure.text());
            case NO_SPACE -> throw new Refusal(413, failure.text());
            case UNSUPPORTED -> throw new Refusal(501, failure.text());
            case THROTTLED, TOO_EARLY, UNAVAILABLE, TIMEOUT -> throw new Refusal(500, failure.text());
            case INTERNAL -> throw failure;
        }
    }

    private static URI endpoint(Exchange exchange) {
        String whole = exchange.url().toString();
        int query = whole.indexOf('?');
        String path = query < 0 ? whole : whole.substring(0, query);
        int below = path.indexOf("/wopi", path.indexOf("/apps/x/") + 1);
        return URI.create(below < 0 ? path : path.substring(0, below));
    }

    /** The URL that the application signed: that of the site as it knows it. */
    private static String url(Exchange exchange, Links links) {
        String whole = exchange.url().toString();
        return links.base() + whole.substring(endpoint(exchange).toString().length());
    }

    /** The token stands in the address or in a header; if in both, they agree. */
    private static String token(Exchange exchange) {
        Optional<String> header = exchange.header("Authorization")
                .filter(value -> value.toLowerCase(Locale.ROOT).startsWith("bearer "))
                .map(value -> value.substring("bearer ".length()).strip());
        Optional<String> parameter = exchange.parameter("access_token").filter(value -> !value.isEmpty());
        if (header.isPresent() && parameter.isPresent() && !header.equals(parameter)) {
            throw new Refusal(401, "the request shows two tokens");
        }
        return parameter.or(() -> header).orElseThrow(() -> new Refusal(401, "the request shows no token"));
    }

    private void route(Call call) throws IOException {
        List<String> names = List.of(call.exchange().path().substring(1).split("/", -1));
        String kind = names.size() > 1 && names.getFirst().equals("wopi") ? names.get(1) : names.getFirst();
        switch (kind) {
            case "files" -> files(call, names);
            case "containers" -> containers(call, names);
            case "ecosystem" -> new Ecosystem(call).ecosystem(reading(call), rest(names, 2));
            case "wopibootstrapper" -> new Ecosystem(call).bootstrap();
            default -> throw new Refusal(404, "there is nothing at this path");
        }
    }

    private static String rest(List<String> names, int from) {
        return String.join("/", names.subList(Math.min(from, names.size()), names.size()));
    }

    private static void requireOwn(Call call, List<String> names) {
        if (names.size() < 3 || !names.get(2).equals(call.access().id())) {
            throw new Refusal(401, "the token is not good for this file");
        }
    }

    private static boolean reading(Call call) {
        return READS.contains(call.exchange().method());
    }

    private static Refusal method(Call call, String allowed) {
        call.exchange().setHeader("Allow", allowed);
        return new Refusal(405, call.exchange().method() + " has no meaning at this address");
    }

    private void files(Call call, List<String> names) throws IOException {
        requireOwn(call, names);
        boolean post = call.exchange().method().equals("POST");
        String rest = rest(names, 3);
        if (!reading(call) && !post) {
            throw method(call, "GET, POST");
        }
        switch (rest) {
            case "" -> {
                if (post) {
                    FileOverrides.run(call);
                } else {
                    new FileInfo(call).answer();
                }
            }
            case "contents" -> {
                if (post) {
                    new Contents(call).put();
                } else {
                    new Contents(call).get();
                }
            }
            case "ancestry" -> new Ecosystem(call).ancestry(reading(call));
            case "ecosystem_pointer" -> new Ecosystem(call).pointer(reading(call));
            default -> throw new Refusal(404, "there is nothing at this path");
        }
    }

    private void containers(Call call, List<String> names) throws IOException {
        requireOwn(call, names);
        if (!call.config().containers()) {
            throw new Refusal(501, "this site does not offer folders");
        }
        boolean post = call.exchange().method().equals("POST");
        String rest = rest(names, 3);
        if (!reading(call) && !(post && rest.isEmpty())) {
            throw method(call, rest.isEmpty() ? "GET, POST" : "GET");
        }
        Containers containers = new Containers(call);
        switch (rest) {
            case "" -> {
                if (post) {
                    containers.change();
                } else {
                    containers.info();
                }
            }
            case "children" -> containers.children();
            case "ancestry" -> new Ecosystem(call).ancestry(true);
            case "ecosystem_pointer" -> new Ecosystem(call).pointer(true);
            default -> throw new Refusal(404, "there is nothing at this path");
        }
    }
}
