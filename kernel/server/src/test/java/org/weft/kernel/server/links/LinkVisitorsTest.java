/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server.links;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayInputStream;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.sharing.link.LinkChange;
import org.weft.kernel.sharing.link.LinkType;
import org.weft.kernel.sharing.link.NewLink;
import org.weft.kernel.sharing.share.LocalShares;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.kernel.storage.resource.Resource;
import org.weft.kernel.testing.OverWire;
import org.weft.spi.Caller;
import org.weft.spi.TraceId;
import org.weft.spi.UserType;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.app.FileAccess;
import org.weft.spi.app.ViewMode;
import org.weft.spi.app.Write;
import org.weft.spi.share.Link;
import org.weft.spi.share.Share;
import org.weft.spi.storage.Grant;
import org.weft.spi.storage.Rights;

/** What visitors of public links, and receivers of shares, can do with a file in an app. */
@OverWire
class LinkVisitorsTest {

    private static final String[] FORM = {"Content-Type", "application/x-www-form-urlencoded"};

    @TempDir
    Path data;

    private LinkedServer site;

    @BeforeEach
    void start() throws Exception {
        site = new LinkedServer(data);
        site.make("home/work");
        site.put("home/work/a.txt", "first");
        site.put("home/outside.txt", "outside");
    }

    @AfterEach
    void stop() {
        site.close();
    }

    private HttpResponse<String> post(String path, String form, String... more) throws Exception {
        String[] headers = new String[more.length + 2];
        System.arraycopy(FORM, 0, headers, 0, 2);
        System.arraycopy(more, 0, headers, 2, more.length);
        return site.ask("POST", path, form, headers);
    }

    private static JsonObject json(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JsonParser.parseString(answer.body()).getAsJsonObject();
    }

    private JsonObject open(Link link, String path) throws Exception {
        return json(post("/app/open", "path=" + path, "public-token", link.token()));
    }

    private static String token(JsonObject opened) {
        return opened.getAsJsonObject("form_parameters").get("access_token").getAsString();
    }

    private FileAccess access(JsonObject opened) {
        return site.apps.find("pen", token(opened), new TraceId("test")).orElseThrow();
    }

