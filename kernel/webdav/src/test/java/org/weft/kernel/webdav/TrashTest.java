/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.webdav;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.http.RawHttpClient.Answer;
import org.weft.kernel.testing.OverWire;

@OverWire
class TrashTest {

    private static final String BIN = "/remote.php/dav/trash-bin/einstein";
    private static final Pattern KEY = Pattern.compile("trash-bin/[^/]+/([^/<]+)/?</d:href>");

    private final DavSite site;

    TrashTest(@TempDir Path data) throws IOException {
        site = new DavSite(data, true);
    }

    @AfterEach
    void stop() {
        site.close();
    }

    private String list(String path, String... headers) throws IOException {
        Answer answer = site.ask("PROPFIND", path, "", headers);
        assertThat(answer.status()).isEqualTo(207);
        return answer.body();
    }

    private String key() throws IOException {
        Matcher matcher = KEY.matcher(list(BIN));
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }

    @Test
    void what_was_deleted_shows_with_its_name_place_and_time() throws IOException {
        site.status("MKCOL", "folder");
        site.put("folder/a%20%26%20b.txt", "eight!!!");
        assertThat(site.status("DELETE", "folder/a%20%26%20b.txt")).isEqualTo(204);
        String body = list(BIN);
        assertThat(body)
                .contains("<d:href>" + BIN + "/</d:href>")
                .contains("<oc:trashbin-original-filename>a &amp; b.txt</oc:trashbin-original-filename>")
                .contains("<oc:trashbin-original-location>folder/a &amp; b.txt</oc:trashbin-original-location>")
                .containsPattern("<oc:trashbin-delete-datetime>[A-Z][a-z]{2}, .* GMT</oc:trashbin-delete-datetime>")
                .containsPattern("<oc:trashbin-delete-timestamp>[0-9]{10}</oc:trashbin-delete-timestamp>")
                .contains("<d:getcontentlength>8</d:getcontentlength>");
    }

    @Test
    void a_move_out_of_the_trash_brings_a_file_back_with_its_id_its_properties_and_its_favourite() throws IOException {
        site.put("a.txt", "content");
        String id = site.ask("HEAD", "a.txt", "").header("OC-FileId");
        String patch = "<propertyupdate xmlns='DAV:'><set><prop><x xmlns='urn:x'>kept</x>"
                + "<favorite xmlns='http://owncloud.org/ns'>1</favorite></prop></set></propertyupdate>";
        assertThat(site.ask("PROPPATCH", "a.txt", patch).status()).isEqualTo(207);
        site.status("DELETE", "a.txt");
        assertThat(site.status("GET", "a.txt")).isEqualTo(404);
        Answer restored =
                site.ask("MOVE", BIN + "/" + key(), "", "Destination: /remote.php/dav/files/einstein/back.txt");
        assertThat(restored.status()).isEqualTo(201);
        assertThat(restored.header("OC-FileId")).isEqualTo(id);
        assertThat(site.get("back.txt")).isEqualTo("content");
        String find = "<propfind xmlns='DAV:'><prop><x xmlns='urn:x'/>"
                + "<favorite xmlns='http://owncloud.org/ns'/></prop></propfind>";
        assertThat(site.ask("PROPFIND", "back.txt", find, "Depth: 0").body())
                .contains("kept")
                .contains("<oc:favorite>1</oc:favorite>");
        assertThat(list(BIN)).doesNotContain("trashbin-original-filename>");
    }

    @Test
    void a_restore_replaces_only_when_it_may() throws IOException {
        site.put("a.txt", "old");
        site.status("DELETE", "a.txt");
        site.put("a.txt", "new");
        String from = BIN + "/" + key();
        String to = "Destination: /remote.php/dav/files/einstein/a.txt";
        assertThat(site.status("MOVE", from, to, "Overwrite: F")).isEqualTo(412);
        assertThat(site.get("a.txt")).isEqualTo("new");
        assertThat(site.status("MOVE", from, "Destination: /remote.php/dav/files/einstein/no/a.txt"))
                .isEqualTo(409);
        assertThat(site.status("MOVE", from, to, "Overwrite: T")).isEqualTo(204);
        assertThat(site.get("a.txt")).isEqualTo("old");
        assertThat(site.status("MOVE", from, to)).isEqualTo(404);
    }

    @Test
    void a_lock_at_the_place_is_honoured_by_a_restore() throws IOException {
        site.put("a.txt", "old");
        site.status("DELETE", "a.txt");
        site.put("a.txt", "new");
        String lock =
                "<lockinfo xmlns='DAV:'><lockscope><exclusive/></lockscope><locktype><write/></locktype></lockinfo>";
        assertThat(site.ask("LOCK", "a.txt", lock).status()).isEqualTo(200);
        assertThat(site.status("MOVE", BIN + "/" + key(), "Destination: /remote.php/dav/files/einstein/a.txt"))
                .isEqualTo(423);
        assertThat(site.get("a.txt")).isEqualTo("new");
    }

