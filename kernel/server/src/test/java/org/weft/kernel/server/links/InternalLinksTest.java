/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server.links;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.sharing.link.LinkChange;
import org.weft.kernel.sharing.link.LinkCredential;
import org.weft.kernel.sharing.link.LinkRules;
import org.weft.kernel.sharing.link.LinkType;
import org.weft.kernel.sharing.link.NewLink;
import org.weft.kernel.sharing.link.PublicLinks;
import org.weft.kernel.sharing.share.LocalShares;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.kernel.storage.resource.StatSpec;
import org.weft.kernel.testing.OverWire;
import org.weft.spi.Caller;
import org.weft.spi.TraceId;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.share.Link;
import org.weft.spi.share.Share;
import org.weft.spi.share.SharePolicy;
import org.weft.spi.storage.Grant;
import org.weft.spi.storage.Right;
import org.weft.spi.storage.Rights;

/** Links that give nothing by themselves, and lead people who have access anyway. */
@OverWire
class InternalLinksTest {

    private static final String DAV = "/remote.php/dav/public-files/";

    @TempDir
    Path data;

    private LinkedServer site;

    @BeforeEach
    void start() throws Exception {
        begin(LinkRules.usual(), List.of());
    }

    private void begin(LinkRules rules, List<SharePolicy> policies) throws Exception {
        site = new LinkedServer(data, rules, policies);
        site.make("home/work");
        site.put("home/work/a.txt", "first");
        site.put("home/outside.txt", "outside");
    }

    @AfterEach
    void stop() {
        site.close();
    }

    private Link internal(String path) {
        return site.links.links().create(site.einstein(), LinkedServer.at(path), NewLink.of(Rights.none()));
    }

    private Share share(String path, Rights rights) {
        return site.sharing
                .shares()
                .create(
                        site.einstein(),
                        LinkedServer.at(path),
                        new Grant.ToUser(FakeSite.MARIE.id()),
                        rights,
                        LocalShares.Terms.usual());
    }

