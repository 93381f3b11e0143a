/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server.links;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.sharing.link.LinkChange;
import org.weft.kernel.sharing.link.LinkType;
import org.weft.kernel.sharing.link.NewLink;
import org.weft.kernel.storage.resource.WriteConditions;
import org.weft.kernel.testing.OverWire;
import org.weft.spi.share.Link;

@OverWire
class PublicLinkDavTest {

    private static final String ROOT = "/remote.php/dav/public-files/";

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

    private String propfind(String path, String depth, String props, String... more) throws Exception {
        String body = "<d:propfind xmlns:d=\"DAV:\" xmlns:oc=\"http://owncloud.org/ns\"><d:prop>" + props
                + "</d:prop></d:propfind>";
        String[] headers = new String[more.length + 2];
        headers[0] = "Depth";
        headers[1] = depth;
        System.arraycopy(more, 0, headers, 2, more.length);
        HttpResponse<String> answer = site.ask("PROPFIND", path, body, headers);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(207);
        return answer.body();
    }

    @Test
    void a_folder_is_listed_and_read_and_nothing_else() throws Exception {
        String root = ROOT + site.link("home/work", LinkType.VIEW).token();

        assertThat(propfind(root, "1", "<d:resourcetype/><oc:permissions/>"))
                .contains(root + "/", root + "/a.txt", root + "/sub/")
                .doesNotContain("outside");
        assertThat(site.ask("GET", root + "/sub/deep.txt", "").body()).isEqualTo("deep");
        assertThat(site.ask("GET", root.replace("/remote.php", "") + "/a.txt", "")
                        .body())
                .isEqualTo("first");
        assertThat(site.status("HEAD", root + "/a.txt")).isEqualTo(200);
        assertThat(site.ask("GET", root + "/a.txt", "", "Range", "bytes=1-2").body())
                .isEqualTo("ir");
        assertThat(site.ask("PUT", root + "/new.txt", "x").statusCode()).isEqualTo(403);
        assertThat(site.status("DELETE", root + "/a.txt")).isEqualTo(403);
        assertThat(site.status("MKCOL", root + "/more")).isEqualTo(403);
        assertThat(site.status("LOCK", root + "/a.txt")).isBetween(400, 403);
        assertThat(site.names("home/work")).containsExactly("a.txt", "sub");
    }

    @Test
    void it_tells_clients_what_kind_of_link_it_is() throws Exception {
        Link link = site.links
                .links()
                .create(
                        site.einstein(),
                        LinkedServer.at("home/work"),
                        NewLink.of(LinkType.EDIT.rights())
                                .until(site.clock.instant().plus(Duration.ofDays(3))));
        String root = ROOT + link.token();

        assertThat(propfind(
                        root,
                        "0",
                        "<oc:public-link-permission/><oc:public-link-item-type/><oc:public-link-share-datetime/>"
                                + "<oc:public-link-share-owner/><oc:public-link-expiration/><oc:permissions/>"))
                .contains("<oc:public-link-permission>15</oc:public-link-permission>")
                .contains("<oc:public-link-item-type>folder</oc:public-link-item-type>")
                .contains("<oc:public-link-share-owner>einstein</oc:public-link-share-owner>")
                .containsPattern("<oc:public-link-expiration>\\w{3}, \\d\\d \\w{3} \\d{4} ")
                .contains("<oc:permissions>GCK</oc:permissions>");
        assertThat(propfind(root + "/a.txt", "0", "<oc:public-link-permission/><oc:downloadURL/>"))
                .contains("404 Not Found")
                .contains("<oc:downloadURL>" + site.url() + root + "/a.txt</oc:downloadURL>");
    }

    @Test
    void an_editable_folder_is_changed_within_itself() throws Exception {
        String root = ROOT + site.link("home/work", LinkType.EDIT).token();

        assertThat(site.ask("PUT", root + "/new.txt", "new").statusCode()).isEqualTo(201);
        assertThat(site.ask("PUT", root + "/a.txt", "second").statusCode()).isEqualTo(204);
        assertThat(site.status("MKCOL", root + "/made")).isEqualTo(201);
        assertThat(site.status("MOVE", root + "/new.txt", "Destination", root + "/made/moved.txt"))
                .isEqualTo(201);
        assertThat(site.status("COPY", root + "/a.txt", "Destination", site.url() + root + "/made/copy.txt"))
                .isEqualTo(201);
        assertThat(site.status("DELETE", root + "/sub")).isEqualTo(204);
        assertThat(site.names("home/work")).containsExactly("a.txt", "made");
        assertThat(site.names("home/work/made")).containsExactly("copy.txt", "moved.txt");
        assertThat(site.read("home/work/a.txt")).isEqualTo("second");
    }

