/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.weft.kernel.testing.Eventually.until;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.kernel.testing.OverWire;
import org.weft.spi.UserId;
import org.weft.spi.UserType;

/** Two sites share with each other as the clients of ownCloud and Nextcloud do it. */
@OverWire
class OcmOcsTest {

    private static final String API = "/ocs/v2.php/apps/files_sharing/api/v1/";
    private static final String HOME = "/remote.php/webdav/";

    @TempDir
    private Path folder;

    @SuppressWarnings("NullAway.Init") // made before each test
    private OcmSite a;

    @SuppressWarnings("NullAway.Init")
    private OcmSite b;

    @BeforeEach
    void start() throws Exception {
        a = new OcmSite(folder.resolve("a"), "127.0.0.1");
        b = new OcmSite(folder.resolve("b"), "127.0.0.2");
        a.ask("einstein", "MKCOL", HOME + "docs", "");
        a.ask("einstein", "PUT", HOME + "docs/paper.txt", "E = mc2");
    }

    @AfterEach
    void stop() throws Exception {
        a.close();
        b.close();
    }

    private static JsonObject ask(OcmSite site, String user, String method, String path, String form)
            throws IOException {
        String url = API + path + (path.contains("?") ? "&" : "?") + "format=json";
        String body = (form.isEmpty()
                        ? site.ask(user, method, url, "")
                        : site.ask(user, method, url, form, "Content-Type", "application/x-www-form-urlencoded"))
                .body();
        return JsonParser.parseString(body).getAsJsonObject().getAsJsonObject("ocs");
    }

    private static int code(JsonObject answer) {
        return answer.getAsJsonObject("meta").get("statuscode").getAsInt();
    }

    private static String text(JsonElement share, String field) {
        return share.getAsJsonObject().get(field).getAsString();
    }

    private JsonArray list(OcmSite site, String user, String path) throws IOException {
        JsonObject answer = ask(site, user, "GET", path, "");
        assertThat(code(answer)).as(answer.toString()).isEqualTo(200);
        return answer.getAsJsonArray("data");
    }

    private JsonObject share(String more) throws IOException {
        String form = "path=/docs&shareType=6&shareWith=marie@" + b.host + more;
        JsonObject made = ask(a, "einstein", "POST", "shares", form);
        assertThat(code(made)).as(made.toString()).isEqualTo(200);
        return made.getAsJsonObject("data");
    }

    @Test
    void a_share_with_somebody_at_another_site_is_made_told_changed_and_ended() throws Exception {
        JsonObject made = share("&permissions=15");
        assertThat(text(made, "share_type")).isEqualTo("6");
        assertThat(text(made, "share_with")).isEqualTo("marie@" + b.host);
        assertThat(text(made, "share_with_displayname")).isEqualTo("Marie Curie");
        assertThat(text(made, "path")).isEqualTo("/docs");
        assertThat(text(made, "permissions")).isEqualTo("15");
        String id = text(made, "id");
        assertThat(text(list(a, "einstein", "shares?path=/docs").get(0), "id")).isEqualTo(id);
        assertThat(list(a, "einstein", "shares")).hasSize(1);
        assertThat(list(a, "einstein", "shares?share_types=6")).hasSize(1);
        assertThat(list(a, "einstein", "shares/" + id)).hasSize(1);
        assertThat(code(ask(a, "marie", "GET", "shares/" + id, ""))).isEqualTo(404);

        JsonObject narrowed = ask(a, "einstein", "PUT", "shares/" + id, "permissions=1");
        assertThat(text(narrowed.get("data"), "permissions")).isEqualTo("1");
        until(() -> text(list(b, "marie", "remote_shares/pending").get(0), "permissions")
                .equals("1"));

        assertThat(code(ask(a, "einstein", "DELETE", "shares/" + id, ""))).isEqualTo(200);
        assertThat(list(a, "einstein", "shares")).isEmpty();
        until(() -> list(b, "marie", "remote_shares/pending").isEmpty());
    }

