/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A provider that answers whatever a test wants, and counts how often it is asked. */
final class FakeIssuer implements AutoCloseable {

    record Answer(int status, String type, byte[] body) {

        static Answer json(Map<String, Object> fields) {
            return new Answer(
                    200,
                    "application/json",
                    JSONObjectUtils.toJSONString(fields).getBytes(StandardCharsets.UTF_8));
        }
    }

    final RSAKey key;
    final Map<String, Answer> answers = new ConcurrentHashMap<>();
    final AtomicInteger keyFetches = new AtomicInteger();
    final AtomicInteger fetches = new AtomicInteger();
    private final HttpServer server;

    FakeIssuer() throws IOException, JOSEException {
        this.key = new RSAKeyGenerator(2048).keyID("one").generate();
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1000);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
        answers.put(
                "/.well-known/openid-configuration",
                Answer.json(Map.of(
                        "issuer", issuer(),
                        "jwks_uri", issuer() + "/keys",
                        "introspection_endpoint", issuer() + "/introspect",
                        "authorization_endpoint", issuer() + "/auth",
                        "token_endpoint", issuer() + "/token",
                        "userinfo_endpoint", issuer() + "/me")));
        keys(List.of(key.toPublicJWK().toJSONObject()));
    }

    String issuer() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    void keys(List<Map<String, Object>> keys) {
        answers.put("/keys", Answer.json(Map.of("keys", keys)));
    }

    private void answer(HttpExchange exchange) throws IOException {
        fetches.incrementAndGet();
        String path = exchange.getRequestURI().getPath();
        if (path.equals("/keys")) {
            keyFetches.incrementAndGet();
        }
        Answer answer = answers.getOrDefault(path, new Answer(404, "text/plain", new byte[0]));
        exchange.getResponseHeaders().add("Content-Type", answer.type());
        if (answer.status() / 100 == 3) {
            exchange.getResponseHeaders().add("Location", issuer() + "/elsewhere");
        }
        exchange.sendResponseHeaders(answer.status(), answer.body().length == 0 ? -1 : answer.body().length);
        if (answer.body().length > 0) {
            exchange.getResponseBody().write(answer.body());
        }
        exchange.close();
    }

    /** Claims that would be accepted. */
    Map<String, Object> claims() {
        Map<String, Object> claims = new HashMap<>();
        claims.put("iss", issuer());
        claims.put("aud", "weft");
        claims.put("sub", "4711");
        claims.put("preferred_username", "einstein");
        claims.put("exp", Instant.now().plusSeconds(600).getEpochSecond());
        return claims;
    }

    String sign(JWSHeader header, Map<String, Object> claims) throws JOSEException {
        JWSObject token = new JWSObject(header, new Payload(claims));
        token.sign(new RSASSASigner(key));
        return token.serialize();
    }

    String token(Map<String, Object> claims) throws JOSEException {
        return sign(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("one").build(), claims);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