    @Test
    void a_deleted_folder_can_be_looked_into_and_brought_back_in_part() throws IOException {
        site.status("MKCOL", "f");
        site.status("MKCOL", "f/g");
        site.put("f/g/deep.txt", "deep");
        site.put("f/top.txt", "top");
        site.status("DELETE", "f");
        String item = BIN + "/" + key();
        assertThat(list(item))
                .contains(item + "/g/</d:href>")
                .contains(item + "/top.txt</d:href>")
                .doesNotContain("deep.txt");
        assertThat(list(item + "/g")).contains("<oc:trashbin-original-location>f/g/deep.txt<");
        assertThat(list(item + "/g", "Depth: 0")).doesNotContain("deep.txt");
        assertThat(site.status("MOVE", item + "/g/deep.txt", "Destination: /remote.php/dav/files/einstein/d.txt"))
                .isEqualTo(201);
        assertThat(site.get("d.txt")).isEqualTo("deep");
        assertThat(list(item + "/g")).doesNotContain("deep.txt");
        assertThat(site.status("DELETE", item + "/top.txt")).isEqualTo(204);
        assertThat(list(item)).doesNotContain("top.txt");
        assertThat(site.status("PROPFIND", item + "/missing")).isEqualTo(404);
    }

    @Test
    void items_are_purged_one_by_one_or_all_at_once() throws IOException {
        for (String name : new String[] {"a", "b", "c"}) {
            site.put(name, name);
            site.status("DELETE", name);
        }
        String key = key();
        assertThat(site.status("DELETE", BIN + "/" + key)).isEqualTo(204);
        assertThat(site.status("DELETE", BIN + "/" + key)).isEqualTo(404);
        assertThat(KEY.matcher(list(BIN)).results().count()).isEqualTo(2);
        assertThat(site.status("DELETE", BIN)).isEqualTo(204);
        assertThat(KEY.matcher(list(BIN)).results().count()).isZero();
    }

    @Test
    void a_listing_is_narrowed_by_time_and_by_folder() throws IOException {
        site.status("MKCOL", "f");
        site.put("f/in.txt", "1");
        site.put("out.txt", "2");
        site.status("DELETE", "f/in.txt");
        site.status("DELETE", "out.txt");
        assertThat(list(BIN + "?from=2000-01-01&to=2001-01-01")).doesNotContain("out.txt");
        assertThat(list(BIN, "X-Trashbin-From: 2000/01/01", "X-Trashbin-To: 2999/01/01"))
                .contains("in.txt")
                .contains("out.txt");
        assertThat(list(BIN + "?base_path=/f")).contains("in.txt").doesNotContain("out.txt");
        assertThat(site.status("PROPFIND", BIN + "?from=soon")).isEqualTo(400);
        assertThat(site.status("DELETE", BIN + "?base_path=/f")).isEqualTo(204);
        assertThat(list(BIN)).contains("out.txt").doesNotContain("in.txt");
    }

    @Test
    void the_trash_of_a_space_is_found_by_the_space() throws IOException {
        site.put("a.txt", "1");
        site.status("DELETE", "a.txt");
        String id = site.ask("PROPFIND", "/remote.php/webdav/", "", "Depth: 0").body();
        Matcher matcher = Pattern.compile("<oc:id>([^!]+)!")
                .matcher(site.ask(
                                "PROPFIND",
                                "/remote.php/webdav/",
                                "<propfind xmlns='DAV:'><prop>"
                                        + "<id xmlns='http://owncloud.org/ns'/></prop></propfind>",
                                "Depth: 0")
                        .body());
        assertThat(matcher.find()).as(id).isTrue();
        assertThat(list("/remote.php/dav/spaces/trash-bin/" + matcher.group(1))).contains(">a.txt<");
    }

    @Test
    void the_trash_of_another_is_not_there() throws IOException {
        site.put("secret.txt", "1");
        site.status("DELETE", "secret.txt");
        assertThat(site.askAs("marie", "PROPFIND", BIN, "").status()).isEqualTo(404);
        assertThat(site.askAs("marie", "DELETE", BIN + "/" + key(), "").status())
                .isEqualTo(404);
        assertThat(site.askAs("marie", "DELETE", "/remote.php/dav/trash-bin/marie/" + key(), "")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void only_what_has_a_meaning_is_allowed() throws IOException {
        assertThat(site.ask("OPTIONS", BIN, "").header("Allow")).isEqualTo("OPTIONS, PROPFIND, MOVE, DELETE");
        assertThat(site.status("PUT", BIN + "/x")).isEqualTo(405);
        assertThat(site.status("MOVE", BIN, "Destination: /remote.php/dav/files/einstein/x"))
                .isEqualTo(403);
        site.put("a", "1");
        assertThat(site.status("MOVE", "a", "Destination: " + BIN + "/a")).isEqualTo(403);
        assertThat(site.status("PROPFIND", BIN, "Depth: infinity")).isEqualTo(403);
    }
}
