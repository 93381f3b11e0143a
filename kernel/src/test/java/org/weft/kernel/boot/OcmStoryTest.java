/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.weft.kernel.fake.Eventually.until;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.weft.kernel.fake.FakeSite;
import org.weft.kernel.service.Target;
import org.weft.kernel.sharing.OcmDeliveries;
import org.weft.kernel.sharing.OcmRights;
import org.weft.kernel.sharing.OcmShares;
import org.weft.kernel.sharing.ReceivedShares;
import org.weft.kernel.sharing.ReceivedShares.Decision;
import org.weft.spi.Caller;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.WeftException.AlreadyExists;
import org.weft.spi.WeftException.Unavailable;
import org.weft.spi.share.OcmIn;
import org.weft.spi.share.OcmOut;
import org.weft.spi.share.SharePolicy;
import org.weft.spi.share.ShareState;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Rights;

/** Einstein at one site and Marie at another share with each other; both sites are real, and speak over HTTP. */
class OcmStoryTest extends BetweenSites {

    private static final Caller EINSTEIN = OcmSite.caller(FakeSite.EINSTEIN);
    private static final Caller MARIE = OcmSite.caller(FakeSite.MARIE);
    private static final String HOME = "/remote.php/webdav/";
    private static final String SHARES = "/remote.php/dav/tree/shares/";

    private static UserId at(OcmSite site, UserId user) {
        return new UserId(site.host, user.opaque(), UserType.FEDERATED);
    }

    private OcmOut share(String path, List<String> words) {
        return a.shares
                .sharing()
                .sent()
                .create(
                        EINSTEIN,
                        new OcmShares.Wanted(
                                Target.path(RelPath.parse(path)),
                                at(b, FakeSite.MARIE.id()),
                                false,
                                OcmRights.of(words),
                                Optional.empty(),
                                "for you"));
    }

    private ReceivedShares.ReceivedShare onlyReceived() {
        List<ReceivedShares.ReceivedShare> all = b.received(MARIE);
        assertThat(all).hasSize(1);
        return all.getFirst();
    }

    private void accept() {
        b.shares.sharing().received().update(MARIE, onlyReceived().share().id(), Decision.state(ShareState.ACCEPTED));
    }

    private void paperInFolder() throws IOException {
        assertThat(a.ask("einstein", "MKCOL", HOME + "Relativity", "").statusCode())
                .isEqualTo(201);
        assertThat(a.ask("einstein", "PUT", HOME + "Relativity/paper.txt", "E = mc2")
                        .statusCode())
                .isEqualTo(201);
        assertThat(a.ask("einstein", "PUT", HOME + "secret.txt", "not for you").statusCode())
                .isEqualTo(201);
    }

    private String get(String path) throws IOException {
        HttpResponse<String> answer = b.ask("marie", "GET", SHARES + path, "");
        return answer.statusCode() == 200 ? answer.body() : String.valueOf(answer.statusCode());
    }

    @Test
    void a_folder_is_shared_accepted_used_narrowed_and_taken_back() throws Exception {
        sites();
        paperInFolder();
        OcmOut share = share("home/Relativity", List.of("read", "write"));
        assertThat(share.delivery()).isEqualTo(OcmOut.Delivery.SENT);

        ReceivedShares.ReceivedShare offered = onlyReceived();
        assertThat(offered.reception().state()).isEqualTo(ShareState.PENDING);
        assertThat(offered.share().owner()).isEqualTo(at(a, FakeSite.EINSTEIN.id()));
        assertThat(((OcmIn) offered.share()).protocols()).doesNotContain(a.secret(share.id()));
        assertThat(get("Relativity/paper.txt")).isEqualTo("404");

        accept();
        until(() -> "accepted"
                .equals(a.shares
                        .sharing()
                        .sent()
                        .get(EINSTEIN, share.id())
                        .attributes()
                        .get(OcmDeliveries.STATE)));
        assertThat(get("Relativity/paper.txt")).isEqualTo("E = mc2");
        assertThat(b.ask("marie", "PROPFIND", SHARES, "", "Depth", "1").body()).contains("Relativity");
        HttpResponse<String> listing = b.ask("marie", "PROPFIND", SHARES + "Relativity", "", "Depth", "1");
        assertThat(listing.statusCode()).isEqualTo(207);
        assertThat(listing.body()).contains("/shares/Relativity/paper.txt").doesNotContain(a.host);

        assertThat(b.ask("marie", "PUT", SHARES + "Relativity/notes.txt", "radium")
                        .statusCode())
                .isEqualTo(201);
        assertThat(a.ask("einstein", "GET", HOME + "Relativity/notes.txt", "").body())
                .isEqualTo("radium");
        assertThat(b.ask("marie", "MKCOL", SHARES + "Relativity/more", "").statusCode())
                .isEqualTo(201);
        assertThat(b.ask(
                                "marie",
                                "MOVE",
                                SHARES + "Relativity/notes.txt",
                                "",
                                "Destination",
                                SHARES + "Relativity/more/notes.txt")
                        .statusCode())
                .isEqualTo(201);
        assertThat(a.ask("einstein", "GET", HOME + "Relativity/more/notes.txt", "")
                        .body())
                .isEqualTo("radium");

        a.shares
                .sharing()
                .sent()
                .update(
                        EINSTEIN,
                        share.id(),
                        new OcmShares.Changes(Optional.of(Rights.read()), false, Optional.empty()));
        assertThat(b.ask("marie", "PUT", SHARES + "Relativity/late.txt", "x").statusCode())
                .isEqualTo(403);
        assertThat(get("Relativity/paper.txt")).isEqualTo("E = mc2");
        until(() -> onlyReceived().share().rights().equals(Rights.read()));

        a.shares.sharing().sent().remove(EINSTEIN, share.id());
        assertThat(get("Relativity/paper.txt")).isEqualTo("404");
        until(() -> b.received(MARIE).isEmpty());
        assertThat(b.ask("marie", "PROPFIND", SHARES, "", "Depth", "1").body()).doesNotContain("Relativity");
    }

