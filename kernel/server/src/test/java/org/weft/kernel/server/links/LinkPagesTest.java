/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server.links;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.sharing.link.LinkChange;
import org.weft.kernel.sharing.link.LinkType;
import org.weft.kernel.sharing.link.NewLink;
import org.weft.kernel.storage.resource.StatSpec;
import org.weft.kernel.testing.OverWire;
import org.weft.spi.share.Link;

@OverWire
class LinkPagesTest {

    @TempDir
    Path data;

    private LinkedServer site;

    @BeforeEach
    void start() throws Exception {
        site = new LinkedServer(data);
        site.make("home/work");
        site.make("home/work/sub");
        site.put("home/work/a.txt", "first");
        site.put("home/work/sub/deep.txt", "deep");
        site.put("home/outside.txt", "outside");
    }

    @AfterEach
    void stop() {
        site.close();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    @Test
    void a_folder_is_shown_with_links_that_work_without_scripts() throws Exception {
        String url = "/s/" + site.link("home/work", LinkType.VIEW).token();

        HttpResponse<String> page = site.ask("GET", url, "");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(header(page, "Content-Security-Policy"))
                .contains("default-src 'none'", "script-src 'self'", "form-action 'self'", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(header(page, "Cache-Control")).isEqualTo("no-store");
        assertThat(page.body())
                .contains("<html lang=\"en\">", "<main>", "Albert Einstein", "a.txt", "sub", "5 B")
                .doesNotContain("outside", "<script", "onclick", "style=");
        Matcher download =
                Pattern.compile("href=\"(/s/[^\"]*download[^\"]*a\\.txt)\"").matcher(page.body());
        assertThat(download.find()).isTrue();
        HttpResponse<String> file = site.ask("GET", download.group(1).replace("&amp;", "&"), "");
        assertThat(file.body()).isEqualTo("first");
        assertThat(header(file, "Content-Disposition")).startsWith("attachment; filename=\"a.txt\"");
        assertThat(header(file, "Content-Security-Policy")).contains("sandbox");
        assertThat(site.ask("GET", url + "?path=%2Fsub", "").body())
                .contains("deep.txt", "aria-label=\"Folders above\"");
        assertThat(header(site.ask("GET", url + "/download", ""), "Content-Type"))
                .isEqualTo("application/zip");
        assertThat(header(site.ask("GET", url + "/download?path=%2F&files=a.txt&files=sub", ""), "Content-Type"))
                .isEqualTo("application/zip");
        assertThat(site.ask("GET", url + "/download?path=%2Fsub&files=deep.txt", "")
                        .body())
                .isEqualTo("deep");
        assertThat(site.ask("HEAD", url, "").statusCode()).isEqualTo(200);
        assertThat(site.status("HEAD", url + "/download?path=%2Fa.txt")).isEqualTo(200);
    }

    @Test
    void a_large_folder_is_in_order_over_all_its_pages() throws Exception {
        List<String> names = new ArrayList<>();
        for (int at = 0; at < 1_099; at++) {
            names.add("%s%04d.txt".formatted(at % 2 == 0 ? "n" : "N", at));
        }
        List<String> expected = new ArrayList<>(names);
        Collections.shuffle(names, new Random(7));
        for (String name : names) {
            site.put("home/work/" + name, "x");
        }
        site.make("home/work/zoo");
        expected.addAll(0, List.of("sub", "zoo", "a.txt"));

        List<String> shown = new ArrayList<>();
        String url = "/s/" + site.link("home/work", LinkType.VIEW).token();
        List<Integer> sizes = new ArrayList<>();
        for (Optional<String> at = Optional.of(url); at.isPresent(); ) {
            String page = site.ask("GET", at.get(), "").body();
            List<String> here = all("<td>.*?<bdi>([^<]*)</bdi>", page);
            sizes.add(here.size());
            shown.addAll(here);
            at = all("<a rel=\"next\" href=\"([^\"]*)\"", page).stream()
                    .findFirst()
                    .map(next -> next.replace("&amp;", "&"));
        }

        assertThat(shown).isEqualTo(expected);
        assertThat(sizes).containsExactly(500, 500, 102);
    }

    private static List<String> all(String pattern, String page) {
        return Pattern.compile(pattern)
                .matcher(page)
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    @Test
    void names_can_neither_break_the_page_nor_deceive() throws Exception {
        site.put("home/work/<img src=x onerror=alert(1)>.txt", "x");
        site.put("home/work/\"quotes\" & 'more'.txt", "x");
        site.put("home/work/photo_\u202Egpj.exe", "x");
        site.put("home/work/50%25 #1?.txt", "percent");

        String page = site.ask(
                        "GET", "/s/" + site.link("home/work", LinkType.EDIT).token(), "")
                .body();

        assertThat(page)
                .contains("&lt;img src=x onerror=alert(1)&gt;.txt", "&quot;quotes&quot; &amp; &#39;more&#39;.txt")
                .contains("<bdi>photo_\uFFFDgpj.exe</bdi>")
                .doesNotContain("<img", "\u202E");
        Matcher odd = Pattern.compile("href=\"([^\"]*50[^\"]*)\"").matcher(page);
        assertThat(odd.find()).isTrue();
        assertThat(site.ask("GET", odd.group(1).replace("&amp;", "&"), "").body())
                .isEqualTo("percent");
    }

    @Test
    void a_single_file_has_a_page_and_a_download() throws Exception {
        String url = "/s/" + site.link("home/work/a.txt", LinkType.VIEW).token();

        assertThat(site.ask("GET", url, "").body()).contains("a.txt", "text/plain", url + "/download");
        assertThat(site.ask("GET", url + "/download", "").body()).isEqualTo("first");
        assertThat(site.ask("GET", url + "/download", "", "Range", "bytes=0-1").body())
                .isEqualTo("fi");
        assertThat(site.status("GET", url + "/download?path=%2Fsub%2Fdeep.txt")).isEqualTo(404);
    }

    @Test
    void a_password_opens_the_page_for_this_browser_and_this_link_alone() throws Exception {
        Link link = site.link("home/work", LinkType.VIEW, "open sesame");
        Link other = site.link("home/work/sub", LinkType.VIEW, "open sesame");
        String url = "/s/" + link.token();
        String type = "application/x-www-form-urlencoded";

        HttpResponse<String> form = site.ask("GET", url, "");
        assertThat(form.body())
                .contains("<label for=\"password\">", "type=\"password\"")
                .doesNotContain("work", "a.txt", "Einstein");
        assertThat(site.status("GET", url + "/download")).isEqualTo(303);
        HttpResponse<String> wrong = site.ask("POST", url, "password=wrong", "Content-Type", type);
        assertThat(wrong.statusCode()).isEqualTo(403);
        assertThat(wrong.body()).contains("role=\"alert\"");
        assertThat(header(wrong, "Set-Cookie")).isEmpty();
        HttpResponse<String> right = site.ask("POST", url, "password=open+sesame", "Content-Type", type);
        assertThat(right.statusCode()).isEqualTo(303);
        assertThat(header(right, "Location")).isEqualTo(url);
        String cookie = header(right, "Set-Cookie");
        assertThat(cookie).contains("Path=" + url, "HttpOnly", "SameSite=Lax", "Max-Age=");
        String pair = cookie.substring(0, cookie.indexOf(';'));
        HttpResponse<String> open = site.ask("GET", url, "", "Cookie", "x=y; " + pair);
        assertThat(open.body()).contains("a.txt");
        assertThat(header(open, "Set-Cookie")).as("the visit goes on").contains("HttpOnly");
        assertThat(site.ask("GET", url + "/download?path=%2Fa.txt", "", "Cookie", pair)
                        .body())
                .isEqualTo("first");
        assertThat(site.ask("GET", "/s/" + other.token(), "", "Cookie", pair).body())
                .contains("type=\"password\"");
        assertThat(site.ask("GET", url, "", "Cookie", pair.replace("=", "=0")).body())
                .contains("type=\"password\"");
        assertThat(site.ask("GET", url, "", "Cookie", "weft-link=" + "x".repeat(3000))
                        .body())
                .contains("type=\"password\"");
        site.links.links().update(site.einstein(), link.id(), new LinkChange.ToPassword(Optional.of("another")));
        assertThat(site.ask("GET", url, "", "Cookie", pair).body()).contains("type=\"password\"");
    }

    @Test
    void forms_and_uploads_of_other_sites_are_refused() throws Exception {
        Link link = site.link("home/work", LinkType.EDIT);
        String url = "/s/" + link.token();

        assertThat(site.ask("POST", url, "password=x", "Origin", "https://evil.test")
                        .statusCode())
                .isEqualTo(403);
        assertThat(site.ask("POST", url, "password=x", "Sec-Fetch-Site", "cross-site")
                        .statusCode())
                .isEqualTo(403);
        assertThat(site.ask("POST", url, "password=x", "Origin", site.url()).statusCode())
                .isEqualTo(303);
        assertThat(site.ask("POST", url, "x".repeat(9000)).statusCode()).isEqualTo(413);
        assertThat(site.ask("PUT", url + "/upload?path=%2F&name=b.txt", "x").statusCode())
                .isEqualTo(403);
        assertThat(site.names("home/work")).containsExactly("a.txt", "sub");
    }

    @Test
    void guessing_is_slowed_down_with_a_page_that_says_so() throws Exception {
        String url =
                "/s/" + site.link("home/work", LinkType.VIEW, "open sesame").token();
        for (int i = 0; i <= 10; i++) {
            assertThat(site.ask("POST", url, "password=" + i).statusCode()).isEqualTo(403);
        }

        HttpResponse<String> locked = site.ask("POST", url, "password=open+sesame");
        assertThat(locked.statusCode()).isEqualTo(429);
        assertThat(header(locked, "Retry-After")).isNotEmpty();
        assertThat(locked.body()).contains("Please wait a little");
    }

    @Test
    void files_are_put_beside_others_and_never_in_their_place() throws Exception {
        String url = "/s/" + site.link("home/work", LinkType.EDIT).token();
        String[] script = {"X-Requested-With", "XMLHttpRequest"};

        HttpResponse<String> taken = site.ask("PUT", url + "/upload?path=%2F&name=a.txt", "second", script);
        assertThat(taken.statusCode()).isEqualTo(201);
        assertThat(taken.body()).isEqualTo("{\"name\":\"a (1).txt\"}");
        assertThat(site.read("home/work/a.txt")).isEqualTo("first");
        assertThat(site.ask("PUT", url + "/upload?path=%2Fsub&name=" + encoded("new ü.txt"), "n", script)
                        .statusCode())
                .isEqualTo(201);
        assertThat(site.names("home/work/sub")).containsExactly("deep.txt", "new ü.txt");
        assertThat(site.ask("PUT", url + "/upload?path=%2F&name=" + encoded("../x.txt"), "n", script)
                        .statusCode())
                .isEqualTo(400);
        assertThat(site.ask("PUT", url + "/upload?path=%2F..&name=x.txt", "n", script)
                        .statusCode())
                .isEqualTo(400);
        assertThat(site.ask("PUT", url + "/upload?path=%2F", "n", script).statusCode())
                .isEqualTo(400);
        String view = "/s/" + site.link("home/work", LinkType.VIEW).token();
        assertThat(site.ask("PUT", view + "/upload?path=%2F&name=x.txt", "n", script)
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void an_upload_only_page_shows_nothing_and_takes_files() throws Exception {
        String url = "/s/" + site.link("home/work", LinkType.UPLOAD_ONLY).token();

        HttpResponse<String> page = site.ask("GET", url, "");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("id=\"upload\"").doesNotContain("a.txt", "sub<", ">work<");
        assertThat(site.status("GET", url + "?path=%2Fsub")).isEqualTo(200);
        assertThat(site.ask("GET", url + "?path=%2Fsub", "").body()).doesNotContain("deep.txt");
        assertThat(site.status("GET", url + "/download")).isEqualTo(403);
        assertThat(site.status("GET", url + "/download?path=%2Fa.txt")).isEqualTo(403);
        assertThat(site.status("GET", url + "/download?path=%2Fnone.txt")).isEqualTo(403);
        assertThat(site.status("GET", "/archiver?public-token=" + url.substring(3) + "&path=%2F"))
                .isEqualTo(403);
        String[] script = {"X-Requested-With", "XMLHttpRequest"};
        HttpResponse<String> put = site.ask("PUT", url + "/upload?path=%2F&name=a.txt", "mine", script);
        assertThat(put.statusCode()).isEqualTo(201);
        assertThat(put.body()).isEqualTo("{\"name\":\"a.txt\"}");
        assertThat(site.ask("PUT", url + "/upload?path=%2Fsub&name=a.txt", "mine", script)
                        .statusCode())
                .isEqualTo(403);
        assertThat(site.read("home/work/a.txt")).isEqualTo("first");
        assertThat(site.names("home/work")).hasSize(3);
    }

    @Test
    void a_large_folder_comes_in_pages_that_miss_nothing() throws Exception {
        site.make("home/large");
        for (int i = 0; i < 1203; i++) {
            site.put("home/large/file " + i, "x");
        }
        String url = "/s/" + site.link("home/large", LinkType.VIEW).token();
        java.util.Set<String> names = new java.util.HashSet<>();
        int pages = 0;
        for (String next = url; !next.isEmpty(); pages++) {
            String page = site.ask("GET", next, "").body();
            Matcher rows = Pattern.compile("<bdi>(file \\d+)</bdi>").matcher(page);
            while (rows.find()) {
                assertThat(names.add(rows.group(1))).isTrue();
            }
            Matcher link = Pattern.compile("rel=\"next\" href=\"([^\"]*)\"").matcher(page);
            next = link.find() ? link.group(1).replace("&amp;", "&") : "";
        }

        assertThat(pages).isEqualTo(3);
        assertThat(names).hasSize(1203);
    }

    @Test
    void what_is_not_there_looks_the_same_and_old_addresses_lead_here() throws Exception {
        Link ended = site.links
                .links()
                .create(
                        site.einstein(),
                        LinkedServer.at("home/work"),
                        NewLink.of(LinkType.VIEW.rights())
                                .until(site.clock.instant().plus(Duration.ofHours(1))));
        String live = site.link("home/work", LinkType.VIEW).token();
        assertThat(site.ask("GET", "/s/" + ended.token(), "").body()).contains("until ");
        site.clock.advance(Duration.ofHours(2));

        HttpResponse<String> unknown = site.ask("GET", "/s/abcdefghijklmnopqrstuv", "");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body()).contains("Nothing is here");
        assertThat(site.ask("GET", "/s/" + ended.token(), "").body()).isEqualTo(unknown.body());
        assertThat(site.status("GET", "/s/")).isEqualTo(404);
        assertThat(site.status("GET", "/s")).isEqualTo(404);
        assertThat(site.status("GET", "/s/" + live + "/other")).isEqualTo(404);
        assertThat(site.status("GET", "/s/" + live + "/download/more")).isEqualTo(404);
        assertThat(site.status("DELETE", "/s/" + live)).isEqualTo(405);
        assertThat(site.status("GET", "/s/" + live + "/download?path=..%2Foutside.txt"))
                .isEqualTo(400);
        HttpResponse<String> old = site.ask("GET", "/index.php/s/" + live + "/download?x=1", "");
        assertThat(old.statusCode()).isEqualTo(301);
        assertThat(header(old, "Location")).isEqualTo("/s/" + live + "/download?x=1");
    }

    @Test
    void the_archiver_takes_a_links_token() throws Exception {
        Link link = site.link("home/work", LinkType.VIEW, "open sesame");
        String query = "/archiver?public-token=" + link.token() + "&path=%2Fsub&format=zip";
        String[] auth = {"Authorization", LinkedServer.basic("public", "open sesame")};

        assertThat(site.status("GET", query)).isEqualTo(401);
        assertThat(site.status("GET", query, "Authorization", LinkedServer.basic("public", "wrong")))
                .isEqualTo(401);
        assertThat(header(site.ask("GET", query, "", auth), "Content-Disposition"))
                .contains("sub.zip");
        assertThat(site.status("GET", "/archiver?public-token=" + link.token() + "&path=%2F..%2Foutside.txt", auth))
                .isEqualTo(400);
        String outside = encoded(site.site
                .files
                .stat(site.einstein(), LinkedServer.at("home/outside.txt"), StatSpec.node())
                .id()
                .toString());
        assertThat(site.status("GET", "/archiver?public-token=" + link.token() + "&id=" + outside, auth))
                .isEqualTo(404);
        assertThat(site.status("GET", "/archiver?public-token=abcdefghijklmnopqrstuv&path=%2F"))
                .isEqualTo(404);
    }
}
