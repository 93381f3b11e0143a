/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.webdav;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weft.kernel.http.RawHttpClient.Answer;
import org.weft.kernel.testing.MemoryStorage;
import org.weft.kernel.testing.OverWire;
import org.weft.spi.storage.Traits.Trait;

/** PROPFIND and PROPPATCH over real sockets. */
@OverWire
class PropertiesTest {

    @TempDir
    Path directory;

    private DavSite site;

    @BeforeEach
    void start() throws IOException {
        site = new DavSite(directory, true);
    }

    @AfterEach
    void stop() {
        site.close();
    }

    private Answer propfind(String path, String depth, String body) throws IOException {
        return site.ask("PROPFIND", path, body, "Depth: " + depth);
    }

    private static String prop(String names) {
        return "<d:propfind xmlns:d=\"DAV:\" xmlns:oc=\"http://owncloud.org/ns\" xmlns:t=\"urn:t\"><d:prop>" + names
                + "</d:prop></d:propfind>";
    }

    private Answer patch(String path, String inside) throws IOException {
        return site.ask(
                "PROPPATCH",
                path,
                "<d:propertyupdate xmlns:d=\"DAV:\" xmlns:oc=\"http://owncloud.org/ns\" xmlns:t=\"urn:t\">" + inside
                        + "</d:propertyupdate>");
    }

    @Test
    void the_first_response_is_the_request_and_folders_end_with_a_slash() throws IOException {
        site.status("MKCOL", "a%20b");
        site.put("a%20b/%C3%BC&.txt", "x");
        Answer answer = propfind("a%20b", "1", "");
        assertThat(answer.status()).isEqualTo(207);
        assertThat(answer.body())
                .contains("<d:href>/remote.php/webdav/a%20b/</d:href>")
                .contains("<d:href>/remote.php/webdav/a%20b/%C3%BC%26.txt</d:href>")
                .contains("<d:displayname>ü&amp;.txt</d:displayname>");
        assertThat(answer.body().indexOf("a%20b/</d:href>"))
                .isLessThan(answer.body().indexOf("%C3%BC"));
        assertThat(site.ask("PROPFIND", "/dav/files/einstein/a%20b", "", "Depth: 0")
                        .body())
                .contains("<d:href>/dav/files/einstein/a%20b/</d:href>");
    }

