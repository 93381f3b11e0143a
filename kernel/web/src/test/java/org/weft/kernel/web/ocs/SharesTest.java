/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.web.ocs;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.http.HttpServer;
import org.weft.kernel.http.HttpSettings;
import org.weft.kernel.http.RawHttpClient;
import org.weft.kernel.http.RequestObserver;
import org.weft.kernel.http.Router;
import org.weft.kernel.http.SignInAuthenticator;
import org.weft.kernel.identity.signin.SignInLimits;
import org.weft.kernel.runtime.plugin.DriverHandle;
import org.weft.kernel.runtime.plugin.Lease;
import org.weft.kernel.sharing.SharingServices;
import org.weft.kernel.sharing.link.LinkRules;
import org.weft.kernel.sharing.link.LinkServices;
import org.weft.kernel.sharing.link.PublicLinks;
import org.weft.kernel.sharing.share.SharingSettings;
import org.weft.kernel.sharing.site.FakeSharing;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.kernel.storage.resource.Target;
import org.weft.kernel.storage.resource.WriteConditions;
import org.weft.kernel.testing.OverWire;
import org.weft.spi.WeftException.Unavailable;
import org.weft.spi.auth.Credentials;
import org.weft.spi.share.ShareStore;
import org.weft.spi.storage.RelPath;

/** Shares over OCS. */
@OverWire
class SharesTest {

    private static final String SHARES = "/ocs/v2.php/apps/files_sharing/api/v1/shares";

    @TempDir
    Path data;