    @Test
    void what_others_share_is_pending_accepted_used_and_declined() throws Exception {
        share("&permissions=15");
        assertThat(list(b, "marie", "remote_shares")).isEmpty();
        JsonElement offered = list(b, "marie", "remote_shares/pending").get(0);
        assertThat(text(offered, "remote")).isEqualTo("https://" + a.host);
        assertThat(text(offered, "name")).isEqualTo("/docs");
        assertThat(text(offered, "owner")).isEqualTo(FakeSite.EINSTEIN.id().opaque());
        assertThat(text(offered, "user")).isEqualTo("marie");
        assertThat(text(offered, "accepted")).isEqualTo("false");
        String id = text(offered, "id");
        assertThat(code(ask(b, "einstein", "POST", "remote_shares/pending/" + id, "x=1")))
                .isEqualTo(404);

        assertThat(code(ask(b, "marie", "POST", "remote_shares/pending/" + id, "x=1")))
                .isEqualTo(200);
        assertThat(list(b, "marie", "remote_shares/pending")).isEmpty();
        JsonElement accepted = list(b, "marie", "remote_shares").get(0);
        assertThat(text(accepted, "accepted")).isEqualTo("true");
        assertThat(text(accepted, "type")).isEqualTo("dir");
        assertThat(text(accepted, "mountpoint")).isEqualTo("/Shares/docs");
        assertThat(b.ask("marie", "GET", HOME + "Shares/docs/paper.txt", "").body())
                .isEqualTo("E = mc2");
        assertThat(text(ask(b, "marie", "GET", "remote_shares/" + id, "").get("data"), "id"))
                .isEqualTo(id);
        assertThat(list(b, "marie", "shares/remote_shares")).hasSize(1);

        assertThat(code(ask(b, "marie", "DELETE", "remote_shares/" + id, ""))).isEqualTo(200);
        assertThat(code(ask(b, "marie", "GET", "remote_shares/" + id, ""))).isEqualTo(404);
        assertThat(list(b, "marie", "remote_shares")).isEmpty();
        until(() -> list(a, "einstein", "shares").isEmpty());
    }

    @Test
    void an_offer_that_is_declined_ends_at_its_owner() throws Exception {
        share("");
        String id = text(list(b, "marie", "remote_shares/pending").get(0), "id");
        assertThat(code(ask(b, "marie", "DELETE", "remote_shares/pending/" + id, "")))
                .isEqualTo(200);
        assertThat(list(b, "marie", "remote_shares/pending")).isEmpty();
        until(() -> list(a, "einstein", "shares").isEmpty());
    }

    @Test
    void what_makes_no_sense_is_refused_in_the_right_words() throws Exception {
        share("");
        String form = "path=/docs&shareType=6&permissions=1&shareWith=";
        assertThat(code(ask(a, "einstein", "POST", "shares", form + "marie@" + b.host)))
                .isEqualTo(403);
        assertThat(code(ask(a, "einstein", "POST", "shares", form + "nobody@" + b.host)))
                .isEqualTo(404);
        assertThat(code(ask(a, "einstein", "POST", "shares", form + "marie"))).isEqualTo(400);
        assertThat(code(ask(a, "einstein", "POST", "shares", form + "marie@" + a.host)))
                .isEqualTo(400);
        assertThat(code(ask(a, "einstein", "POST", "shares", form + "marie&shareWithProvider=" + b.host)))
                .isEqualTo(403);
        assertThat(code(ask(a, "einstein", "POST", "remote_shares", "x=1"))).isEqualTo(405);
        assertThat(code(ask(a, "einstein", "GET", "remote_shares/none", ""))).isEqualTo(404);
        assertThat(code(ask(a, "einstein", "GET", "remote_shares/a/b", ""))).isEqualTo(404);
    }

    @Test
    void contacts_and_addresses_are_found_among_those_to_share_with() throws Exception {
        a.befriend(FakeSite.EINSTEIN.id(), new UserId(b.host, "f7fbf8c8", UserType.FEDERATED));
        JsonObject found = ask(a, "einstein", "GET", "sharees?search=frie&itemType=folder", "")
                .getAsJsonObject("data");
        JsonObject contact = found.getAsJsonArray("remotes").get(0).getAsJsonObject();
        assertThat(text(contact, "label")).isEqualTo("a friend");
        assertThat(text(contact.get("value"), "shareType")).isEqualTo("6");
        assertThat(text(contact.get("value"), "shareWith")).isEqualTo("f7fbf8c8@" + b.host);
        assertThat(text(contact.get("value"), "server")).isEqualTo(b.host);

        JsonObject exact = ask(a, "einstein", "GET", "sharees?search=someone@files.example.org&itemType=folder", "")
                .getAsJsonObject("data")
                .getAsJsonObject("exact");
        assertThat(exact.getAsJsonArray("remotes")).hasSize(1);
        assertThat(text(exact.getAsJsonArray("remotes").get(0).getAsJsonObject().get("value"), "shareWith"))
                .isEqualTo("someone@files.example.org");
        assertThat(ask(a, "marie", "GET", "sharees?search=frie&itemType=folder", "")
                        .getAsJsonObject("data")
                        .getAsJsonArray("remotes"))
                .isEmpty();
    }

    @Test
    void the_capabilities_say_that_other_sites_can_be_shared_with() throws Exception {
        JsonObject sharing = JsonParser.parseString(
                        a.ask("einstein", "GET", "/ocs/v2.php/cloud/capabilities?format=json", "")
                                .body())
                .getAsJsonObject()
                .getAsJsonObject("ocs")
                .getAsJsonObject("data")
                .getAsJsonObject("capabilities")
                .getAsJsonObject("files_sharing");
        assertThat(sharing.getAsJsonObject("federation").get("outgoing").getAsBoolean())
                .isTrue();
        assertThat(sharing.getAsJsonObject("federation").get("incoming").getAsBoolean())
                .isTrue();
    }
}