    @Test
    void depth_infinity_goes_all_the_way_and_a_site_may_refuse_it() throws IOException {
        site.status("MKCOL", "a");
        site.status("MKCOL", "a/b");
        site.put("a/b/c", "x");
        assertThat(propfind("a", "infinity", "").body()).contains("/a/b/c</d:href>");
        assertThat(site.ask("PROPFIND", "a", "").body()).contains("/a/b/c</d:href>");
        assertThat(propfind("a", "1", "").body()).doesNotContain("/a/b/c");
        try (DavSite strict = new DavSite(directory.resolve("strict"), false)) {
            Answer refused = strict.ask("PROPFIND", "", "", "Depth: infinity");
            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.body()).contains("<d:propfind-finite-depth/>");
        }
    }

    @Test
    void calls_of_the_driver_do_not_grow_with_the_children() throws IOException {
        site.status("MKCOL", "few");
        site.put("few/1", "x");
        site.status("MKCOL", "many");
        for (int i = 0; i < 40; i++) {
            site.put("many/" + i, "x");
        }
        String all = prop("<d:getetag/><d:quota-available-bytes/><oc:permissions/><oc:owner-id/><t:dead/><oc:favorite/>"
                + "<d:lockdiscovery/>");
        propfind("few", "1", all);
        site.calls.take();
        propfind("few", "1", all);
        Map<String, Integer> few = site.calls.take();
        propfind("many", "1", all);
        assertThat(site.calls.take()).isEqualTo(few).containsEntry("list", 1);
    }

    @Test
    void unknown_properties_are_told_as_missing() throws IOException {
        site.put("f", "x");
        Answer answer = propfind("f", "0", prop("<d:getcontentlength/><oc:downloadURL/><t:none/><bare xmlns=\"\"/>"));
        assertThat(answer.body())
                .contains("<d:getcontentlength>1</d:getcontentlength>")
                .contains("<oc:downloadURL/><x:none xmlns:x=\"urn:t\"/><bare/></d:prop><d:status>HTTP/1.1 404");
        assertThat(site.ask("PROPFIND", "f", prop("<t:none/>"), "Depth: 0", "Prefer: return=minimal")
                        .body())
                .doesNotContain("404");
    }

    @Test
    void sync_clients_find_their_words() throws IOException {
        site.status("MKCOL", "folder");
        site.put("f", "abc");
        String words = prop("<oc:id/><oc:permissions/><oc:size/><oc:checksums/><oc:owner-id/><oc:owner-display-name/>");
        String file = propfind("f", "0", words).body();
        assertThat(file)
                .contains("<oc:permissions>RGDNVW</oc:permissions>")
                .contains("<oc:size>3</oc:size>")
                .contains("<oc:checksum>SHA1:a9993e364706816aba3e25717850c26c9cd0d89d")
                .contains("<oc:owner-id>einstein</oc:owner-id>")
                .contains("<oc:owner-display-name>EINSTEIN</oc:owner-display-name>");
        assertThat(propfind("folder", "0", words).body()).contains("<oc:permissions>RGDNVCK</oc:permissions>");
        assertThat(propfind("", "0", words).body()).contains("<oc:permissions>RGCK</oc:permissions>");
    }

    @Test
    void stray_text_in_a_request_is_passed_over_for_owncloudcmd_sends_it() throws IOException {
        Answer answer = propfind("", "0", "<d:propfind xmlns:d=\"DAV:\"><d:prop><d:getetag/></d:prop>M</d:propfind>");
        assertThat(answer.status()).isEqualTo(207);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<d:propfind xmlns:d=\"DAV:\"><d:prop>",
                "<d:propfind><d:prop/></d:propfind>",
                "<d:propfind xmlns:d=\"DAV:\"><d:prop><x:a xmlns:x=\"\"/></d:prop></d:propfind>",
                "<propfind xmlns=\"urn:other\"><prop/></propfind>",
                "<d:propfind xmlns:d=\"DAV:\"/>",
                "<d:propfind xmlns:d=\"DAV:\"><d:prop/><d:allprop/></d:propfind>",
                "not xml",
                "<!DOCTYPE a [<!ENTITY b \"c\">]><d:propfind"
                        + " xmlns:d=\"DAV:\"><d:prop><d:getetag/></d:prop></d:propfind>",
                "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><d:propfind"
                        + " xmlns:d=\"DAV:\"><d:prop>&x;</d:prop></d:propfind>",
                "<!DOCTYPE a SYSTEM \"http://127.0.0.1:1/x.dtd\"><d:propfind"
                        + " xmlns:d=\"DAV:\"><d:allprop/></d:propfind>",
                "<d:propfind xmlns:d=\"DAV:\"><d:prop>&undeclared;</d:prop></d:propfind>"
            })
    void malformed_and_dangerous_xml_is_400(String body) throws IOException {
        assertThat(propfind("", "0", body).status()).isEqualTo(400);
    }

    @Test
    void deep_and_large_xml_is_refused() throws IOException {
        String deep = "<d:propfind xmlns:d=\"DAV:\">" + "<d:a>".repeat(200) + "</d:a>".repeat(200) + "</d:propfind>";
        assertThat(propfind("", "0", deep).status()).isEqualTo(400);
        String large = "<d:propfind xmlns:d=\"DAV:\"><!--" + "x".repeat(1 << 20) + "--></d:propfind>";
        assertThat(propfind("", "0", large).status()).isEqualTo(413);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "-1", "one", "0,1"})
    void a_malformed_depth_is_400(String depth) throws IOException {
        assertThat(propfind("", depth, "").status()).isEqualTo(400);
    }

    @Test
    void what_is_not_there_is_404_and_what_is_anothers_too() throws IOException {
        assertThat(propfind("none", "0", "").status()).isEqualTo(404);
        assertThat(propfind("/remote.php/dav/files/marie/", "0", "").status()).isEqualTo(404);
        assertThat(propfind("/remote.php/dav/spaces/nonsense/", "0", "").status())
                .isEqualTo(400);
        assertThat(propfind("/remote.php/dav/spaces/no$space/", "0", "").status())
                .isEqualTo(404);
        assertThat(propfind("/remote.php/dav/bogus", "0", "").status()).isEqualTo(404);
    }

    @Test
    void the_way_up_to_the_root_is_orderly() throws IOException {
        for (String path :
                new String[] {"/", "/remote.php", "/remote.php/dav/", "/dav", "/dav/files/", "/dav/spaces"}) {
            assertThat(propfind(path, "1", "").status()).as(path).isEqualTo(207);
        }
        assertThat(propfind("/dav/files", "1", "").body()).contains("<d:href>/dav/files/einstein/</d:href>");
    }

    @Test
    void the_whole_tree_shows_home_and_mounts() throws IOException {
        site.put("/dav/tree/common/shared.txt", "x");
        assertThat(propfind("/dav/tree", "1", "").body())
                .contains("<d:href>/dav/tree/home/</d:href>")
                .contains("<d:href>/dav/tree/common/</d:href>");
        assertThat(propfind("/dav/tree/common", "1", "").body()).contains("/dav/tree/common/shared.txt</d:href>");
    }

    @Test
    void dead_properties_keep_their_xml() throws IOException {
        site.put("f", "x");
        Answer set = patch(
                "f",
                "<d:set xml:lang=\"en\"><d:prop><t:a q=\"1 &lt; 2\"><b xmlns=\"urn:b\" c=\"d\">e<t:f/>&amp;</b></t:a>"
                        + "<plain xmlns=\"\">v</plain></d:prop></d:set>");
        assertThat(set.status()).isEqualTo(207);
        assertThat(set.body()).contains("200 OK");
        String body = propfind("f", "0", prop("<t:a/><plain xmlns=\"\"/>")).body();
        assertThat(body)
                .contains("<x:a xmlns:x=\"urn:t\" q=\"1 &lt; 2\" xml:lang=\"en\">")
                .contains("<b xmlns=\"urn:b\" c=\"d\">e<t:f xmlns:t=\"urn:t\"></t:f>&amp;</b></x:a>")
                .contains("<plain xml:lang=\"en\">v</plain>");
        site.status("COPY", "f", "Destination: /remote.php/webdav/g");
        site.status("MOVE", "g", "Destination: /remote.php/webdav/h");
        site.put("h", "other");
        assertThat(propfind("h", "0", prop("<plain xmlns=\"\"/>")).body()).contains(">v</plain>");
        patch("h", "<d:remove><d:prop><plain xmlns=\"\"/></d:prop></d:remove>");
        assertThat(propfind("h", "0", prop("<plain xmlns=\"\"/>")).body()).doesNotContain(">v</plain>");
    }

    @Test
    void a_refused_property_refuses_all() throws IOException {
        site.put("f", "x");
        Answer answer = patch("f", "<d:set><d:prop><t:a>1</t:a><d:getetag>mine</d:getetag></d:prop></d:set>");
        assertThat(answer.status()).isEqualTo(207);
        assertThat(answer.body())
                .contains("<d:getetag/></d:prop><d:status>HTTP/1.1 403 Forbidden")
                .contains("cannot-modify-protected-property")
                .contains("<x:a xmlns:x=\"urn:t\"/></d:prop><d:status>HTTP/1.1 424 Failed Dependency");
        assertThat(propfind("f", "0", prop("<t:a/>")).body()).contains("404");
    }

    private static final String TIMES = prop(
            "<d:getlastmodified/><d:lastmodified/><w:Win32LastModifiedTime xmlns:w=\"urn:schemas-microsoft-com:\"/>");

    private String etag(String path) throws IOException {
        String body = propfind(path, "0", prop("<d:getetag/>")).body();
        return body.substring(body.indexOf("<d:getetag>"), body.indexOf("</d:getetag>"));
    }

    @Test
    void windows_sets_times_after_it_has_copied_a_file() throws IOException {
        site.status("MKCOL", "folder");
        site.put("folder/f", "x");
        String file = etag("folder/f");
        String folder = etag("folder");
        Answer answer = site.ask("PROPPATCH", "folder/f", """
            <?xml version="1.0" encoding="utf-8" ?>\
            <D:propertyupdate xmlns:D="DAV:" xmlns:Z="urn:schemas-microsoft-com:"><D:set><D:prop>\
            <Z:Win32CreationTime>Mon, 04 Oct 1999 10:00:00 GMT</Z:Win32CreationTime>\
            <Z:Win32LastAccessTime>Tue, 05 Oct 1999 10:00:00 GMT</Z:Win32LastAccessTime>\
            <Z:Win32LastModifiedTime>Wed, 06 Oct 1999 10:20:30 GMT</Z:Win32LastModifiedTime>\
            <Z:Win32FileAttributes>00000020</Z:Win32FileAttributes>\
            </D:prop></D:set></D:propertyupdate>\
            """, "Content-Type: text/xml; charset=\"utf-8\"");
        assertThat(answer.status()).isEqualTo(207);
        assertThat(answer.body())
                .contains("Win32LastModifiedTime")
                .contains("200 OK")
                .doesNotContain("HTTP/1.1 4");
        assertThat(propfind("folder/f", "0", TIMES).body())
                .contains("<d:getlastmodified>Wed, 06 Oct 1999 10:20:30 GMT</d:getlastmodified>")
                .contains("<d:lastmodified>939205230</d:lastmodified>")
                .contains("xmlns:x=\"urn:schemas-microsoft-com:\">Wed, 06 Oct 1999 10:20:30 GMT</x:Win32Last");
        assertThat(propfind("folder/f", "0", "").body())
                .contains(">Mon, 04 Oct 1999 10:00:00 GMT</x:Win32CreationTime>")
                .contains(">00000020</x:Win32FileAttributes>");
        assertThat(etag("folder/f")).isNotEqualTo(file);
        assertThat(etag("folder")).isNotEqualTo(folder);
        site.put("folder/f", "newer");
        assertThat(propfind("folder/f", "0", TIMES).body()).doesNotContain("1999");
    }

    @ParameterizedTest
    @ValueSource(strings = {"lastmodified", "getlastmodified"})
    void owncloud_and_nextcloud_set_a_time_in_seconds(String name) throws IOException {
        site.put("f", "x");
        Answer answer = patch("f", "<d:set><d:prop><d:" + name + ">1000000000</d:" + name + "></d:prop></d:set>");
        assertThat(answer.body()).contains("200 OK");
        assertThat(propfind("f", "0", TIMES).body()).contains("Sun, 09 Sep 2001 01:46:40 GMT</d:getlastmodified>");
    }

    @Test
    void what_is_no_time_is_409_and_nothing_else_is_set() throws IOException {
        site.put("f", "x");
        String before = etag("f");
        Answer answer =
                patch("f", "<d:set><d:prop><t:a>1</t:a><d:lastmodified>yesterday</d:lastmodified></d:prop></d:set>");
        assertThat(answer.body())
                .contains("<d:lastmodified/></d:prop><d:status>HTTP/1.1 409 Conflict")
                .contains("<x:a xmlns:x=\"urn:t\"/></d:prop><d:status>HTTP/1.1 424 Failed Dependency");
        assertThat(patch("f", "<d:remove><d:prop><d:lastmodified/></d:prop></d:remove>")
                        .body())
                .contains("403 Forbidden");
        assertThat(propfind("f", "0", prop("<t:a/>")).body()).contains("404");
        assertThat(etag("f")).isEqualTo(before);
    }

    @Test
    void a_time_and_properties_are_set_together_or_not_at_all() throws IOException {
        site.put("f", "x");
        String both = "<d:propertyupdate xmlns:d=\"DAV:\" xmlns:t=\"urn:t\"><d:set><d:prop><t:a>1</t:a>"
                + "<d:lastmodified>1000000000</d:lastmodified></d:prop></d:set></d:propertyupdate>";
        assertThat(site.ask("PROPPATCH", "f", both, "If-Match: \"other\"").status())
                .isEqualTo(412);
        Answer lock = site.ask(
                "LOCK",
                "f",
                "<d:lockinfo xmlns:d=\"DAV:\"><d:lockscope><d:exclusive/></d:lockscope><d:locktype><d:write/>"
                        + "</d:locktype></d:lockinfo>");
        assertThat(lock.status()).isEqualTo(200);
        assertThat(site.ask("PROPPATCH", "f", both).status()).isEqualTo(423);
        assertThat(propfind("f", "0", prop("<t:a/><d:getlastmodified/>")).body())
                .contains("404")
                .doesNotContain("2001");
        String token = lock.header("Lock-Token");
        assertThat(site.ask("PROPPATCH", "f", both, "If: (" + token + ")").status())
                .isEqualTo(207);
        assertThat(propfind("f", "0", prop("<t:a/><d:getlastmodified/>")).body())
                .contains(">1</x:a>")
                .contains("2001");
    }

    @Test
    void a_storage_that_sets_no_times_refuses_those_of_webdav_and_keeps_what_windows_sends() throws IOException {
        try (DavSite plain = new DavSite(
                directory.resolve("plain"),
                true,
                new MemoryStorage(true, Trait.STABLE_IDS, Trait.ATOMIC_PUT, Trait.CONDITIONAL_PUT))) {
            plain.put("f", "x");
            String begin = "<d:propertyupdate xmlns:d=\"DAV:\"><d:set><d:prop>";
            String end = "</d:prop></d:set></d:propertyupdate>";
            assertThat(plain.ask("PROPPATCH", "f", begin + "<d:lastmodified>1</d:lastmodified>" + end)
                            .body())
                    .contains("403 Forbidden")
                    .contains("cannot-modify-protected-property");
            String windows = "<Win32LastModifiedTime xmlns=\"urn:schemas-microsoft-com:\">mine</Win32LastModifiedTime>";
            assertThat(plain.ask("PROPPATCH", "f", begin + windows + end).body())
                    .contains("200 OK");
            assertThat(plain.ask("PROPFIND", "f", TIMES, "Depth: 0").body())
                    .contains(">mine</x:Win32LastModifiedTime>");
            assertThat(plain.ask("PROPFIND", "f", "", "Depth: 0").body()).contains(">mine</x:Win32LastModifiedTime>");
        }
    }

    @Test
    void a_favourite_is_the_callers() throws IOException {
        site.put("f", "x");
        patch("f", "<d:set><d:prop><oc:favorite>1</oc:favorite></d:prop></d:set>");
        assertThat(propfind("f", "0", prop("<oc:favorite/>")).body()).contains("<oc:favorite>1</oc:favorite>");
        patch("f", "<d:remove><d:prop><oc:favorite/></d:prop></d:remove>");
        assertThat(propfind("f", "0", prop("<oc:favorite/>")).body()).contains("<oc:favorite>0</oc:favorite>");
    }
}