    @Test
    void a_single_file_is_shared_with_tokens() throws Exception {
        sites("must-exchange-token = true");
        assertThat(a.ask("einstein", "PUT", HOME + "one.txt", "1").statusCode()).isEqualTo(201);
        OcmOut share = share("home/one.txt", List.of("read", "write"));
        assertThat(share.requirements()).containsExactly("must-exchange-token");
        accept();

        assertThat(get("one.txt")).isEqualTo("1");
        assertThat(b.ask("marie", "PUT", SHARES + "one.txt", "2").statusCode()).isEqualTo(204);
        assertThat(a.ask("einstein", "GET", HOME + "one.txt", "").body()).isEqualTo("2");

        String secret = a.secret(share.id());
        assertThat(a.send(
                                "PROPFIND",
                                "/remote.php/dav/ocm/" + share.id(),
                                "",
                                "Depth",
                                "0",
                                "Authorization",
                                "Bearer " + secret)
                        .statusCode())
                .isEqualTo(401);
        a.shares.sharing().sent().remove(EINSTEIN, share.id());
        assertThat(get("one.txt")).isEqualTo("404");
    }

    @Test
    void the_secret_opens_its_share_and_nothing_else() throws Exception {
        sites();
        paperInFolder();
        assertThat(a.ask("einstein", "MKCOL", HOME + "Other", "").statusCode()).isEqualTo(201);
        OcmOut share = share("home/Relativity", List.of("read"));
        OcmOut other = share("home/Other", List.of("read", "write"));
        String secret = a.secret(share.id());
        String bearer = "Bearer " + secret;
        String root = "/remote.php/dav/ocm/" + share.id();

        assertThat(opened(root, bearer)).isEqualTo(207);
        assertThat(opened(root + "/paper.txt", "bearer " + secret)).isEqualTo(207);
        assertThat(opened("/dav/ocm/" + share.id(), bearer)).isEqualTo(207);
        assertThat(opened("/remote.php/dav/ocm/" + other.id(), bearer)).isEqualTo(401);
        assertThat(opened(root, "Bearer " + a.secret(other.id()))).isEqualTo(401);
        assertThat(opened(root + "/../" + other.id(), bearer)).isIn(400, 401);
        assertThat(opened(root, "Bearer wrong")).isEqualTo(401);
        assertThat(opened(root, "Basic " + base64("einstein:nietsnie"))).isEqualTo(401);
        assertThat(opened("/remote.php/webdav/", bearer)).isEqualTo(401);
        assertThat(a.send("PROPFIND", root, "", "Depth", "infinity", "Authorization", bearer)
                        .statusCode())
                .isEqualTo(403);
        assertThat(a.send("PUT", root + "/new", "x", "Authorization", bearer).statusCode())
                .isEqualTo(403);
        assertThat(a.send("DELETE", root, "", "Authorization", bearer).statusCode())
                .isEqualTo(403);
        assertThat(a.send(
                                "COPY",
                                root + "/paper.txt",
                                "",
                                "Destination",
                                "/remote.php/dav/ocm/" + other.id() + "/stolen",
                                "Authorization",
                                bearer)
                        .statusCode())
                .isEqualTo(403);

        String old = "Basic " + base64(secret + ":");
        assertThat(opened("/public.php/webdav/paper.txt", old)).isEqualTo(207);
        assertThat(opened("/remote.php/dav/ocm/paper.txt", old)).isEqualTo(207);
        assertThat(opened(root + "/paper.txt", old)).isEqualTo(207);
    }