    private FakeSite site;
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        site = new FakeSite(data);
        serve(site.sharing);
        for (String folder : new String[] {"home/docs", "home/docs/inner"}) {
            site.files.makeFolder(
                    site.signIn
                            .authenticate(new Credentials("basic", "einstein", "nietsnie"), "192.0.2.1")
                            .caller(),
                    Target.path(RelPath.parse(folder)),
                    Optional.empty(),
                    WriteConditions.plain());
        }
    }

    private void serve(SharingServices sharing) throws IOException {
        PublicLinks links = LinkServices.of(new LinkServices.Parts(
                        sharing.rows(),
                        List.of(),
                        site.namespace,
                        site.files,
                        LinkRules.usual(),
                        SignInLimits.standard(),
                        Clock.systemUTC()))
                .links();
        Router router = new Router();
        new OcsEndpoint(
                        site.files,
                        site.directories,
                        site.signIn,
                        new AdvertisedFeatures("1", true, true, List.of()).sharing(LinkRules.usual()))
                .with(sharing, links)
                .register(router);
        server = new HttpServer(
                HttpSettings.at("127.0.0.1", 0), router, new SignInAuthenticator(site.signIn), RequestObserver.NONE);
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
        site.close();
    }

    private JsonObject ask(String user, String method, String path, String form) throws IOException {
        String secret = user + ':' + new StringBuilder(user).reverse();
        String request = method + ' ' + path + (path.contains("?") ? "&" : "?")
                + "format=json HTTP/1.1\nHost: weft.test\nOCS-APIRequest: true"
                + "\nAuthorization: Basic "
                + Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8))
                + (form.isEmpty()
                        ? ""
                        : "\nContent-Type: application/x-www-form-urlencoded\nContent-Length: " + form.length())
                + "\n\n" + form;
        try (RawHttpClient wire = new RawHttpClient(server.port())) {
            return JsonParser.parseString(wire.send(request).answer().body())
                    .getAsJsonObject()
                    .getAsJsonObject("ocs");
        }
    }

    private static int code(JsonObject ocs) {
        return ocs.getAsJsonObject("meta").get("statuscode").getAsInt();
    }

    private JsonObject create(String user, String form) throws IOException {
        JsonObject made = ask(user, "POST", SHARES, form);
        assertThat(code(made)).as(made.toString()).isEqualTo(200);
        return made.getAsJsonObject("data");
    }

    private static JsonObject data(JsonObject ocs) {
        assertThat(code(ocs)).as(ocs.toString()).isEqualTo(200);
        return ocs.getAsJsonObject("data");
    }

    private JsonArray list(String user, String query) throws IOException {
        JsonElement list = ask(user, "GET", SHARES + query, "").get("data");
        assertThat(list.isJsonArray()).as(list.toString()).isTrue();
        return list.getAsJsonArray();
    }

    private static String text(JsonElement share, String field) {
        return share.getAsJsonObject().get(field).getAsString();
    }

    @Test
    void a_share_with_a_user_is_made_told_accepted_changed_and_ended() throws IOException {
        JsonObject made =
                create("einstein", "path=/docs&shareType=0&shareWith=marie&permissions=1&expireDate=2099-12-31");
        String id = text(made, "id");
        assertThat(text(made, "share_with")).isEqualTo("marie");
        assertThat(text(made, "share_with_displayname")).isEqualTo("Marie Curie");
        assertThat(text(made, "path")).isEqualTo("/docs");
        assertThat(text(made, "expiration")).isEqualTo("2099-12-31 00:00:00");
        assertThat(text(made, "permissions")).isEqualTo("1");
        assertThat(text(list("einstein", "?path=/docs").get(0), "id")).isEqualTo(id);
        assertThat(list("einstein", "?path=/&subfiles=true")).hasSize(1);
        assertThat(list("einstein", "?path=/docs/inner")).isEmpty();

        assertThat(list("marie", "?shared_with_me=true")).isEmpty();
        JsonArray offered = list("marie", "?shared_with_me=true&state=1");
        assertThat(text(offered.get(0), "state")).isEqualTo("1");
        assertThat(code(ask("richard", "POST", SHARES + "/pending/" + id, ""))).isEqualTo(404);
        assertThat(code(ask("marie", "POST", SHARES + "/pending/" + id, ""))).isEqualTo(200);
        assertThat(text(list("marie", "?shared_with_me=true").get(0), "file_target"))
                .endsWith("/docs");

        JsonObject changed =
                ask("einstein", "PUT", SHARES + "/" + id, "permissions=15").getAsJsonObject("data");
        assertThat(text(changed, "permissions")).isEqualTo("15");
        assertThat(code(ask("marie", "PUT", SHARES + "/" + id, "permissions=31")))
                .isEqualTo(403);

        assertThat(code(ask("marie", "DELETE", SHARES + "/" + id, ""))).isEqualTo(200);
        assertThat(text(list("marie", "?shared_with_me=true&state=2").get(0), "id"))
                .isEqualTo(id);
        assertThat(code(ask("einstein", "DELETE", SHARES + "/" + id, ""))).isEqualTo(200);
        assertThat(code(ask("einstein", "GET", SHARES + "/" + id, ""))).isEqualTo(404);
        assertThat(list("marie", "?shared_with_me=true&state=all")).isEmpty();
    }

    @Test
    void a_link_is_made_told_changed_and_ended_and_its_password_never_told() throws IOException {
        JsonObject made = create("einstein", "path=/docs&shareType=3&password=a-long-Secret-1&name=for+all");
        String id = text(made, "id");
        assertThat(text(made, "url")).isEqualTo("http://weft.test/s/" + text(made, "token"));
        assertThat(text(made, "permissions")).isEqualTo("1");
        assertThat(made.toString()).doesNotContain("Secret");
        assertThat(text(list("einstein", "?share_types=3").get(0), "name")).isEqualTo("for all");
        assertThat(list("einstein", "?share_types=0")).isEmpty();
        JsonObject changed = ask("einstein", "PUT", SHARES + "/" + id, "permissions=15&password=")
                .getAsJsonObject("data");
        assertThat(text(changed, "permissions")).isEqualTo("15");
        assertThat(changed.get("password_protected").getAsBoolean()).isFalse();
        assertThat(code(ask("marie", "GET", SHARES + "/" + id, ""))).isEqualTo(404);
        assertThat(code(ask("einstein", "DELETE", SHARES + "/" + id, ""))).isEqualTo(200);
        assertThat(list("einstein", "")).isEmpty();
    }

    @Test
    void what_is_not_understood_or_not_there_is_refused() throws IOException {
        assertThat(code(ask("einstein", "POST", SHARES, "path=/docs&shareType=0&shareWith=nobody")))
                .isEqualTo(404);
        assertThat(code(ask("einstein", "POST", SHARES, "path=/none&shareType=0&shareWith=marie")))
                .isEqualTo(404);
        assertThat(code(ask("einstein", "POST", SHARES, "path=/docs&shareType=8&shareWith=marie")))
                .isEqualTo(400);
        assertThat(code(ask("einstein", "POST", SHARES, "path=/docs&shareType=6&shareWith=x@y")))
                .isEqualTo(403);
        assertThat(code(ask("einstein", "POST", SHARES, "path=/docs&shareType=0&shareWith=marie&permissions=64")))
                .isEqualTo(400);
        assertThat(code(ask("einstein", "POST", SHARES, "path=/docs&shareType=3&expireDate=soon")))
                .isEqualTo(400);
        assertThat(code(ask("einstein", "PATCH", SHARES, ""))).isEqualTo(405);
    }

    @Test
    void a_link_for_people_who_have_access_anyway_is_kept_and_can_become_a_public_one() throws IOException {
        for (String internal :
                new String[] {"permissions=1&internal=true", "permissions=0", "permissions=0&password="}) {
            JsonObject made = data(ask("einstein", "POST", SHARES, "path=/docs&shareType=3&" + internal));
            assertThat(made.get("permissions").getAsInt()).isZero();
            assertThat(made.get("password_protected").getAsBoolean()).isFalse();
            assertThat(made.get("url").getAsString())
                    .endsWith("/s/" + made.get("token").getAsString());
        }
        assertThat(code(ask("einstein", "POST", SHARES, "path=/docs&shareType=3&permissions=0&password=secret")))
                .isEqualTo(400);
        JsonArray links = list("einstein", "?share_types=3");
        assertThat(links).hasSize(3);
        JsonObject link = links.get(0).getAsJsonObject();
        String one = SHARES + "/" + link.get("id").getAsString();
        JsonObject open = data(ask("einstein", "PUT", one, "permissions=1&password=secret"));
        assertThat(open.get("permissions").getAsInt()).isEqualTo(1);
        assertThat(open.get("password_protected").getAsBoolean()).isTrue();
        assertThat(open.get("token")).isEqualTo(link.get("token"));
        JsonObject closed = data(ask("einstein", "PUT", one, "permissions=0&password="));
        assertThat(closed.get("permissions").getAsInt()).isZero();
        assertThat(closed.get("password_protected").getAsBoolean()).isFalse();
        assertThat(code(ask("einstein", "DELETE", one, ""))).isEqualTo(200);
    }

    @Test
    void who_looks_in_vain_for_somebody_hears_when_they_will_be_found() throws IOException {
        JsonObject refused = ask("einstein", "POST", SHARES, "path=/docs&shareType=0&shareWith=nobody");
        assertThat(refused.getAsJsonObject("meta").get("message").getAsString()).contains("first sign-in");
    }

    @Test
    void without_a_store_people_are_found_and_no_sharing_is_promised() throws IOException {
        server.close();
        serve(FakeSharing.of(
                new DriverHandle<>() {
                    @Override
                    public String instance() {
                        return "shares";
                    }

                    @Override
                    public Lease<ShareStore> acquire() {
                        throw new Unavailable("no driver serves shares");
                    }
                },
                site.policy,
                site.database,
                site.namespace,
                site.storage,
                site.directories,
                SharingSettings.usual(),
                site.clock));

        JsonObject found = ask("einstein", "GET", "/ocs/v2.php/apps/files_sharing/api/v1/sharees?search=marie", "");
        assertThat(code(found)).isEqualTo(200);
        assertThat(found.toString()).contains("Marie Curie");
        assertThat(ask("einstein", "GET", "/ocs/v2.php/cloud/capabilities", "").toString())
                .contains("\"files_sharing\":{\"api_enabled\":false}");
        JsonObject refused = ask("einstein", "POST", SHARES, "path=/docs&shareType=0&shareWith=marie");
        assertThat(code(refused)).isEqualTo(503);
        assertThat(refused.toString()).contains("tell its administrators");
    }

    @Test
    void capabilities_promise_sharing() throws IOException {
        JsonObject sharing = ask("einstein", "GET", "/ocs/v2.php/cloud/capabilities", "")
                .getAsJsonObject("data")
                .getAsJsonObject("capabilities")
                .getAsJsonObject("files_sharing");
        assertThat(sharing.get("api_enabled").getAsBoolean()).isTrue();
        assertThat(sharing.getAsJsonObject("federation").get("outgoing").getAsBoolean())
                .isFalse();
    }
}
