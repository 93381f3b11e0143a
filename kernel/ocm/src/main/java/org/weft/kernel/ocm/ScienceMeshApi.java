/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.weft.kernel.http.Endpoint;
import org.weft.kernel.http.EndpointAccess;
import org.weft.kernel.http.ErrorWriter;
import org.weft.kernel.http.HttpExchange;
import org.weft.kernel.http.HttpFailure;
import org.weft.kernel.http.Router;
import org.weft.kernel.runtime.limit.Brake;
import org.weft.kernel.runtime.limit.ClientNetwork;
import org.weft.kernel.runtime.limit.RateLimiter;
import org.weft.kernel.sharing.invite.Invitations;
import org.weft.kernel.sharing.peer.OcmProvider;
import org.weft.kernel.sharing.peer.PeerHost;
import org.weft.kernel.sharing.peer.ProviderDiscovery;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.AlreadyExists;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.share.Invite;
import org.weft.spi.share.RemoteUser;

/**
 * Reva's helpers for front ends at {@code /sciencemesh}: invitations and contacts of who is signed in, and for everybody
 * where people can accept one. What changes something wants JSON, which no other site's page can send in a browser.
 */
public final class ScienceMeshApi {

    private static final String PREFIX = "/sciencemesh/";
    private static final int LARGEST = 16 << 10;
    private static final int MOST = 5000;
    private static final int MOST_PAGES = 100;
    private static final int LOOKS_PER_MINUTE = 30;

    private final PeerNetwork network;
    private final Invitations invitations;
    private final ProviderDiscovery finder;
    private final RateLimiter looks;

    public ScienceMeshApi(PeerNetwork network, Invitations invitations, ProviderDiscovery finder, Clock clock) {
        this.network = network;
        this.invitations = invitations;
        this.finder = finder;
        int limit = network.settings().lab() ? Integer.MAX_VALUE : LOOKS_PER_MINUTE;
        this.looks = new RateLimiter("questions", limit, Duration.ofMinutes(1), clock);
    }

    /** What keeps one from asking too much here. */
    public List<Brake> brakes() {
        return List.of(looks);
    }

    /** Takes its places in the URL space. */
    public void register(Router router) {
        at(router, "generate-invite", "POST", EndpointAccess.SIGNED_IN, this::generate);
        at(router, "list-invite", "GET", EndpointAccess.SIGNED_IN, this::list);
        at(router, "accept-invite", "POST", EndpointAccess.SIGNED_IN, this::accept);
        at(router, "find-accepted-users", "GET", EndpointAccess.SIGNED_IN, this::contacts);
        at(router, "delete-accepted-user", "DELETE", EndpointAccess.SIGNED_IN, this::end);
        at(router, "list-providers", "GET", EndpointAccess.SIGNED_IN, this::providers);
        at(router, "federations", "GET", EndpointAccess.OPEN, this::federations);
        at(router, "discover", "POST", EndpointAccess.OPEN, this::discover);
    }

    /** Answers with JSON. */
    @FunctionalInterface
    interface Answering {
        JsonElement answer(HttpExchange exchange) throws IOException;
    }

    static void at(Router router, String name, String method, EndpointAccess access, Answering answering) {
        router.at(PREFIX + name, access, new Endpoint() {
            @Override
            public void handle(HttpExchange exchange) throws IOException {
                if (!exchange.method().equals(method)) {
                    exchange.header("Allow", method);
                    throw new HttpFailure(405, exchange.method() + " has no meaning at this address");
                }
                JsonElement answer = answering.answer(exchange);
                exchange.header("Cache-Control", "no-store").send("application/json", StrictJson.bytes(answer));
            }

            @Override
            public ErrorWriter errors() {
                return (exchange, error) -> {
                    JsonObject body = new JsonObject();
                    body.addProperty("code", code(exchange.status()));
                    body.addProperty("message", error.message());
                    exchange.send("application/json", StrictJson.bytes(body));
                };
            }
        });
    }

    /** Reva's words. */
    private static String code(int status) {
        return switch (status) {
            case 400, 405, 412, 413, 415 -> "INVALID_PARAMETER";
            case 401 -> "UNAUTHENTICATED";
            case 403 -> "UNTRUSTED_SERVICE";
            case 404 -> "RESOURCE_NOT_FOUND";
            case 409 -> "ALREADY_EXIST";
            case 501 -> "FUNCTION_NOT_IMPLEMENTED";
            case 502, 503, 504 -> "PROVIDER_ERROR";
            default -> "SERVER_ERROR";
        };
    }

    static JsonObject body(HttpExchange exchange) throws IOException {
        boolean json = exchange.header("Content-Type")
                .filter(type -> type.regionMatches(true, 0, "application/json", 0, 16))
                .isPresent();
        if (!json) {
            throw new HttpFailure(415, "send application/json");
        }
        byte[] bytes = exchange.body().readNBytes(LARGEST + 1);
        if (bytes.length > LARGEST) {
            throw new HttpFailure(413, "that is too much");
        }
        return StrictJson.object(bytes).orElseThrow(() -> new HttpFailure(400, "the body is no JSON object"));
    }

    static String required(JsonObject body, String name) {
        return StrictJson.text(body, name)
                .filter(text -> !text.isBlank())
                .orElseThrow(() -> new HttpFailure(400, "'" + name + "' is missing"));
    }

    private static UserId person(HttpExchange exchange) {
        return Invitations.person(exchange.caller());
    }

