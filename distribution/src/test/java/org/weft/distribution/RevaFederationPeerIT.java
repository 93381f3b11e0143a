/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.cs3.gateway.v1beta1.WhoAmIRequest;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Open Cloud Mesh between the packed server, where einstein is, and Reva, where marie is, in both directions. */
class RevaFederationPeerIT {

    private static final String HOME = "/remote.php/webdav/";
    private static final String SHARES = "/remote.php/dav/tree/shares/";
    private static final String OCS = "/ocs/v2.php/apps/files_sharing/api/v1/";
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final String LONG = "0123456789".repeat(20_000);

    @TempDir
    Path folder = Path.of("");

    @SuppressWarnings("NullAway.Init") // each test begins with its sites
    private FederatedSite weft;

    @SuppressWarnings("NullAway.Init")
    private RevaSite reva;

    @BeforeEach
    void befriend() throws Exception {
        Tools.peer("revad");
        weft = FederatedSite.start(folder.resolve("weft"), "127.0.0.1");
        reva = RevaSite.start(Files.createDirectories(folder.resolve("reva")), "127.0.0.3", weft.host());
        String token = weft.helper("einstein", "POST", "generate-invite", "{\"description\":\"radium\"}")
                .getAsJsonObject()
                .get("token")
                .getAsString();
        good("ocm-invite-forward", "-idp", weft.host(), "-token", token);
        assertThat(weft.helper("einstein", "GET", "find-accepted-users", "").toString())
                .contains("Marie Curie", reva.host());
    }

    @AfterEach
    void stop() throws Exception {
        reva.close();
        weft.close();
    }

    private String good(String... words) throws Exception {
        Command run = reva.run(words);
        assertThat(run.exitCode())
                .as("reva %s: %s", String.join(" ", words), run.output())
                .isZero();
        return run.output();
    }

    /** Marie's command line ends well or not; whether what it says is that it failed. */
    private void bad(String... words) throws Exception {
        Command run = reva.run(words);
        assertThat(run.exitCode() != 0
                        || run.output().contains("error")
                        || run.output().contains("Error"))
                .as("reva %s: %s", String.join(" ", words), run.output())
                .isTrue();
    }

    private JsonElement ocs(String method, String path, String form) throws Exception {
        HttpResponse<String> answer = weft.send(
                "einstein",
                method,
                OCS + path + (path.contains("?") ? "&" : "?") + "format=json",
                form,
                "OCS-APIRequest",
                "true",
                "Content-Type",
                "application/x-www-form-urlencoded");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JsonParser.parseString(answer.body())
                .getAsJsonObject()
                .get("ocs")
                .getAsJsonObject()
                .get("data");
    }

    private String give(String path, int permissions) throws Exception {
        return ocs(
                        "POST",
                        "shares",
                        "path=" + path + "&shareType=6&shareWith=" + RevaSite.MARIE + "@" + reva.host()
                                + "&permissions=" + permissions)
                .getAsJsonObject()
                .get("id")
                .getAsString();
    }

    private static List<String> ids(String table) {
        List<String> ids = new ArrayList<>();
        table.lines().filter(line -> line.startsWith("| ")).forEach(line -> {
            Matcher matcher = ID.matcher(line);
            if (matcher.find()) {
                ids.add(matcher.group());
            }
        });
        return ids;
    }

    /** Takes what was offered to marie last, and tells where it is. */
    private String taken(String remote) throws Exception {
        String line = good("ocm-share-list-received")
                .lines()
                .filter(row -> row.contains(remote))
                .findFirst()
                .orElse("");
        String id = ids(line).getFirst();
        good("ocm-share-update-received", "-state", "accepted", id);
        return "/received/" + id;
    }