    private static void write(FileAccess file, String text) throws Exception {
        file.put(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), Write.plain());
    }

    private static String id(Resource resource) {
        return URLEncoder.encode(resource.id().toString(), StandardCharsets.UTF_8);
    }

    @Test
    void a_visitor_of_an_edit_link_edits() throws Exception {
        JsonObject opened = open(site.link("home/work", LinkType.EDIT), "/a.txt");

        FileAccess file = access(opened);
        write(file, "by a visitor");

        assertThat(opened.get("forced_viewmode_reason").getAsString()).isEmpty();
        assertThat(file.mode()).isEqualTo(ViewMode.READ_WRITE);
        assertThat(file.user().id().type()).isEqualTo(UserType.GUEST);
        assertThat(file.shareUrl(ViewMode.READ_ONLY)).isEmpty();
        assertThat(site.read("home/work/a.txt")).isEqualTo("by a visitor");
    }

    @Test
    void a_link_to_one_file_opens_it_and_nothing_beside_it() throws Exception {
        JsonObject opened = open(site.link("home/work/a.txt", LinkType.EDIT), "/");

        FileAccess file = access(opened);
        write(file, "alone");

        assertThat(site.read("home/work/a.txt")).isEqualTo("alone");
        assertThat(file.parent()).isEmpty();
    }

    @Test
    void a_visitor_of_a_view_link_reads_and_is_told_why_no_more() throws Exception {
        JsonObject opened = open(site.link("home/work", LinkType.VIEW), "/a.txt");

        FileAccess file = access(opened);

        assertThat(opened.get("forced_viewmode_reason").getAsString()).isEqualTo("you may not change this file");
        assertThat(file.mode()).isEqualTo(ViewMode.READ_ONLY);
        assertThat(file.stat().size()).isEqualTo(5);
        assertThatThrownBy(() -> write(file, "x")).isInstanceOf(Forbidden.class);
        assertThatThrownBy(() -> file.lock("L", Duration.ofMinutes(30))).isInstanceOf(Forbidden.class);
        assertThat(site.read("home/work/a.txt")).isEqualTo("first");
    }

    @Test
    void a_link_to_hand_files_in_opens_nothing() throws Exception {
        Link link = site.link("home/work", LinkType.UPLOAD_ONLY);

        assertThat(post("/app/open", "path=/a.txt", "public-token", link.token())
                        .statusCode())
                .isEqualTo(404);
        assertThat(site.status("GET", "/s/" + link.token() + "/open?path=%2Fa.txt"))
                .isEqualTo(403);
    }

    @Test
    void a_link_with_a_password_asks_for_it() throws Exception {
        Link link = site.link("home/work", LinkType.EDIT, "secret");
        String url = "/app/open?public-token=" + link.token();

        assertThat(post(url, "path=/a.txt").statusCode()).isEqualTo(401);
        assertThat(post(url, "path=/a.txt", "Authorization", LinkedServer.basic("public", "wrong"))
                        .statusCode())
                .isEqualTo(401);
        JsonObject opened = json(post(url, "path=/a.txt", "Authorization", LinkedServer.basic("public", "secret")));
        assertThat(access(opened).mode()).isEqualTo(ViewMode.READ_WRITE);
        assertThat(post("/app/open", "path=/a.txt", "public-token", "x".repeat(22))
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void what_lies_outside_of_a_link_is_not_found() throws Exception {
        Link link = site.link("home/work", LinkType.EDIT);
        String outside = id(site.put("home/outside.txt", "outside"));

        assertThat(post("/app/open", "file_id=" + outside, "public-token", link.token())
                        .statusCode())
                .isEqualTo(404);
        assertThat(post("/app/open", "path=/../outside.txt", "public-token", link.token())
                        .statusCode())
                .isEqualTo(400);
        String inside = id(site.put("home/work/b.txt", "inside"));
        assertThat(access(json(post("/app/open", "file_id=" + inside, "public-token", link.token())))
                        .stat()
                        .name())
                .isEqualTo("b.txt");
    }

    @Test
    void a_session_ends_in_the_moment_that_its_link_is_removed() throws Exception {
        Link link = site.link("home/work", LinkType.EDIT);
        FileAccess file = access(open(link, "/a.txt"));
        write(file, "in time");

        site.links.links().remove(site.einstein(), link.id());

        assertThatThrownBy(file::stat).isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> write(file, "late")).isInstanceOf(WeftException.class);
        assertThat(site.read("home/work/a.txt")).isEqualTo("in time");
    }

    @Test
    void a_session_writes_no_more_when_its_link_is_for_viewing_from_now_on() throws Exception {
        Link link = site.link("home/work", LinkType.EDIT);
        FileAccess file = access(open(link, "/a.txt"));

        site.links.links().update(site.einstein(), link.id(), new LinkChange.ToRights(LinkType.VIEW.rights()));

        assertThat(file.stat().size()).isEqualTo(5);
        assertThatThrownBy(() -> write(file, "late")).isInstanceOf(Forbidden.class);
    }

    @Test
    void a_session_ends_with_its_link_and_its_token_says_so() throws Exception {
        Instant end = Instant.now().plus(Duration.ofMinutes(20));
        Link link = site.links
                .links()
                .create(
                        site.einstein(),
                        LinkedServer.at("home/work"),
                        NewLink.of(LinkType.EDIT.rights()).until(end));
        JsonObject opened = open(link, "/a.txt");
        FileAccess file = access(opened);

        assertThat(file.expires()).isBeforeOrEqualTo(end);
        assertThat(opened.getAsJsonObject("form_parameters")
                        .get("access_token_ttl")
                        .getAsLong())
                .isLessThanOrEqualTo(end.toEpochMilli());
        site.clock.advance(Duration.ofMinutes(21));
        assertThatThrownBy(file::stat).isInstanceOf(WeftException.Unauthenticated.class);
        assertThat(site.apps.find("pen", token(opened), new TraceId("test"))).isEmpty();
    }

    @Test
    void sessions_end_with_the_password_they_were_opened_by() throws Exception {
        Link link = site.link("home/work", LinkType.EDIT, "first");
        FileAccess first = access(json(post(
                "/app/open?public-token=" + link.token(),
                "path=/a.txt",
                "Authorization",
                LinkedServer.basic("public", "first"))));
        write(first, "with the first");

        site.links.links().update(site.einstein(), link.id(), new LinkChange.ToPassword(Optional.of("second")));
        assertThatThrownBy(first::stat).isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> write(first, "late")).isInstanceOf(WeftException.class);
        FileAccess second = access(json(post(
                "/app/open?public-token=" + link.token(),
                "path=/a.txt",
                "Authorization",
                LinkedServer.basic("public", "second"))));
        write(second, "with the second");

        site.links.links().update(site.einstein(), link.id(), new LinkChange.ToPassword(Optional.empty()));
        assertThatThrownBy(second::stat).isInstanceOf(NotFound.class);
        FileAccess open = access(open(link, "/a.txt"));
        write(open, "with none");

        site.links.links().update(site.einstein(), link.id(), new LinkChange.ToRights(LinkType.VIEW.rights()));
        assertThatThrownBy(() -> write(open, "late")).isInstanceOf(WeftException.class);
        site.links.links().update(site.einstein(), link.id(), new LinkChange.ToRights(LinkType.UPLOAD_ONLY.rights()));
        assertThatThrownBy(() -> open.open().close()).isInstanceOf(WeftException.class);
        site.links.links().update(site.einstein(), link.id(), new LinkChange.ToRights(Rights.none()));
        assertThatThrownBy(open::stat).isInstanceOf(NotFound.class);
        assertThat(site.read("home/work/a.txt")).isEqualTo("with none");
    }

    @Test
    void two_visitors_have_two_sessions_of_one_file() throws Exception {
        Link link = site.link("home/work", LinkType.EDIT);

        FileAccess one = access(open(link, "/a.txt"));
        FileAccess other = access(open(link, "/a.txt"));

        assertThat(one.id()).isEqualTo(other.id());
        assertThat(one.session()).isNotEqualTo(other.session());
        one.lock("shared", Duration.ofMinutes(30));
        other.put(
                new ByteArrayInputStream("both".getBytes(StandardCharsets.UTF_8)),
                Write.plain().lock("shared"));
        other.unlock("shared");
        assertThat(site.read("home/work/a.txt")).isEqualTo("both");
    }

    @Test
    void a_visitor_makes_a_new_file_where_the_link_lets_them() throws Exception {
        Link edit = site.link("home/work", LinkType.EDIT);
        Link view = site.link("home/work", LinkType.VIEW);
        String form = "parent_container_id="
                + URLEncoder.encode(edit.resource().orElseThrow().toString(), StandardCharsets.UTF_8)
                + "&filename=";

        assertThat(json(post("/app/new", form + "n.txt", "public-token", edit.token()))
                        .has("file_id"))
                .isTrue();
        assertThat(post("/app/new", form + "m.txt", "public-token", view.token())
                        .statusCode())
                .isEqualTo(403);
        assertThat(site.names("home/work")).containsExactly("a.txt", "n.txt");
    }

    @Test
    void a_page_of_another_site_opens_nothing_by_a_link() throws Exception {
        Link link = site.link("home/work", LinkType.EDIT);

        assertThat(post("/app/open?public-token=" + link.token(), "path=/a.txt", "Sec-Fetch-Site", "cross-site")
                        .statusCode())
                .isEqualTo(403);
        assertThat(site.ask(
                                "GET",
                                "/s/" + link.token() + "/open?path=%2Fa.txt",
                                "",
                                "Sec-Fetch-Site",
                                "cross-site",
                                "Sec-Fetch-Dest",
                                "iframe")
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void the_page_of_a_link_opens_what_an_app_takes() throws Exception {
        site.put("home/work/b.unknown", "x");
        String url = "/s/" + site.link("home/work", LinkType.EDIT).token();

        String page = site.ask("GET", url, "").body();
        HttpResponse<String> framed = site.ask("GET", url + "/open?path=%2Fa.txt", "");

        assertThat(page).contains("href=\"" + url + "/open?path=%2Fa.txt\"").doesNotContain("/open?path=%2Fb.unknown");
        assertThat(framed.statusCode()).isEqualTo(200);
        assertThat(framed.body()).contains("<iframe", "name=\"access_token\"", "a.txt");
        assertThat(framed.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("frame-src https://office.example.org;", "frame-ancestors 'none'");
        assertThat(site.status("GET", url + "/open?path=%2Fb.unknown")).isEqualTo(404);
        assertThat(site.status("GET", url + "/open")).as("a folder").isEqualTo(404);
        assertThat(site.status("POST", url + "/open?path=%2Fa.txt")).isEqualTo(405);
        String file = "/s/" + site.link("home/work/a.txt", LinkType.VIEW).token();
        assertThat(site.ask("GET", file, "").body()).contains("href=\"" + file + "/open\"", "Open in Pen");
        assertThat(site.ask("GET", file + "/open?view_mode=write", "").body())
                .contains("Opened for reading only: you may not change this file.");
    }

    @Test
    void the_page_of_a_link_with_a_password_leads_to_the_form() throws Exception {
        String url = "/s/" + site.link("home/work", LinkType.EDIT, "secret").token();

        HttpResponse<String> locked = site.ask("GET", url + "/open?path=%2Fa.txt", "");
        assertThat(locked.statusCode()).isEqualTo(303);
        assertThat(locked.headers().firstValue("Location")).hasValue(url);
        String cookie = post(url, "password=secret")
                .headers()
                .firstValue("Set-Cookie")
                .orElseThrow()
                .split(";", 2)[0];
        assertThat(site.ask("GET", url + "/open?path=%2Fa.txt", "", "Cookie", cookie)
                        .body())
                .contains("<iframe");
    }

    @Test
    void a_receiver_of_a_share_to_look_reads_and_is_told_why_no_more() throws Exception {
        Caller marie = site.caller(FakeSite.MARIE);
        Share share = site.sharing
                .shares()
                .create(
                        site.einstein(),
                        LinkedServer.at("home/work"),
                        new Grant.ToUser(marie.user()),
                        Rights.read(),
                        LocalShares.Terms.usual());
        String form = "file_id=" + id(site.put("home/work/a.txt", "first"));
        String[] hers = {"Authorization", LinkedServer.basic("marie", "eiram")};

        JsonObject opened = json(post("/app/open", form, hers));
        FileAccess file = access(opened);

        assertThat(opened.get("forced_viewmode_reason").getAsString()).isEqualTo("you may not change this file");
        assertThatThrownBy(() -> write(file, "x")).isInstanceOf(Forbidden.class);
        site.sharing.shares().update(site.einstein(), share.id(), LocalShares.Change.rights(LinkType.EDIT.rights()));
        FileAccess again = access(json(post("/app/open", form, hers)));
        write(again, "by the receiver");
        site.sharing.shares().remove(site.einstein(), share.id());
        assertThatThrownBy(again::stat).isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> write(again, "late")).isInstanceOf(WeftException.class);
        assertThat(site.read("home/work/a.txt")).isEqualTo("by the receiver");
    }
}