    @Test
    void nothing_leads_out_of_it() throws Exception {
        Link link = site.link("home/work", LinkType.EDIT);
        Link other = site.link("home/work/sub", LinkType.EDIT);
        String root = ROOT + link.token();

        for (String to : new String[] {
            "/remote.php/webdav/stolen.txt",
            "/remote.php/dav/files/einstein/stolen.txt",
            ROOT + other.token() + "/stolen.txt",
            "/dav/public-files/" + link.token() + "x/stolen.txt"
        }) {
            assertThat(site.status("COPY", root + "/a.txt", "Destination", to))
                    .as(to)
                    .isEqualTo(403);
            assertThat(site.status("MOVE", root + "/a.txt", "Destination", to))
                    .as(to)
                    .isEqualTo(403);
        }
        assertThat(site.status("COPY", root + "/a.txt", "Destination", "http://elsewhere.test" + root + "/b"))
                .isEqualTo(502);
        assertThat(site.status("GET", root + "/..%2f..%2foutside.txt")).isEqualTo(400);
        assertThat(site.status("GET", root + "/%2e%2e/outside.txt")).isIn(400, 404);
        assertThat(site.status("DELETE", root)).isEqualTo(403);
        assertThat(site.status("DELETE", root + "/")).isEqualTo(403);
        assertThat(site.status("MOVE", root, "Destination", root + "/sub/x")).isEqualTo(403);
        assertThat(site.names("home")).containsExactly("outside.txt", "work");
        assertThat(site.names("home/work")).containsExactly("a.txt", "sub");
    }

    @Test
    void a_link_to_a_file_shows_it_in_a_folder_of_its_own() throws Exception {
        String view = ROOT + site.link("home/work/a.txt", LinkType.VIEW).token();
        String edit = ROOT + site.link("home/work/a.txt", LinkType.EDIT).token();

        assertThat(propfind(view, "1", "<d:resourcetype/><oc:public-link-item-type/>"))
                .contains("<d:collection/>", view + "/a.txt", "<oc:public-link-item-type>file<");
        assertThat(site.ask("GET", view + "/a.txt", "").body()).isEqualTo("first");
        assertThat(site.ask("GET", view, "").body()).isEqualTo("first");
        assertThat(site.status("GET", view + "/sub/deep.txt")).isEqualTo(404);
        assertThat(site.status("GET", view + "/b.txt")).isEqualTo(404);
        assertThat(site.ask("PUT", view + "/a.txt", "no").statusCode()).isEqualTo(403);

        assertThat(site.ask("PUT", edit + "/a.txt", "yes").statusCode()).isEqualTo(204);
        assertThat(site.ask("PUT", edit + "/b.txt", "no").statusCode()).isEqualTo(404);
        assertThat(site.status("DELETE", edit + "/a.txt")).isEqualTo(403);
        assertThat(site.status("MOVE", edit + "/a.txt", "Destination", edit + "/c.txt"))
                .isEqualTo(403);
        assertThat(site.status("COPY", edit + "/a.txt", "Destination", edit + "/c.txt"))
                .isEqualTo(403);
        assertThat(site.read("home/work/a.txt")).isEqualTo("yes");
        assertThat(site.names("home/work")).containsExactly("a.txt", "sub");
    }