    @Test
    void what_einstein_shares_is_read_and_written_at_reva_until_he_takes_it_back() throws Exception {
        assertThat(weft.status("einstein", "MKCOL", HOME + "papers", "")).isEqualTo(201);
        assertThat(weft.status("einstein", "PUT", HOME + "papers/long", LONG)).isEqualTo(201);
        assertThat(weft.status("einstein", "PUT", HOME + "one.txt", "light")).isEqualTo(201);
        String papersId = give("/papers", 15);
        String papers = taken(papersId);
        String one = taken(give("/one.txt", 3));
        Path got = folder.resolve("got");
        Path sent = Files.writeString(folder.resolve("sent"), "from reva");

        assertThat(good("ls", papers)).contains("long");
        good("download", papers + "/long", got.toString());
        assertThat(got).hasContent(LONG);
        Path single = folder.resolve("single");
        good("download", one, single.toString());
        assertThat(single).hasContent("light");
        good("upload", sent.toString(), papers + "/new.txt");
        good("upload", sent.toString(), one);
        assertThat(weft.send("einstein", "GET", HOME + "papers/new.txt", "").body())
                .isEqualTo("from reva");
        assertThat(weft.send("einstein", "GET", HOME + "one.txt", "").body()).isEqualTo("from reva");
        good("mkdir", papers + "/sub");
        good("mv", papers + "/new.txt", papers + "/sub/moved.txt");
        assertThat(weft.status("einstein", "GET", HOME + "papers/sub/moved.txt", ""))
                .isEqualTo(200);
        good("rm", papers + "/sub/moved.txt");
        assertThat(weft.status("einstein", "GET", HOME + "papers/sub/moved.txt", ""))
                .isEqualTo(404);

        ocs("PUT", "shares/" + papersId, "permissions=1");
        bad("upload", sent.toString(), papers + "/late.txt");
        assertThat(weft.status("einstein", "GET", HOME + "papers/late.txt", "")).isEqualTo(404);
        good("download", papers + "/long", got.toString());
        ocs("DELETE", "shares/" + papersId, "");
        bad("ls", papers);
    }

    @Test
    void what_marie_shares_is_read_and_written_here_until_she_takes_it_back() throws Exception {
        Files.writeString(folder.resolve("long"), LONG);
        Files.writeString(folder.resolve("note"), "radium");
        good("mkdir", "/home/docs");
        good("upload", folder.resolve("long").toString(), "/home/docs/long");
        good("upload", folder.resolve("note").toString(), "/home/note.txt");
        String docs = given("/home/docs");
        String note = given("/home/note.txt");
        for (JsonElement offer : ocs("GET", "remote_shares/pending", "").getAsJsonArray()) {
            JsonObject share = offer.getAsJsonObject();
            ocs("POST", "remote_shares/pending/" + share.get("id").getAsString(), "");
        }

        assertThat(weft.send("einstein", "PROPFIND", SHARES + "docs", "", "Depth", "1")
                        .body())
                .contains("docs/long");
        assertThat(weft.send("einstein", "GET", SHARES + "docs/long", "").body())
                .isEqualTo(LONG);
        HttpResponse<String> part = weft.send("einstein", "GET", SHARES + "docs/long", "", "Range", "bytes=1003-1012");
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).isEqualTo("3456789012");
        assertThat(weft.send("einstein", "GET", SHARES + "note.txt", "").body()).isEqualTo("radium");
        assertThat(weft.status("einstein", "PUT", SHARES + "docs/new.txt", "from weft"))
                .isEqualTo(201);
        HttpResponse<String> overwritten = weft.send("einstein", "PUT", SHARES + "note.txt", "polonium");
        assertThat(overwritten.statusCode()).as(overwritten.body() + reva.log()).isEqualTo(204);
        assertThat(reva.home().resolve("docs/new.txt")).hasContent("from weft");
        assertThat(reva.home().resolve("note.txt")).hasContent("polonium");
        assertThat(weft.status("einstein", "MKCOL", SHARES + "docs/sub", "")).isEqualTo(201);
        assertThat(weft.status("einstein", "DELETE", SHARES + "docs/new.txt", ""))
                .isEqualTo(204);
        assertThat(reva.home().resolve("docs/new.txt")).doesNotExist();

        good("ocm-share-update", "-webdav-rol", "viewer", note);
        assertThat(weft.status("einstein", "PUT", SHARES + "note.txt", "late")).isEqualTo(403);
        assertThat(reva.home().resolve("note.txt")).hasContent("polonium");
        good("ocm-share-remove", docs);
        assertThat(weft.status("einstein", "GET", SHARES + "docs/long", "")).isEqualTo(404);
        assertThat(weft.send("einstein", "GET", SHARES + "note.txt", "").body()).isEqualTo("polonium");
    }

    /** Has marie share something with einstein; answers the share's id. */
    private String given(String path) throws Exception {
        String einstein = weft.gateway("einstein")
                .whoAmI(WhoAmIRequest.getDefaultInstance())
                .getUser()
                .getId()
                .getOpaqueId();
        return ids(good(
                        "ocm-share-create",
                        "-grantee",
                        einstein,
                        "-idp",
                        weft.host(),
                        "-webdav",
                        "-rol",
                        "editor",
                        path))
                .getFirst();
    }
}
