/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.ocm;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** A site of the suite's own, over plain HTTP, that the server under test can ask what it is. */
public final class SuitePeer implements AutoCloseable {

    private static final String COVERED = "\"@method\" \"@target-uri\" \"content-digest\" \"content-length\"";

    private final HttpServer server;
    private final String host;
    private final boolean signs;
    private final KeyPair pair;
    private final KeyPair stranger;

    /**
     * Starts it.
     *
     * @param address at which the server under test reaches this machine
     * @param signs whether it says that it signs
     */
    public SuitePeer(String address, boolean signs) throws IOException {
        this.server = HttpServer.create(new InetSocketAddress(address, 0), 0);
        this.host = address + ":" + server.getAddress().getPort();
        this.signs = signs;
        try {
            this.pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            this.stranger = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
        server.createContext("/.well-known/ocm", exchange -> answer(exchange, document()));
        server.createContext("/keys", exchange -> answer(exchange, keys()));
        server.start();
    }

    /** The host by which it is known. */
    public String host() {
        return host;
    }

    private String document() {
        return "{\"enabled\":true,\"apiVersion\":\"1.4.0\",\"endPoint\":\"http://" + host + "/ocm\",\"resourceTypes\":"
                + "[{\"name\":\"file\",\"shareTypes\":[\"user\"],\"protocols\":{\"webdav\":\"/dav/\","
                + "\"webdav-receive\":{\"uri\":\"absolute\"}}}],\"capabilities\":[\"invites\",\"notifications\""
                + (signs ? ",\"http-sig\"" : "") + "],\"jwksUri\":\"http://" + host + "/keys\"}";
    }

    private String keys() {
        byte[] encoded = pair.getPublic().getEncoded();
        String x = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length));
        return "{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"alg\":\"Ed25519\",\"kid\":\"" + host
                + "#key1\",\"x\":\"" + x + "\"}]}";
    }

    private static void answer(HttpExchange exchange, String body) throws IOException {
        try (exchange) {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, bytes.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(bytes);
            }
        }
    }

    /** The headers of a message that this site signs as the standard wants it. */
    Map<String, String> signed(URI url, String body) {
        return signed(url, body, Instant.now(), COVERED, pair);
    }

    Map<String, String> signedAt(URI url, String body, Instant created) {
        return signed(url, body, created, COVERED, pair);
    }

    /** Signed with a key that is not this site's, though it says so. */
    Map<String, String> forged(URI url, String body) {
        return signed(url, body, Instant.now(), COVERED, stranger);
    }

    /** Signed so that the body could be another. */
    Map<String, String> uncovered(URI url, String body) {
        return signed(url, body, Instant.now(), "\"@method\" \"@target-uri\"", pair);
    }

    private Map<String, String> signed(URI url, String body, Instant created, String covered, KeyPair key) {
        try {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            String digest = "sha-256=:"
                    + Base64.getEncoder()
                            .encodeToString(MessageDigest.getInstance("SHA-256").digest(bytes))
                    + ":";
            String parameters = "(" + covered + ");created=" + created.getEpochSecond() + ";keyid=\"" + host
                    + "#key1\";tag=\"ocm\"";
            StringBuilder base = new StringBuilder("\"@method\": POST\n\"@target-uri\": " + url + "\n");
            if (covered.contains("content-digest")) {
                base.append("\"content-digest\": " + digest + "\n\"content-length\": " + bytes.length + "\n");
            }
            base.append("\"@signature-params\": ").append(parameters);
            Signature signer = Signature.getInstance("Ed25519");
            signer.initSign(key.getPrivate());
            signer.update(base.toString().getBytes(StandardCharsets.UTF_8));
            Map<String, String> headers = new LinkedHashMap<>();
            headers.put("Content-Type", "application/json");
            headers.put("Content-Digest", digest);
            headers.put("Signature-Input", "suite=" + parameters);
            headers.put("Signature", "suite=:" + Base64.getEncoder().encodeToString(signer.sign()) + ":");
            return headers;
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