    @Test
    void an_upload_only_folder_takes_files_and_tells_no_name() throws Exception {
        String root = ROOT + site.link("home/work", LinkType.UPLOAD_ONLY).token();

        assertThat(propfind(root, "0", "<d:resourcetype/><oc:public-link-permission/>"))
                .contains("<oc:public-link-permission>4</oc:public-link-permission>")
                .doesNotContain("a.txt");
        assertThat(site.ask("PROPFIND", root, "", "Depth", "1").statusCode()).isEqualTo(403);
        assertThat(site.ask("PROPFIND", root + "/a.txt", "", "Depth", "0").statusCode())
                .isEqualTo(403);
        for (String name : new String[] {"a.txt", "none.txt"}) {
            for (String method : new String[] {"GET", "HEAD", "DELETE", "PROPPATCH", "LOCK", "MKCOL"}) {
                assertThat(site.status(method, root + '/' + name))
                        .as(method + name)
                        .isEqualTo(403);
            }
            assertThat(site.status("COPY", root + '/' + name, "Destination", root + "/b"))
                    .isEqualTo(403);
            assertThat(site.status("MOVE", root + '/' + name, "Destination", root + "/b"))
                    .isEqualTo(403);
            HttpResponse<String> put = site.ask("PUT", root + '/' + name, "mine", "If-None-Match", "*");
            assertThat(put.statusCode()).as(name).isEqualTo(201);
            assertThat(put.body()).isEmpty();
            assertThat(put.headers().map()).doesNotContainKeys("location", "oc-fileid");
        }
        assertThat(site.ask("PUT", root + "/sub/x.txt", "x").statusCode()).isEqualTo(403);
        assertThat(site.names("home/work")).hasSize(4).contains("a.txt", "none.txt", "sub");
        assertThat(site.read("home/work/a.txt")).isEqualTo("first");
    }

    @Test
    void a_password_is_asked_for_in_the_way_that_suits_the_client() throws Exception {
        Link link = site.link("home/work", LinkType.VIEW, "open sesame");
        String root = ROOT + link.token();

        HttpResponse<String> none = site.ask("GET", root + "/a.txt", "");
        assertThat(none.statusCode()).isEqualTo(401);
        assertThat(none.headers().firstValue("WWW-Authenticate").orElse("")).startsWith("Basic ");
        HttpResponse<String> script = site.ask("GET", root + "/a.txt", "", "X-Requested-With", "XMLHttpRequest");
        assertThat(script.statusCode()).isEqualTo(401);
        assertThat(script.headers().firstValue("WWW-Authenticate").orElse("")).startsWith("DummyBasic ");
        assertThat(site.status("GET", root + "/a.txt", "Authorization", LinkedServer.basic("public", "wrong")))
                .isEqualTo(401);
        assertThat(site.status("GET", root + "/a.txt", "Authorization", LinkedServer.basic("einstein", "nietsnie")))
                .isEqualTo(401);
        assertThat(site.status("GET", root + "/a.txt", "Authorization", "Basic ???"))
                .isEqualTo(401);
        assertThat(site.ask("GET", root + "/a.txt", "", "Authorization", LinkedServer.basic("public", "open sesame"))
                        .body())
                .isEqualTo("first");

        site.links.links().update(site.einstein(), link.id(), new LinkChange.ToPassword(Optional.of("another")));
        assertThat(site.status("GET", root + "/a.txt", "Authorization", LinkedServer.basic("public", "open sesame")))
                .isEqualTo(401);
    }

    @Test
    void a_signature_opens_downloads_for_half_an_hour() throws Exception {
        Link link = site.link("home/work", LinkType.EDIT, "open sesame");
        String root = ROOT + link.token();
        String auth = LinkedServer.basic("public", "open sesame");
        String top = propfind(root, "0", "<oc:signature-auth/>", "Authorization", auth);
        String file = propfind(root + "/a.txt", "0", "<oc:downloadURL/>", "Authorization", auth);

        assertThat(top).contains("<oc:signature-auth><oc:signature>", "<oc:expiration>");
        Matcher url = Pattern.compile("<oc:downloadURL>http://[^/]*([^<]*)</oc:downloadURL>")
                .matcher(file);
        assertThat(url.find()).isTrue();
        String signed = url.group(1).replace("&amp;", "&");
        assertThat(site.ask("GET", signed, "").body()).isEqualTo("first");
        assertThat(site.status("HEAD", signed)).isEqualTo(200);
        assertThat(site.status("DELETE", signed)).isEqualTo(401);
        assertThat(site.ask("PUT", signed, "x").statusCode()).isEqualTo(401);
        assertThat(site.status("GET", signed.replaceFirst("oc-signature=..", "oc-signature=00")))
                .isEqualTo(401);
        assertThat(site.status("GET", signed.replaceFirst("oc-expiration=2", "oc-expiration=3")))
                .isEqualTo(401);
        site.clock.advance(Duration.ofMinutes(31));
        assertThat(site.status("GET", signed)).isEqualTo(401);
    }

