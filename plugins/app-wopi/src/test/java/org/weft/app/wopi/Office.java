/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.app.wopi;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** A small office: it serves a discovery, and speaks WOPI with a host, signed with keys of its own. */
final class Office implements AutoCloseable {

    private static final long EPOCH_TICKS = 621_355_968_000_000_000L;

    final KeyPair key = pair();
    final KeyPair oldKey = pair();
    final int port;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private @Nullable HttpServer server;
    private volatile String discovery = "";

    /** The key that requests are signed with; empty to sign none. */
    Optional<KeyPair> signing = Optional.empty();

    Office() throws IOException {
        HttpServer first = start(0);
        this.server = first;
        this.port = first.getAddress().getPort();
        discovery(false);
    }

    private static KeyPair pair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
    }

    private HttpServer start(int at) throws IOException {
        HttpServer made = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), at), 0);
        made.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        made.createContext("/hosting/discovery", exchange -> {
            byte[] bytes = discovery.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/xml");
            exchange.sendResponseHeaders(200, bytes.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(bytes);
            }
        });
        made.start();
        return made;
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    void stop() {
        if (server != null) {
            server.stop(0);
            server = null;
        }
    }

    void startAgain() throws IOException {
        server = start(port);
    }

    /** @param keys whether it says that it signs requests */
    void discovery(boolean keys) {
        String proof = keys ? proofKey(key, oldKey) : "";
        String urls = url() + "/edit?&lt;ui=UI_LLCC&amp;&gt;&lt;dchat=DISABLE_CHAT&amp;&gt;permission=";
        discovery = """
                <?xml version="1.0" encoding="utf-8"?>
                <wopi-discovery><net-zone name="external-http">
                <app name="Word" favIconUrl="%1$s/word.ico">
                <action name="view" ext="docx" urlsrc="%2$sview"/>
                <action name="edit" ext="docx" requires="update,locks" urlsrc="%2$sedit"/>
                <action name="editnew" ext="docx" requires="update,locks" urlsrc="%2$snew"/>
                <action name="edit" ext="odt" urlsrc="%2$sedit"/>
                <action name="edit" ext="wopitest" urlsrc="%2$sedit"/>
                <action name="view" ext="pdf" urlsrc="%2$sview"/>
                </app></net-zone>%3$s</wopi-discovery>
                """.formatted(url(), urls, proof).strip();
    }

    void discovery(String xml) {
        discovery = xml;
    }

    static String proofKey(KeyPair current, KeyPair old) {
        return "<proof-key value=\"\" modulus=\"%s\" exponent=\"%s\" oldvalue=\"\" oldmodulus=\"%s\" oldexponent=\"%s\"/>"
                .formatted(modulus(current), exponent(current), modulus(old), exponent(old));
    }

    private static String modulus(KeyPair pair) {
        return base64(((RSAPublicKey) pair.getPublic()).getModulus());
    }

    private static String exponent(KeyPair pair) {
        return base64(((RSAPublicKey) pair.getPublic()).getPublicExponent());
    }

    private static String base64(BigInteger number) {
        return Base64.getEncoder().encodeToString(number.toByteArray());
    }

    /** A request to the host; sent by {@link #send}. */
    final class Asked {
        private final String url;
        private final String token;
        private final HttpRequest.Builder request;
        private String method = "GET";
        private String body = "";

        Asked(String url, String token) {
            this.url = url + "?access_token=" + token;
            this.token = token;
            this.request = HttpRequest.newBuilder(URI.create(this.url));
            signing.ifPresent(pair -> proof("X-WOPI-Proof", pair, Instant.now()));
        }

        Asked post(String override) {
            method = "POST";
            return override.isEmpty() ? this : header("X-WOPI-Override", override);
        }

        Asked method(String name) {
            method = name;
            return this;
        }

        Asked header(String name, String value) {
            request.setHeader(name, value);
            return this;
        }

        Asked lock(String id) {
            return header("X-WOPI-Lock", id);
        }

        Asked body(String text) {
            body = text;
            return this;
        }

        Asked proof(String header, KeyPair pair, Instant when) {
            long ticks = when.getEpochSecond() * 10_000_000 + EPOCH_TICKS;
            try {
                Signature signature = Signature.getInstance("SHA256withRSA");
                signature.initSign(pair.getPrivate());
                signature.update(ProofCheck.text(token, url, ticks));
                request.setHeader(header, Base64.getEncoder().encodeToString(signature.sign()));
                request.setHeader("X-WOPI-TimeStamp", Long.toString(ticks));
                return this;
            } catch (GeneralSecurityException missing) {
                throw new IllegalStateException(missing);
            }
        }

        Answered send() throws IOException, InterruptedException {
            HttpResponse<String> response = client.send(
                    request.method(
                                    method,
                                    method.equals("GET") ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                            .build(),
                    BodyHandlers.ofString());
            return new Answered(
                    response.statusCode(), response.headers().firstValue("X-WOPI-Lock"), response.body(), response);
        }
    }

    /** @param lock the lock that the host tells; an empty text is not the same as none */
    record Answered(int status, Optional<String> lock, String body, HttpResponse<String> response) {
        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }
    }

    @Override
    public void close() {
        stop();
        client.close();
    }
}