    @Test
    void what_lies_beside_a_shared_folder_and_begins_alike_stays_closed() throws Exception {
        sites();
        paperInFolder();
        assertThat(a.ask("einstein", "MKCOL", HOME + "Relativity2", "").statusCode())
                .isEqualTo(201);
        assertThat(a.ask("einstein", "PUT", HOME + "Relativity2/draft.txt", "not for you")
                        .statusCode())
                .isEqualTo(201);
        OcmOut share = share("home/Relativity", List.of("read", "write"));
        accept();
        String secret = a.secret(share.id());
        assertThat(Base64.getUrlDecoder().decode(secret)).hasSize(32);
        String bearer = "Bearer " + secret;
        String root = "/remote.php/dav/ocm/" + share.id();

        for (String path : List.of(
                root + "2/draft.txt",
                root + "/../Relativity2/draft.txt",
                root + "/%2e%2e/Relativity2/draft.txt",
                root + "/..%2fRelativity2%2fdraft.txt",
                root + "/%252e%252e/Relativity2/draft.txt",
                root + "/..%5cRelativity2/draft.txt")) {
            assertThat(opened(path, bearer)).as(path).isIn(400, 401, 404);
        }
        for (String to : List.of(root + "/../Relativity2/x", root + "2/x", "/remote.php/webdav/Relativity2/x")) {
            for (String method : List.of("MOVE", "COPY")) {
                assertThat(a.send(method, root + "/paper.txt", "", "Destination", to, "Authorization", bearer)
                                .statusCode())
                        .as(method + to)
                        .isBetween(400, 502);
            }
        }
        assertThat(get("Relativity2/draft.txt")).isEqualTo("404");
        assertThat(get("Relativity/paper.txt")).isEqualTo("E = mc2");
        assertThat(a.ask("einstein", "PROPFIND", HOME + "Relativity2/", "", "Depth", "1")
                        .body())
                .doesNotContain("Relativity2/x");
    }

