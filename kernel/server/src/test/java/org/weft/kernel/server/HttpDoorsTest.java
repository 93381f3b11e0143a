/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.http.Router;
import org.weft.kernel.server.ClosedFolders.Closed;
import org.weft.kernel.server.ClosedFolders.Thing;
import org.weft.kernel.server.HttpDoors.Names;
import org.weft.kernel.server.HttpDoors.Question;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.kernel.storage.resource.ResourceId;
import org.weft.kernel.testing.OverWire;
import org.weft.spi.identity.User;

/**
 * Every door over HTTP that leads to a place: whoever may not look is answered alike, whether something is there or not, and
 * changes nothing.
 */
@OverWire
class HttpDoorsTest {

    /** What differs from answer to answer, whatever is asked. */
    private static final Set<String> OF_THE_MOMENT = Set.of("date", "x-request-id", "last-modified", "upload-expires");

    /** Ids and tags of what was just made: nodes, their contents, uploads. */
    private static final Pattern NEW = Pattern.compile("\\bn[0-9]+(-[0-9]+)?\\b|/tus/[-_.0-9a-zA-Z]+");

    /** What changes nothing, whoever asks. */
    private static final Set<String> LOOKS = Set.of("GET", "HEAD", "OPTIONS", "PROPFIND", "REPORT");

    /** Where it takes a share's own secret, or something from another site, of which the owner has neither. */
    private static final Set<String> OF_OTHERS = Set.of(
            "/dav/ocm",
            "/remote.php/dav/ocm",
            "/public.php/webdav",
            "/ocs/v1.php/apps/files_sharing/api/v1/remote_shares",
            "/ocs/v2.php/apps/files_sharing/api/v1/remote_shares");

    private static final Pattern ALLOWED = Pattern.compile("[, ]+");

    @TempDir
    Path data;

    @SuppressWarnings("NullAway.Init")
    private WholeSite whole;

    @SuppressWarnings("NullAway.Init")
    private ClosedFolders places;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Set<String> allowed = new TreeSet<>();

    /**
     * Somebody who asks.
     *
     * @param headers which say who it is
     */
    private record Asker(String who, Names names, List<String> headers) {}

    @BeforeEach
    void start() throws Exception {
        whole = new WholeSite(data);
        places = new ClosedFolders(whole);
    }

    @AfterEach
    void stop() throws Exception {
        whole.close();
    }

    private List<Asker> askers() {
        String token = places.link.token();
        String more = places.passedOn.token();
        String inbox = "/Shares/shared/closed";
        Names byLink = new Names(
                List.of("/dav/public-files/" + token, "/remote.php/dav/public-files/" + token),
                "/public/" + token,
                token,
                "",
                "/dav/public-files/" + token + "/own",
                "none",
                places.drop);
        Names byToken = new Names(
                trees(places.drop, "/dav/tree/public/" + token),
                "/public/" + token,
                token,
                "",
                "/dav/tree/public/" + token + "/own",
                "none",
                places.drop);
        Names passedOn = new Names(
                List.of("/dav/public-files/" + more + "/closed"),
                "/public/" + more + "/closed",
                more,
                "closed/",
                "/dav/public-files/" + more + "/own.txt",
                "none",
                places.closed);
        Names denied = new Names(
                trees(
                        places.closed,
                        "/dav/files/marie" + inbox,
                        "/dav/tree/shares/shared/closed",
                        "/remote.php/webdav" + inbox,
                        "/webdav" + inbox),
                "/shares/shared/closed",
                token,
                "",
                "/dav/files/marie/own.txt",
                "marie",
                places.closed);
        Names strange = new Names(
                trees(places.drop, "/dav/files/einstein/drop", "/dav/tree/shares/drop"),
                "/shares/drop",
                token,
                "",
                "/dav/files/richard/own.txt",
                "richard",
                places.drop);
        return List.of(
                new Asker("a guest of a link for uploads", byLink, List.of()),
                new Asker("the same with an access token", byToken, shown(places.guest)),
                new Asker("one who is denied", denied, shown(FakeSite.MARIE)),
                new Asker("a guest of a link by one who is denied", passedOn, List.of()),
                new Asker("a stranger", strange, shown(FakeSite.RICHARD)),
                new Asker("nobody", strange, List.of()));
    }

    /** Who may look, and comes by a link that lets one look. */
    private Asker owner() {
        Names names = new Names(
                trees(
                        places.drop,
                        "/dav/files/einstein/drop",
                        "/dav/public-files/" + places.open.token(),
                        "/remote.php/dav/public-files/" + places.open.token(),
                        "/remote.php/webdav/drop",
                        "/remote.php/dav/files/einstein/drop",
                        "/webdav/drop"),
                "/home/drop",
                places.open.token(),
                "",
                "/dav/files/einstein/own.txt",
                "einstein",
                places.drop);
        return new Asker("the owner", names, shown(FakeSite.EINSTEIN));
    }

