/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.weft.kernel.http.client.OutboundRequest.Answer;
import org.weft.kernel.sharing.peer.PeerHost;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.Conflict;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.Throttled;
import org.weft.spi.WeftException.Unavailable;
import org.weft.spi.WeftException.Unsupported;

/**
 * What a peer answered. Peers answer 200 for 201, lists for objects, nothing at all, and pages for people; so the status
 * alone says whether it worked, and the body is looked at only for what is needed.
 *
 * @param host who answered
 * @param status the HTTP status
 */
public record PeerResponse(PeerHost host, int status, Map<String, List<String>> headers, byte[] body) {

    static PeerResponse of(PeerHost host, Answer answer) {
        return new PeerResponse(host, answer.status(), answer.headers(), answer.body());
    }

    /** Whether the peer did what it was asked. A page for people is what stands before it while it is under repair. */
    public boolean isGood() {
        return status >= 200 && status < 300 && !isPage();
    }

    private boolean isPage() {
        String type = headers.getOrDefault("content-type", List.of("")).getFirst();
        return type.regionMatches(true, 0, "text/html", 0, 9)
                && new String(body, 0, Math.min(body.length, 256), StandardCharsets.UTF_8)
                        .strip()
                        .startsWith("<");
    }

    /** The body, where it is a JSON object. */
    public Optional<JsonObject> json() {
        return StrictJson.object(body);
    }

    /** A string in the body; empty when it is not there. */
    public String text(String name) {
        return json().flatMap(object -> StrictJson.text(object, name)).orElse("");
    }

    /**
     * The same, when it is good.
     *
     * @throws WeftException what the peer's refusal means to whoever caused the request
     */
    public PeerResponse good() {
        if (!isGood()) {
            throw failure();
        }
        return this;
    }

    /** What a refusal means to whoever caused the request. */
    public WeftException failure() {
        String text = host + " answered " + status + (isPage() ? " and a page for people" : reason());
        return switch (status) {
            case 400, 413, 415, 422 -> new InvalidArgument(text);
            case 401, 403 -> new Forbidden(text);
            case 404, 410 -> new NotFound(text);
            case 409 -> new Conflict(text);
            case 429 -> new Throttled(text, retryAfter());
            case 405, 501 -> new Unsupported(text);
            default -> new Unavailable(text, retryAfter(), null);
        };
    }

    private String reason() {
        String message = text("message");
        if (message.isEmpty()) {
            message = text("error");
        }
        if (message.isEmpty()) {
            return "";
        }
        return ": " + SafeText.clean(message)
                + errors().map(error -> StrictJson.text(error, "name").orElse("?") + " "
                                + StrictJson.text(error, "message").orElse("?"))
                        .map(SafeText::clean)
                        .limit(5)
                        .reduce("", (all, one) -> all + (all.isEmpty() ? " (" : ", ") + one)
                        .transform(errors -> errors.isEmpty() ? "" : errors + ")");
    }

    /** Whether it says that a field is wrong, and why. */
    boolean blames(String field, String word) {
        return errors().anyMatch(error -> StrictJson.text(error, "name")
                        .filter(field::equals)
                        .isPresent()
                && StrictJson.text(error, "message").filter(word::equals).isPresent());
    }

    private Stream<JsonObject> errors() {
        return json().map(object -> StrictJson.list(object, "validationErrors")).orElse(List.of()).stream()
                .filter(JsonElement::isJsonObject)
                .map(JsonElement::getAsJsonObject);
    }

    /** When to come again: what the peer says in seconds, within reason. */
    public Duration retryAfter() {
        String seconds = headers.getOrDefault("retry-after", List.of("")).getFirst();
        boolean number = seconds.matches("\\d{1,6}");
        return Duration.ofSeconds(number ? Math.clamp(Long.parseLong(seconds), 1, 86_400) : 60);
    }

    /** Status and host; the body may hold secrets. */
    @Override
    public String toString() {
        return host + " answered " + status;
    }
}