    /** The cookie of who signed in on the way to a page. */
    private String[] signedIn(String user, String back) throws Exception {
        HttpResponse<String> answer = site.ask(
                "POST",
                "/signin",
                "user=" + user + "&password=" + new StringBuilder(user).reverse() + "&back="
                        + URLEncoder.encode(back, StandardCharsets.UTF_8),
                "Content-Type",
                "application/x-www-form-urlencoded");
        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(header(answer, "Location")).isEqualTo(back);
        return new String[] {"Cookie", header(answer, "Set-Cookie").split(";", 2)[0]};
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    private static String[] basic(String user) {
        return new String[] {
            "Authorization",
            LinkedServer.basic(user, new StringBuilder(user).reverse().toString())
        };
    }

    @Test
    void a_stranger_is_asked_to_sign_in_and_sees_nothing() throws Exception {
        String url = "/s/" + internal("home/work").token();

        for (String path : List.of(url, url + "?path=%2Fa.txt")) {
            HttpResponse<String> answer = site.ask("GET", path, "");
            assertThat(answer.statusCode()).isEqualTo(303);
            assertThat(header(answer, "Location")).isEqualTo("/signin?back=" + url);
            assertThat(header(answer, "Cache-Control")).isEqualTo("no-store");
            assertThat(answer.body()).isEmpty();
        }
        for (String path : List.of("/download", "/download?path=%2Fa.txt", "/open?path=%2Fa.txt")) {
            HttpResponse<String> answer = site.ask("GET", url + path, "");
            assertThat(answer.statusCode()).as(path).isEqualTo(303);
            assertThat(header(answer, "Location")).as(path).isEqualTo(url);
        }
        assertThat(site.ask("PUT", url + "/upload?path=%2F&name=x.txt", "x", "X-Requested-With", "weft")
                        .statusCode())
                .isEqualTo(401);
        HttpResponse<String> guess =
                site.ask("POST", url, "password=guess", "Content-Type", "application/x-www-form-urlencoded");
        assertThat(guess.statusCode()).isEqualTo(403);
        assertThat(guess.headers().firstValue("Set-Cookie")).isEmpty();
        assertThat(site.ask("GET", "/s/" + "x".repeat(22), "").statusCode()).isEqualTo(404);
        assertThat(site.names("home/work")).containsExactly("a.txt");
    }

    @Test
    void who_has_access_is_led_to_the_folder_and_has_the_rights_they_have_anyway() throws Exception {
        String url = "/s/" + internal("home/work").token();
        share("home/work", Rights.read());
        String[] marie = signedIn("marie", url);

        HttpResponse<String> page = site.ask("GET", url, "", marie);
        assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
        assertThat(page.body()).contains("a.txt", "In your files at").doesNotContain("id=\"upload\"", "outside");
        assertThat(header(page, "Cache-Control")).isEqualTo("no-store");
        assertThat(page.headers().firstValue("Set-Cookie")).isEmpty();
        assertThat(site.ask("GET", url + "/download?path=%2Fa.txt", "", marie).body())
                .isEqualTo("first");
        assertThat(header(site.ask("GET", url + "/download", "", marie), "Content-Type"))
                .isEqualTo("application/zip");
        assertThat(site.ask("PUT", url + "/upload?path=%2F&name=x.txt", "x", with(marie, "X-Requested-With", "weft"))
                        .statusCode())
                .as("to look only")
                .isEqualTo(403);

        String[] einstein = signedIn("einstein", url);
        assertThat(site.ask("GET", url, "", einstein).body())
                .contains("id=\"upload\"", "href=\"/remote.php/dav/tree/home/work\"");
        assertThat(site.ask("PUT", url + "/upload?path=%2F&name=x.txt", "x", with(einstein, "X-Requested-With", "weft"))
                        .statusCode())
                .isEqualTo(201);
    }

    private static String[] with(String[] headers, String name, String value) {
        return new String[] {headers[0], headers[1], name, value};
    }

    @Test
    void a_single_file_is_shown_to_who_has_access() throws Exception {
        String url = "/s/" + internal("home/work/a.txt").token();
        share("home/work", Rights.read());
        String[] marie = signedIn("marie", url);

        assertThat(site.ask("GET", url, "", marie).body()).contains("a.txt", "Download");
        assertThat(site.ask("GET", url + "/download", "", marie).body()).isEqualTo("first");
    }

    @Test
    void who_has_no_access_is_told_so_and_who_lost_it_at_once() throws Exception {
        String url = "/s/" + internal("home/work").token();
        String[] marie = signedIn("marie", url);

        HttpResponse<String> page = site.ask("GET", url, "", marie);
        assertThat(page.statusCode()).isEqualTo(404);
        assertThat(page.body())
                .contains("was not shared with you", "signed in as marie")
                .doesNotContain("work", "a.txt");
        assertThat(site.ask("GET", url + "/download", "", marie).statusCode()).isEqualTo(404);

        Share share = share("home/work", Rights.read());
        assertThat(site.ask("GET", url, "", marie).statusCode()).isEqualTo(200);
        site.sharing.shares().remove(site.einstein(), share.id());
        assertThat(site.ask("GET", url, "", marie).statusCode()).isEqualTo(404);
        assertThat(site.ask("GET", url + "/download?path=%2Fa.txt", "", marie).statusCode())
                .isEqualTo(404);
    }

    @Test
    void it_ends_with_its_row_and_at_its_end() throws Exception {
        Link brief = site.links
                .links()
                .create(
                        site.einstein(),
                        LinkedServer.at("home/work"),
                        NewLink.of(Rights.none()).until(site.clock.instant().plus(Duration.ofHours(1))));
        Link removed = internal("home/work");
        String[] einstein = signedIn("einstein", "/s/" + brief.token());

        assertThat(site.ask("GET", "/s/" + brief.token(), "", einstein).statusCode())
                .isEqualTo(200);
        site.clock.advance(Duration.ofHours(1));
        site.links.links().remove(site.einstein(), removed.id());
        for (Link over : List.of(brief, removed)) {
            assertThat(site.ask("GET", "/s/" + over.token(), "").statusCode()).isEqualTo(404);
            assertThat(site.ask("GET", "/s/" + over.token(), "", einstein).statusCode())
                    .isEqualTo(404);
            assertThat(site.ask("PROPFIND", DAV + over.token(), "", basic("einstein"))
                            .statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void over_webdav_it_gives_nothing_without_a_sign_in_and_then_what_one_has_anyway() throws Exception {
        String root = DAV + internal("home/work").token();
        String what = "<d:propfind xmlns:d=\"DAV:\" xmlns:oc=\"http://owncloud.org/ns\"><d:prop><oc:fileid/>"
                + "<oc:public-link-permission/></d:prop></d:propfind>";

        HttpResponse<String> stranger = site.ask("PROPFIND", root, what, "Depth", "1");
        assertThat(stranger.statusCode()).isEqualTo(401);
        assertThat(stranger.body()).doesNotContain("work", "a.txt");
        for (String method : List.of("GET", "HEAD", "PUT", "DELETE", "MKCOL", "PROPPATCH", "LOCK")) {
            assertThat(site.status(method, root + "/a.txt")).as(method).isEqualTo(401);
            assertThat(site.status(method, root + "/a.txt", "Authorization", LinkedServer.basic("public", "guess")))
                    .as(method)
                    .isEqualTo(401);
        }
        assertThat(site.ask("PROPFIND", root, what, basic("marie")).statusCode())
                .isEqualTo(404);
        Share share = share("home/work", Rights.read());
        HttpResponse<String> listing = site.ask("PROPFIND", root, what, with(basic("marie"), "Depth", "1"));
        assertThat(listing.statusCode()).isEqualTo(207);
        assertThat(listing.body())
                .contains(root + "/a.txt", "<oc:public-link-permission>0</oc:public-link-permission>", "<oc:fileid>");
        assertThat(site.ask("GET", root + "/a.txt", "", basic("marie")).body()).isEqualTo("first");
        assertThat(site.ask("PUT", root + "/b.txt", "x", basic("marie")).statusCode())
                .isEqualTo(403);
        assertThat(site.ask("PUT", root + "/b.txt", "x", basic("einstein")).statusCode())
                .isEqualTo(201);
        assertThat(site.ask("DELETE", root, "", basic("einstein")).statusCode())
                .as("what it leads to stays")
                .isEqualTo(403);
        site.sharing.shares().remove(site.einstein(), share.id());
        assertThat(site.ask("GET", root + "/a.txt", "", basic("marie")).statusCode())
                .isEqualTo(404);
    }

    @Test
    void guests_come_in_by_no_other_door() throws Exception {
        Link link = internal("home/work");

        assertThat(site.ask("GET", "/archiver?path=%2F&public-token=" + link.token(), "")
                        .statusCode())
                .isEqualTo(403);
        assertThat(site.ask(
                                "POST",
                                "/app/open?public-token=" + link.token(),
                                "path=/a.txt",
                                "Content-Type",
                                "application/x-www-form-urlencoded")
                        .statusCode())
                .isEqualTo(403);
        Link other = site.link("home/work", LinkType.VIEW);
        assertThatThrownBy(() -> site.links.links().follow(guest(other), link)).isInstanceOf(Forbidden.class);
    }

    private Caller guest(Link link) {
        return site.links
                .authenticator()
                .enter(link, LinkCredential.none(), "192.0.2.1")
                .caller(new TraceId("test"));
    }

    @Test
    void what_visitors_hold_of_a_public_link_ends_when_it_becomes_an_internal_one() throws Exception {
        Link link = site.link("home/work", LinkType.VIEW, "secret");
        var visit = site.links
                .authenticator()
                .enter(link, new LinkCredential.Password("secret"), "192.0.2.1")
                .caller(new TraceId("test"));
        assertThat(site.site.files.stat(visit, PublicLinks.target(link), wanted()))
                .isNotNull();

        Link closed = site.links.links().update(site.einstein(), link.id(), new LinkChange.ToRights(Rights.none()));
        assertThat(closed.isInternal()).isTrue();
        assertThat(closed.passwordHash()).isEmpty();
        assertThat(closed.token()).isEqualTo(link.token());
        assertThatThrownBy(() -> site.site.files.stat(visit, PublicLinks.target(link), wanted()))
                .isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> site.site.files.stat(visit, LinkedServer.at("public/" + link.token()), wanted()))
                .isInstanceOf(NotFound.class);
        assertThat(site.ask("GET", "/s/" + link.token(), "").statusCode()).isEqualTo(303);

        site.links.links().update(site.einstein(), link.id(), new LinkChange.ToRights(LinkType.VIEW.rights()));
        assertThat(site.ask("GET", "/s/" + link.token(), "").statusCode()).isEqualTo(200);
    }

    private static StatSpec wanted() {
        return StatSpec.node();
    }

    @Test
    void it_has_no_password_and_needs_none_where_public_links_do() throws Exception {
        stop();
        begin(new LinkRules(true, true, Optional.empty()), List.of());
        var links = site.links.links();
        Link link = internal("home/work");

        assertThatThrownBy(() -> links.create(
                        site.einstein(),
                        LinkedServer.at("home/work"),
                        NewLink.of(Rights.none()).withPassword("secret")))
                .isInstanceOf(InvalidArgument.class)
                .hasMessageContaining("no password");
        assertThatThrownBy(() ->
                        links.update(site.einstein(), link.id(), new LinkChange.ToPassword(Optional.of("secret"))))
                .isInstanceOf(InvalidArgument.class);
        assertThat(links.update(site.einstein(), link.id(), new LinkChange.ToPassword(Optional.empty()))
                        .passwordHash())
                .isEmpty();
        assertThatThrownBy(
                        () -> links.update(site.einstein(), link.id(), new LinkChange.ToRights(LinkType.VIEW.rights())))
                .isInstanceOf(InvalidArgument.class)
                .hasMessageContaining("need a password");
        assertThat(links.update(
                                site.einstein(),
                                link.id(),
                                new LinkChange.ToRights(LinkType.VIEW.rights(), Optional.of("secret")))
                        .passwordHash())
                .isPresent();
    }

    @Test
    void who_may_look_may_make_one_and_may_not_open_it_to_others() {
        share("home/work", Rights.read());
        var marie = site.caller(FakeSite.MARIE);
        var links = site.links.links();
        var target = PublicLinks.target(internal("home/work"));

        Link hers = links.create(marie, target, NewLink.of(Rights.none()));
        assertThat(hers.isInternal()).isTrue();
        assertThatThrownBy(() -> links.update(marie, hers.id(), new LinkChange.ToRights(LinkType.VIEW.rights())))
                .isInstanceOf(Forbidden.class);
        assertThatThrownBy(() -> links.create(marie, LinkedServer.at("home/nothing"), NewLink.of(Rights.none())))
                .isInstanceOf(NotFound.class);
    }

    @Test
    void the_sites_own_rules_may_refuse_it() throws Exception {
        stop();
        begin(LinkRules.usual(), List.of(new NoReading()));

        assertThatThrownBy(() -> internal("home/work")).isInstanceOf(Forbidden.class);
        assertThatThrownBy(() -> site.links
                        .links()
                        .create(
                                site.einstein(),
                                LinkedServer.at("home/work"),
                                NewLink.of(Rights.of(Right.LIST_CONTAINER, Right.DOWNLOAD))))
                .as("a link of which nothing is left does not become an internal one")
                .isInstanceOf(Forbidden.class);
    }

    private record NoReading() implements SharePolicy {
        @Override
        public Verdict judge(Caller who, Share share) {
            return share.rights().isEmpty()
                    ? new Refuse("no links here")
                    : new Narrow(share.rights().minus(Right.LIST_CONTAINER, Right.DOWNLOAD), Optional.empty());
        }

        @Override
        public void close() {}
    }
}