    private JsonElement generate(HttpExchange exchange) throws IOException {
        JsonObject body = exchange.hasBody() ? body(exchange) : new JsonObject();
        if (!exchange.hasBody()
                && exchange.header("Content-Type")
                        .filter("application/json"::equals)
                        .isEmpty()) {
            throw new HttpFailure(415, "send application/json");
        }
        return invite(invitations.generate(
                person(exchange),
                StrictJson.text(body, "description").orElse(""),
                StrictJson.text(body, "recipient").orElse("")));
    }

    private JsonObject invite(Invite invite) {
        JsonObject shown = new JsonObject();
        shown.addProperty("token", invite.token());
        shown.addProperty("description", invite.description());
        shown.addProperty("expiration", invite.expires().getEpochSecond());
        shown.addProperty(
                "invite_link",
                network.settings().url("/wayf?token=" + invite.token()).toString());
        shown.addProperty("invite_string", invitations.text(invite).written());
        return shown;
    }

    private JsonElement list(HttpExchange exchange) {
        JsonArray all = new JsonArray();
        invitations.list(person(exchange), invite -> {
            all.add(invite(invite));
            return all.size() < MOST;
        });
        return all;
    }

    private JsonElement accept(HttpExchange exchange) throws IOException {
        JsonObject body = body(exchange);
        person(exchange);
        Optional<PeerHost> from = StrictJson.text(body, "providerDomain")
                .filter(domain -> !domain.isBlank())
                .map(PeerHost::parse);
        String written = body.has("token") ? required(body, "token") : required(body, "invite_string");
        try {
            return contact(invitations.forward(exchange.visitor().orElseThrow().user(), written, from));
        } catch (NotFound none) {
            throw new HttpFailure(400, none.text());
        } catch (AlreadyExists used) {
            throw new HttpFailure(409, used.text());
        }
    }

    static JsonObject contact(RemoteUser contact) {
        JsonObject shown = new JsonObject();
        shown.addProperty("display_name", contact.displayName());
        shown.addProperty("idp", contact.id().idp());
        shown.addProperty("user_id", contact.id().opaque());
        shown.addProperty("mail", contact.mail());
        return shown;
    }

    private JsonElement contacts(HttpExchange exchange) {
        JsonArray all = new JsonArray();
        invitations.contacts(person(exchange), exchange.parameter("search").orElse(""), contact -> {
            all.add(contact(contact));
            return all.size() < MOST;
        });
        return all;
    }

    private JsonElement end(HttpExchange exchange) throws IOException {
        JsonObject body = body(exchange);
        invitations.end(
                person(exchange), new UserId(required(body, "idp"), required(body, "user_id"), UserType.FEDERATED));
        return new JsonObject();
    }

    private JsonElement providers(HttpExchange exchange) {
        JsonArray all = new JsonArray();
        for (OcmProvider provider :
                network.trust().search(exchange.parameter("search").orElse(""))) {
            JsonObject shown = new JsonObject();
            shown.addProperty("full_name", provider.fullName());
            shown.addProperty("domain", provider.domain().text());
            all.add(shown);
        }
        return all;
    }

    private JsonElement discover(HttpExchange exchange) throws IOException {
        looks.count(ClientNetwork.of(exchange.remoteAddress()));
        PeerHost host = PeerHost.parse(required(body(exchange), "domain"));
        URI page = page(host).orElseThrow(() -> new NotFound("no page to accept invitations is known at " + host));
        JsonObject answer = new JsonObject();
        answer.addProperty("inviteAcceptDialog", page.toString());
        return answer;
    }

    private Optional<URI> page(PeerHost host) {
        try {
            return finder.acceptPage(host);
        } catch (WeftException.Internal accident) {
            throw accident;
        } catch (WeftException none) {
            return Optional.empty();
        }
    }

    private JsonElement federations(HttpExchange exchange) {
        looks.count(ClientNetwork.of(exchange.remoteAddress()));
        JsonArray all = new JsonArray();
        for (Map.Entry<String, List<OcmProvider>> federation :
                network.trust().federations().entrySet()) {
            List<OcmProvider> known = federation.getValue();
            List<OcmProvider> first = known.subList(0, Math.min(MOST_PAGES, known.size()));
            List<Optional<URI>> pages = pages(first);
            JsonArray servers = new JsonArray();
            for (int i = 0; i < first.size(); i++) {
                JsonObject server = new JsonObject();
                server.addProperty("displayName", first.get(i).fullName());
                server.addProperty("url", "https://" + first.get(i).domain());
                server.addProperty(
                        "inviteAcceptDialog", pages.get(i).map(URI::toString).orElse(""));
                servers.add(server);
            }
            JsonObject shown = new JsonObject();
            shown.addProperty("federation", federation.getKey());
            shown.add("servers", servers);
            all.add(shown);
        }
        return all;
    }

    /** Asks all at once, and waits for none longer than for the slowest that is asked alone. */
    private List<Optional<URI>> pages(List<OcmProvider> providers) {
        List<Callable<Optional<URI>>> questions = providers.stream()
                .<Callable<Optional<URI>>>map(provider -> () -> page(provider.domain()))
                .toList();
        List<Optional<URI>> pages = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Optional<URI>> page :
                    threads.invokeAll(questions, network.peers().patience().toMillis(), TimeUnit.MILLISECONDS)) {
                pages.add(page.state() == Future.State.SUCCESS ? page.get() : Optional.empty());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
        while (pages.size() < providers.size()) {
            pages.add(Optional.empty());
        }
        return pages;
    }
}