    @Test
    void guessing_passwords_is_slowed_down() throws Exception {
        String root =
                ROOT + site.link("home/work", LinkType.VIEW, "open sesame").token();
        for (int i = 0; i <= 10; i++) {
            assertThat(site.status("GET", root, "Authorization", LinkedServer.basic("public", "guess " + i)))
                    .isEqualTo(401);
        }

        HttpResponse<String> locked =
                site.ask("GET", root, "", "Authorization", LinkedServer.basic("public", "open sesame"));
        assertThat(locked.statusCode()).isEqualTo(429);
        assertThat(Integer.parseInt(locked.headers().firstValue("Retry-After").orElse("0")))
                .isPositive();
    }

    @Test
    void guessing_tokens_finds_nothing_and_is_slowed_down() throws Exception {
        String live = site.link("home/work", LinkType.VIEW).token();
        Link ended = site.links
                .links()
                .create(
                        site.einstein(),
                        LinkedServer.at("home/work"),
                        NewLink.of(LinkType.VIEW.rights())
                                .until(site.clock.instant().plus(Duration.ofHours(1))));
        site.clock.advance(Duration.ofHours(2));

        String unknown = site.ask("GET", ROOT + "abcdefghijklmnopqrstuv", "").body();
        assertThat(site.ask("GET", ROOT + ended.token(), "").body()).isEqualTo(unknown);
        for (int i = 0; i < 99; i++) {
            assertThat(site.status("GET", ROOT + "x".repeat(i + 1))).isEqualTo(404);
        }
        assertThat(site.status("GET", ROOT + "abcdefghijklmnopqrstuv")).isEqualTo(429);
        assertThat(site.status("GET", ROOT + live)).isEqualTo(429);
    }

    @Test
    void who_guesses_in_the_name_of_other_addresses_is_slowed_down_all_the_same() throws Exception {
        String live = site.link("home/work", LinkType.VIEW).token();
        for (int i = 0; i < 101; i++) {
            assertThat(site.status(
                            "GET",
                            ROOT + "x".repeat(22 + i % 3),
                            "X-Forwarded-For",
                            "198.51.100." + i,
                            "Forwarded",
                            "for=198.51.100." + i))
                    .isEqualTo(404);
        }
        assertThat(site.status("GET", ROOT + live, "X-Forwarded-For", "203.0.113.1"))
                .isEqualTo(429);
    }

    @Test
    void a_link_ends_with_its_row_or_what_it_leads_to() throws Exception {
        Link removed = site.link("home/work", LinkType.VIEW);
        Link orphan = site.link("home/work/sub", LinkType.VIEW);
        assertThat(site.status("PROPFIND", ROOT + orphan.token(), "Depth", "0")).isEqualTo(207);

        site.links.links().remove(site.einstein(), removed.id());
        site.site.files.delete(site.einstein(), LinkedServer.at("home/work/sub"), WriteConditions.plain());

        assertThat(site.status("PROPFIND", ROOT + removed.token(), "Depth", "0"))
                .isEqualTo(404);
        assertThat(site.status("PROPFIND", ROOT + orphan.token(), "Depth", "0")).isEqualTo(404);
    }

    @Test
    void what_makes_no_sense_is_refused() throws Exception {
        String root = ROOT + site.link("home/work", LinkType.EDIT).token();

        assertThat(site.status("GET", ROOT)).isEqualTo(404);
        assertThat(site.status("GET", ROOT + "%00abc")).isEqualTo(400);
        assertThat(site.status("PURGE", root)).isEqualTo(405);
        assertThat(site.status("OPTIONS", root)).isEqualTo(200);
        assertThat(site.status("PROPFIND", root, "Depth", "infinity")).isEqualTo(403);
        // The last, because the server may end a connection on which it refused a body.
        assertThat(site.ask("PUT", root + '/' + "n".repeat(5000), "x").statusCode())
                .isBetween(400, 414);
    }
}
