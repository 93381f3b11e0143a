/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.distribution.PaperOffice.Opened;

/** A server as it is shipped, and an office that opens one of its files, saves it, and is respected by others meanwhile. */
class AppsIT {

    private static final String[] EINSTEIN = PaperOffice.basic("einstein", "relativity");
    private static final String[] MARIE = PaperOffice.basic("marie", "radioactivity");

    @TempDir
    Path folder = Path.of("");

    private PaperOffice office;

    @BeforeEach
    void startOffice() throws Exception {
        office = new PaperOffice();
    }

    @AfterEach
    void stopOffice() {
        office.close();
    }

    private RunningWeft weft() throws Exception {
        Path config = Files.writeString(folder.resolve("weft.toml"), office.config("Paper"));
        return RunningWeft.start(folder.resolve("data"), "--demo", "--config", config.toString());
    }

    private JsonObject share(RunningWeft weft, String form) throws Exception {
        return office.shares(weft, "POST", "?" + form, EINSTEIN);
    }

    private void unshare(RunningWeft weft, String id) throws Exception {
        office.shares(weft, "DELETE", "/" + id, EINSTEIN);
    }

    @Test
    void a_document_is_opened_and_saved_by_an_office() throws Exception {
        try (RunningWeft weft = weft()) {
            String file = weft.http() + "/remote.php/webdav/letter.odt";
            assertThat(office.send("PUT", file, "Dear", EINSTEIN).statusCode()).isEqualTo(201);
            assertThat(office.send("GET", weft.http() + "/app/list", "").body()).contains("\"ext\":\"odt\"", "Paper");
            Opened opened = office.open(weft, "path=/home/letter.odt", EINSTEIN);

            assertThat(office.info(weft, opened).body()).contains("\"BaseFileName\":\"letter.odt\"");
            assertThat(office.read(weft, opened).body()).isEqualTo("Dear");
            assertThat(office.call(weft, opened, "LOCK", "L", "").statusCode()).isEqualTo(200);
            assertThat(office.send("PUT", file, "overwritten", EINSTEIN).statusCode())
                    .isEqualTo(423);
            assertThat(office.call(weft, opened, "PUT", "L", "Dear Marie").statusCode())
                    .isEqualTo(200);
            assertThat(office.call(weft, opened, "UNLOCK", "L", "").statusCode())
                    .isEqualTo(200);
            assertThat(office.send("GET", file, "", EINSTEIN).body()).isEqualTo("Dear Marie");
            Opened forged = new Opened(opened.path(), opened.token() + "x", opened.answer());
            assertThat(office.info(weft, forged).statusCode()).isEqualTo(401);
            assertThat(weft.log()).doesNotContain(opened.token());
        }
    }

    @Test
    void visitors_of_links_and_receivers_of_shares_open_documents_within_their_rights() throws Exception {
        try (RunningWeft weft = weft()) {
            String file = weft.http() + "/remote.php/webdav/letter.odt";
            assertThat(office.send("PUT", file, "Dear", EINSTEIN).statusCode()).isEqualTo(201);
            JsonObject made = share(weft, "shareType=3&path=/letter.odt&permissions=3");
            String edit = made.get("token").getAsString();
            String view = share(weft, "shareType=3&path=/letter.odt&permissions=1")
                    .get("token")
                    .getAsString();
            String locked = share(weft, "shareType=3&path=/letter.odt&permissions=1&password=Kq8-tree-Blue")
                    .get("token")
                    .getAsString();

            Opened editing = office.open(weft, "path=/", "public-token", edit);
            assertThat(office.info(weft, editing).body())
                    .contains("\"IsAnonymousUser\":true", "\"UserFriendlyName\":\"Guest ", "\"UserCanWrite\":true");
            assertThat(office.call(weft, editing, "LOCK", "L", "").statusCode()).isEqualTo(200);
            assertThat(office.call(weft, editing, "PUT", "L", "by a guest").statusCode())
                    .isEqualTo(200);
            assertThat(office.call(weft, editing, "PUT_USER_INFO", "", "seen").statusCode())
                    .as("nothing is kept for visitors")
                    .isEqualTo(501);
            Opened viewing = office.open(weft, "path=/", "public-token", view);
            assertThat(viewing.reason()).isEqualTo("you may not change this file");
            assertThat(office.call(weft, viewing, "PUT", "L", "x").statusCode()).isEqualTo(401);
            assertThat(office.form(weft.http() + "/app/open", "path=/", "public-token", locked)
                            .statusCode())
                    .isEqualTo(401);
            assertThat(office.send("GET", weft.http() + "/s/" + edit + "/open", "")
                            .body())
                    .contains("<iframe");
            assertThat(office.send("GET", file, "", EINSTEIN).body()).isEqualTo("by a guest");
            assertThat(office.info(weft, office.open(weft, "path=/", "public-token", edit))
                            .body())
                    .as("each visitor is another user")
                    .doesNotContain(userId(office.info(weft, editing).body()));

            String id = share(weft, "shareType=0&shareWith=marie&path=/letter.odt&permissions=1")
                    .get("id")
                    .getAsString();
            office.shares(weft, "POST", "/pending/" + id, MARIE);
            Opened received = office.open(weft, "path=" + encoded("/home/Shares/letter.odt"), MARIE);
            assertThat(received.reason()).isEqualTo("you may not change this file");
            assertThat(office.read(weft, received).body()).isEqualTo("by a guest");
            assertThat(office.call(weft, received, "PUT", "L", "x").statusCode())
                    .isEqualTo(401);
            unshare(weft, id);
            assertThat(office.read(weft, received).statusCode()).isEqualTo(404);
            unshare(weft, made.get("id").getAsString());
            assertThat(office.info(weft, editing).statusCode()).isEqualTo(404);
            assertThat(office.call(weft, editing, "PUT", "L", "late").statusCode())
                    .isEqualTo(404);
        }
    }

    private static String userId(String info) {
        return JsonParser.parseString(info).getAsJsonObject().get("UserId").getAsString();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Test
    void mistakes_in_the_options_of_apps_are_found_before_the_start() throws Exception {
        Path config = Files.writeString(folder.resolve("bad.toml"), """
                [[app]]
                name = "office"
                driver = "wopi"
                options = { url = "https://office.example.org", prodct = "collabora" }

                [[app]]
                name = "office"
                driver = "etherpad"
                options = { url = "https://pad.example.org", api-key = "file:/nowhere/etherpad-key" }

                [shares]
                options = { databse = "shares.db" }
                """);

        Command check = Command.run(
                folder,
                RunningWeft.distribution().resolve("bin/weft").toString(),
                "check",
                "--config",
                config.toString());

        assertThat(check.exitCode()).as(check.output()).isEqualTo(2);
        assertThat(check.output())
                .contains(
                        "unknown key 'prodct' in options; did you mean 'product'?",
                        "'name' in [[app]] is 'office' again; line 2 has it already",
                        "unknown key 'databse' in options",
                        "the secret's file /nowhere/etherpad-key does not exist");
    }

    @Test
    void the_plugin_is_fit() throws Exception {
        Command verified = Command.run(
                folder,
                RunningWeft.distribution().resolve("bin/weft").toString(),
                "plugins",
                "verify",
                Shipped.plugin("weft-app-wopi").toString());

        assertThat(verified.exitCode()).as(verified.output()).isZero();
    }
}