    private int opened(String path, String authorization) throws IOException {
        return a.send("PROPFIND", path, "", "Depth", "0", "Authorization", authorization)
                .statusCode();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void a_site_that_is_gone_is_told_as_such_and_comes_back() throws Exception {
        sites();
        paperInFolder();
        share("home/Relativity", List.of("read"));
        accept();
        assertThat(get("Relativity/paper.txt")).isEqualTo("E = mc2");

        a.stop();
        assertThat(get("Relativity/paper.txt")).isEqualTo("503");
        assertThat(b.ask("marie", "PROPFIND", HOME, "", "Depth", "1").statusCode())
                .isEqualTo(207);
        a.start();
        assertThat(get("Relativity/paper.txt")).isEqualTo("E = mc2");

        b.stop();
        assertThatThrownBy(() -> share("home/secret.txt", List.of("read"))).isInstanceOf(Unavailable.class);
        assertThat(a.sent(EINSTEIN)).hasSize(1);
    }

    @Test
    void what_is_shared_follows_its_resource_and_ends_with_its_owners_right() throws Exception {
        sites();
        paperInFolder();
        share("home/Relativity", List.of("read", "write"));
        accept();
        assertThat(a.ask("einstein", "MOVE", HOME + "Relativity", "", "Destination", HOME + "Renamed")
                        .statusCode())
                .isEqualTo(201);
        assertThat(get("Relativity/paper.txt")).isEqualTo("E = mc2");
        assertThat(a.ask("einstein", "DELETE", HOME + "Renamed", "").statusCode())
                .isEqualTo(204);
        assertThat(get("Relativity/paper.txt")).isEqualTo("404");
    }

    @Test
    void a_share_that_is_over_opens_nothing() throws Exception {
        sites();
        paperInFolder();
        OcmOut share = share("home/Relativity", List.of("read"));
        accept();
        Instant soon = Instant.now().plusMillis(800);
        a.shares
                .sharing()
                .sent()
                .update(EINSTEIN, share.id(), new OcmShares.Changes(Optional.empty(), true, Optional.of(soon)));
        until(() -> get("Relativity/paper.txt").equals("404"));
        assertThat(opened("/remote.php/dav/ocm/" + share.id(), "Bearer " + a.secret(share.id())))
                .isEqualTo(401);

        a.sharing.sweep().run();
        assertThat(a.sharing.rows().find(share.id())).isEmpty();
        until(() -> b.received(MARIE).isEmpty());
    }

    @Test
    void what_cannot_be_shared_is_refused_in_the_right_words() throws Exception {
        sites();
        paperInFolder();
        share("home/Relativity", List.of("read"));
        assertThatThrownBy(() -> share("home/Relativity", List.of("read"))).isInstanceOf(AlreadyExists.class);
        assertThatThrownBy(() -> share("home/Nothing", List.of("read")))
                .isInstanceOf(org.weft.spi.WeftException.NotFound.class);
        assertThatThrownBy(() -> a.shares
                        .sharing()
                        .sent()
                        .create(
                                EINSTEIN,
                                new OcmShares.Wanted(
                                        Target.path(RelPath.parse("home/secret.txt")),
                                        new UserId(b.host, "nobody", UserType.FEDERATED),
                                        false,
                                        Rights.read(),
                                        Optional.empty(),
                                        "")))
                .isInstanceOf(org.weft.spi.WeftException.NotFound.class)
                .hasMessageContaining("NOT_FOUND");
        assertThat(a.sent(EINSTEIN)).hasSize(1);
    }

    @Test
    void a_declined_share_ends_at_the_owner() throws Exception {
        sites();
        paperInFolder();
        share("home/Relativity", List.of("read"));
        b.shares.sharing().received().update(MARIE, onlyReceived().share().id(), Decision.state(ShareState.REJECTED));
        until(() -> a.sent(EINSTEIN).isEmpty());
    }

    @Test
    void to_delete_what_was_received_declines_it_and_its_owner_hears_of_it() throws Exception {
        sites();
        paperInFolder();
        share("home/Relativity", List.of("read", "write"));
        accept();
        assertThat(get("Relativity/paper.txt")).isEqualTo("E = mc2");

        assertThat(b.ask("marie", "DELETE", SHARES + "Relativity", "").statusCode())
                .isEqualTo(204);
        assertThat(get("Relativity/paper.txt")).isEqualTo("404");
        assertThat(onlyReceived().reception().state()).isEqualTo(ShareState.REJECTED);
        until(() -> a.sent(EINSTEIN).isEmpty());
        assertThat(a.ask("einstein", "GET", HOME + "Relativity/paper.txt", "").body())
                .isEqualTo("E = mc2");
        assertThatThrownBy(this::accept)
                .isInstanceOf(org.weft.spi.WeftException.PreconditionFailed.class)
                .hasMessageContaining("ended");
    }

    @Test
    void the_rules_of_the_site_are_asked_about_shares_with_other_sites_too() throws Exception {
        sites();
        paperInFolder();
        a.people
                .site()
                .policy
                .set(wanted -> wanted instanceof OcmOut
                        ? new SharePolicy.Refuse("nothing leaves the house")
                        : new SharePolicy.Allow());
        assertThatThrownBy(() -> share("home/Relativity", List.of("read")))
                .isInstanceOf(org.weft.spi.WeftException.Forbidden.class)
                .hasMessageContaining("nothing leaves the house");
        assertThat(b.received(MARIE)).isEmpty();

        Instant end = Instant.now().plusSeconds(3600).truncatedTo(java.time.temporal.ChronoUnit.SECONDS);
        a.people.site().policy.set(wanted -> new SharePolicy.Narrow(Rights.read(), Optional.of(end)));
        OcmOut share = share("home/Relativity", List.of("read", "write"));
        assertThat(share.rights()).isEqualTo(Rights.read());
        assertThat(onlyReceived().share().expires()).contains(end);
        accept();
        assertThat(b.ask("marie", "PUT", SHARES + "Relativity/new.txt", "x").statusCode())
                .isEqualTo(403);
        OcmShares.Changes more =
                new OcmShares.Changes(Optional.of(OcmRights.of(List.of("read", "write"))), false, Optional.empty());
        assertThat(a.shares.sharing().sent().update(EINSTEIN, share.id(), more).rights())
                .isEqualTo(Rights.read());
    }

    @Test
    void only_contacts_share_where_that_is_the_rule() throws Exception {
        sites("must-invite = true");
        paperInFolder();
        assertThatThrownBy(() -> share("home/Relativity", List.of("read")))
                .isInstanceOf(org.weft.spi.WeftException.NotFound.class)
                .hasMessageContaining("contacts");
        a.befriend(EINSTEIN.user(), at(b, MARIE.user()));
        assertThatThrownBy(() -> share("home/Relativity", List.of("read")))
                .isInstanceOf(org.weft.spi.WeftException.Forbidden.class);
        b.befriend(MARIE.user(), at(a, EINSTEIN.user()));
        assertThat(share("home/Relativity", List.of("read")).delivery()).isEqualTo(OcmOut.Delivery.SENT);
    }
}
