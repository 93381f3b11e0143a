/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cli;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.weft.kernel.cli.TokenFile.Kept;
import org.weft.kernel.server.StartFailure;

/** Signs a program in that has no browser (RFC 8628): somebody types a code on the provider's page, elsewhere. */
final class DeviceFlow implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int LIMIT = 1 << 20;
    private static final String LASTING = "offline_access";
    private static final Set<String> REFUSALS =
            Set.of("invalid_scope", "not_allowed", "invalid_request", "unauthorized_client");
    private static final String GRANT = "urn:ietf:params:oauth:grant-type:device_code";

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private final Clock clock;

    DeviceFlow(Clock clock) {
        this.clock = clock;
    }

    /** A sign-in that waits for somebody to type its code. */
    record Waiting(JsonObject device, JsonObject ways, String endpoint, String tokenEndpoint) {

        String text(String field) {
            return DeviceFlow.text(device, field);
        }
    }

    private static String text(JsonObject object, String field) {
        return object.has(field) && object.get(field).isJsonPrimitive()
                ? object.get(field).getAsString()
                : "";
    }

    private static long number(JsonObject object, String field, long otherwise) {
        try {
            return object.has(field) ? object.get(field).getAsLong() : otherwise;
        } catch (NumberFormatException | UnsupportedOperationException odd) {
            return otherwise;
        }
    }

    /** Asks the site for its provider, and the provider for a code. */
    Waiting begin(String site) throws IOException, StartFailure {
        Reply ways = get(site + "/signin/terminal");
        if (ways.status() != 200) {
            throw StartFailure.because(site + " does not say how programs sign in (HTTP " + ways.status()
                    + "); its operator can set terminal-client-id, or make yourself an app password at " + site
                    + "/account");
        }
        String issuer = text(ways.body(), "issuer");
        String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
        Reply provider = get(base + "/.well-known/openid-configuration");
        if (provider.status() != 200 || !text(provider.body(), "issuer").equals(issuer)) {
            throw StartFailure.because("the provider " + issuer + " does not describe itself");
        }
        String endpoint = text(provider.body(), "device_authorization_endpoint");
        if (endpoint.isEmpty()) {
            throw StartFailure.because("the provider " + issuer + " has no device flow");
        }
        return begin(endpoint, ways.body(), text(provider.body(), "token_endpoint"));
    }

    private Waiting begin(String endpoint, JsonObject ways, String tokenEndpoint) throws IOException, StartFailure {
        Reply device = post(endpoint, question(ways));
        if (device.status() == 200) {
            return new Waiting(device.body(), ways, endpoint, tokenEndpoint);
        }
        if (isForLasting(ways, device)) {
            return begin(endpoint, passing(ways), tokenEndpoint);
        }
        throw refused(device);
    }

    /** Begins once more, for tokens that do not last, after the provider refused the others. */
    Waiting again(Waiting refused) throws IOException, StartFailure {
        return begin(refused.endpoint(), passing(refused.ways()), refused.tokenEndpoint());
    }

    /** Whether a refusal may be because tokens were asked for that last: each provider has a word of its own for that. */
    private static boolean isForLasting(JsonObject ways, Reply refusal) {
        return scopes(ways).contains(LASTING) && REFUSALS.contains(text(refusal.body(), "error"));
    }

    private static List<String> scopes(JsonObject ways) {
        return List.of(text(ways, "scope").split(" "));
    }

    private static JsonObject passing(JsonObject ways) {
        JsonObject passing = ways.deepCopy();
        passing.addProperty(
                "scope",
                scopes(ways).stream().filter(scope -> !scope.equals(LASTING)).collect(Collectors.joining(" ")));
        return passing;
    }

    private static Map<String, String> question(JsonObject ways) {
        Map<String, String> question = new LinkedHashMap<>();
        question.put("client_id", text(ways, "client_id"));
        question.put("scope", text(ways, "scope"));
        if (!text(ways, "resource").isEmpty()) {
            question.put("resource", text(ways, "resource"));
        }
        return question;
    }

    private static StartFailure refused(Reply reply) {
        String said = text(reply.body(), "error") + " " + text(reply.body(), "error_description");
        return StartFailure.because("the provider refused: "
                + (said.isBlank() ? "HTTP " + reply.status() : said.strip().replaceAll("\\p{Cntrl}", "?")));
    }

    /**
     * Waits until the code was typed.
     *
     * @return empty when the provider gives no tokens that last: {@link #again}
     */
    Optional<Kept> await(Waiting waiting) throws IOException, InterruptedException, StartFailure {
        Instant end = clock.instant().plusSeconds(number(waiting.device(), "expires_in", 600));
        long pause = Math.clamp(number(waiting.device(), "interval", 5), 1, 60);
        Map<String, String> question = question(waiting.ways());
        question.remove("scope");
        question.put("grant_type", GRANT);
        question.put("device_code", waiting.text("device_code"));
        while (clock.instant().isBefore(end)) {
            Thread.sleep(Duration.ofSeconds(pause));
            Reply reply = post(waiting.tokenEndpoint(), question);
            if (reply.status() == 200) {
                return Optional.of(kept(reply.body(), "", waiting.tokenEndpoint(), text(waiting.ways(), "client_id")));
            }
            switch (text(reply.body(), "error")) {
                case "authorization_pending" -> {}
                case "slow_down" -> pause += 5;
                default -> {
                    if (isForLasting(waiting.ways(), reply)) {
                        return Optional.empty();
                    }
                    throw refused(reply);
                }
            }
        }
        throw StartFailure.because("nobody typed the code in time; try again");
    }

    private Kept kept(JsonObject answer, String refresh, String tokenEndpoint, String client) {
        String next = text(answer, "refresh_token");
        return new Kept(
                text(answer, "access_token"),
                next.isEmpty() ? refresh : next,
                clock.instant().plusSeconds(number(answer, "expires_in", 300)),
                tokenEndpoint,
                client);
    }

    /** A new access token for an old refresh token. */
    Kept renewed(Kept old) throws IOException, StartFailure {
        Map<String, String> question = new LinkedHashMap<>();
        question.put("grant_type", "refresh_token");
        question.put("refresh_token", old.refresh());
        question.put("client_id", old.client());
        Reply reply = post(old.tokenEndpoint(), question);
        if (reply.status() != 200) {
            throw refused(reply);
        }
        return kept(reply.body(), old.refresh(), old.tokenEndpoint(), old.client());
    }

    /** An answer. */
    private record Reply(int status, JsonObject body) {}

    private Reply get(String url) throws IOException, StartFailure {
        return send(request(url).GET().build());
    }

    private Reply post(String url, Map<String, String> form) throws IOException, StartFailure {
        String body = form.entrySet().stream()
                .map(field -> encoded(field.getKey()) + '=' + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
        return send(request(url)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** Tokens go over TLS, or nowhere but to this machine. */
    private static HttpRequest.Builder request(String url) throws StartFailure {
        try {
            URI uri = URI.create(url);
            String host = uri.getHost();
            boolean here = "127.0.0.1".equals(host) || "localhost".equals(host) || "[::1]".equals(host);
            if (host == null || !("https".equals(uri.getScheme()) || here && "http".equals(uri.getScheme()))) {
                throw StartFailure.misconfigured("tokens are sent over https only, and not to " + url);
            }
            return HttpRequest.newBuilder(uri).timeout(TIMEOUT).header("Accept", "application/json");
        } catch (IllegalArgumentException malformed) {
            throw StartFailure.misconfigured("this is no URL: " + url);
        }
    }

    private Reply send(HttpRequest request) throws IOException, StartFailure {
        try {
            HttpResponse<String> response = http.send(request, BodyHandlers.limiting(BodyHandlers.ofString(), LIMIT));
            return new Reply(response.statusCode(), parsed(response.body()));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw StartFailure.because("interrupted", interrupted);
        }
    }

    private static JsonObject parsed(String text) {
        try {
            return JsonParser.parseString(text) instanceof JsonObject object ? object : new JsonObject();
        } catch (JsonParseException noJson) {
            return new JsonObject();
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