    private static List<String> trees(Closed closed, String... more) {
        List<String> all = new ArrayList<>(List.of(more));
        ResourceId id = closed.id();
        String path = closed.path().substring("home".length());
        all.add("/dav/spaces/" + encode(id.storage() + '$' + id.space()) + path);
        all.add("/dav/spaces/" + encode(id.toString()));
        return all;
    }

    private List<String> shown(User user) {
        return shown(whole.site.tokenOf(user));
    }

    /** As programs of the web show it, and as those of CS3 do. */
    private static List<String> shown(String token) {
        return List.of("Authorization", "Bearer " + token, "x-access-token", token);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Test
    void every_address_is_known_here() {
        Set<String> served = new TreeSet<>();
        whole.router.routes().stream().map(Router.Route::prefix).forEach(served::add);
        Asker any = askers().getFirst();
        assertThat(HttpDoors.of(any.names(), places.drop.free()).keySet()).containsExactlyInAnyOrderElementsOf(served);
    }

    @Test
    void whoever_may_not_look_is_answered_alike_whether_something_is_there_or_not_and_changes_nothing()
            throws Exception {
        List<String> before = places.picture();
        List<String> told = new ArrayList<>();
        for (Asker asker : askers()) {
            Closed closed = asker.names().closed();
            compare(asker, all(asker, closed.there().getFirst()), all(asker, closed.free()), told);
            for (Thing thing : closed.there().subList(1, closed.there().size())) {
                compare(asker, trees(asker, thing), trees(asker, closed.free()), told);
            }
        }
        assertThat(told).isEmpty();
        assertThat(places.picture()).containsExactlyElementsOf(before);
        assertThat(HttpDoors.METHODS).containsAll(allowed);
    }

    @Test
    void whoever_may_look_is_told_at_each_of_these_addresses_what_is_there() throws Exception {
        Asker owner = owner();
        Set<String> telling = new TreeSet<>();
        Set<String> asked = new TreeSet<>();
        Thing there = places.drop.there().getFirst();
        Map<String, List<Question>> free = HttpDoors.of(owner.names(), places.drop.free());
        HttpDoors.of(owner.names(), there).forEach((address, questions) -> {
            if (!questions.isEmpty()) {
                asked.add(address);
            }
            for (int i = 0; i < questions.size(); i++) {
                Asked taken = new Asked(questions.get(i), there);
                Asked none = new Asked(Objects.requireNonNull(free.get(address)).get(i), places.drop.free());
                boolean looks = LOOKS.contains(taken.question().method()) || address.startsWith("/app/");
                if (looks && !told(owner, taken).equals(told(owner, none))) {
                    telling.add(address);
                }
            }
        });
        asked.removeAll(OF_OTHERS);
        assertThat(telling).containsExactlyElementsOf(asked);
    }

    /** A question, and the thing that it is about. */
    private record Asked(Question question, Thing thing) {}

    private void compare(Asker asker, List<Asked> there, List<Asked> free, List<String> told) {
        for (int i = 0; i < there.size(); i++) {
            String one = told(asker, there.get(i));
            String other = told(asker, free.get(i));
            if (!one.equals(other)) {
                told.add(asker.who() + ": " + there.get(i).question() + "\n  " + one + "\n  " + other);
            }
        }
    }

    private static List<Asked> all(Asker asker, Thing thing) {
        return HttpDoors.of(asker.names(), thing).values().stream()
                .flatMap(List::stream)
                .map(question -> new Asked(question, thing))
                .toList();
    }

    private static List<Asked> trees(Asker asker, Thing thing) {
        return HttpDoors.trees(asker.names(), thing).stream()
                .map(question -> new Asked(question, thing))
                .toList();
    }

    /** The answer, without the name that was asked for, which it may repeat, and without what is new in each answer. */
    private String told(Asker asker, Asked asked) {
        Question question = asked.question();
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + whole.port() + question.url()))
                .method(
                        question.method(),
                        question.body().isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(question.body()))
                .header("OCS-APIRequest", "true");
        for (List<String> headers : List.of(asker.headers(), question.headers())) {
            if (!headers.isEmpty()) {
                request.headers(headers.toArray(String[]::new));
            }
        }
        HttpResponse<String> answer = send(request.build());
        Map<String, List<String>> headers = new TreeMap<>(answer.headers().map());
        headers.keySet().removeAll(OF_THE_MOMENT);
        answer.headers().firstValue("Allow").ifPresent(methods -> allowed.addAll(List.of(ALLOWED.split(methods, -1))));
        if (answer.statusCode() < 300 && !LOOKS.contains(question.method())) {
            places.sweep();
        }
        String text = answer.statusCode() + " " + headers + " " + answer.body();
        for (String name : List.of(
                asked.thing().id().toString(),
                asked.thing().name(),
                asked.thing().trashed(),
                asked.thing().share())) {
            text = text.replace(encode(name), "?").replace(name, "?");
        }
        return NEW.matcher(text).replaceAll("*");
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return client.send(request, BodyHandlers.ofString());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}
