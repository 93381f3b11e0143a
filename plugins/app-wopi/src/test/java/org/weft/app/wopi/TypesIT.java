/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.app.wopi;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Types of files that a site adds, and the apps that it chooses for them. */
class TypesIT {

    private static final String ADDED = "application/x-wopitest";
    private static final String[] FORM = {"Content-Type", "application/x-www-form-urlencoded"};

    private static OfficeSite site;

    @BeforeAll
    static void start() throws Exception {
        site = new OfficeSite("product = \"other\"", true, """
                [[app]]
                name = "second"
                driver = "wopi"
                options = { url = "%1$s", name = "Pen", product = "other" }

                [[apps.type]]
                media-type = "Application/X-WopiTest"
                extension = "WOPITEST"
                name = "Test of a host"
                description = "What validators open"
                icon = "https://icons.example.org/test.svg"
                default-app = "Pen"
                allow-creation = true

                [[apps.type]]
                media-type = "application/x-nobody"
                extension = "nobody"
                """);
        site.awaitApp();
        while (!list().toString().contains("\"Pen\"")) {
            Thread.sleep(100);
        }
    }

    @AfterAll
    static void stop() throws Exception {
        site.close();
    }

    private static JsonArray list() throws Exception {
        return JsonParser.parseString(site.ask("anna", "GET", "/app/list", "").body())
                .getAsJsonObject()
                .getAsJsonArray("mime-types");
    }

    private static String propfind(String path, String property) throws Exception {
        String body = "<d:propfind xmlns:d=\"DAV:\" xmlns:oc=\"http://owncloud.org/ns\"><d:prop><" + property
                + "/></d:prop></d:propfind>";
        String answer = site.ask("anna", "PROPFIND", "/dav/tree" + path, body, "Depth", "0")
                .body();
        return answer.replaceAll("(?s).*<" + property + ">([^<]*)</.*", "$1");
    }

    @Test
    void an_added_type_is_listed_first_with_what_the_site_says_of_it_and_its_default_app() throws Exception {
        JsonObject type = list().get(0).getAsJsonObject();

        assertThat(type.get("mime_type").getAsString()).isEqualTo(ADDED);
        assertThat(type.get("ext").getAsString()).isEqualTo("wopitest");
        assertThat(type.get("name").getAsString()).isEqualTo("Test of a host");
        assertThat(type.get("description").getAsString()).isEqualTo("What validators open");
        assertThat(type.get("icon").getAsString()).isEqualTo("https://icons.example.org/test.svg");
        assertThat(type.get("allow_creation").getAsBoolean()).isTrue();
        assertThat(type.get("default_application").getAsString()).isEqualTo("Pen");
        assertThat(type.getAsJsonArray("app_providers").asList().stream()
                        .map(app -> app.getAsJsonObject().get("name").getAsString()))
                .containsExactly("Pen", "Paper");
    }

    @Test
    void a_type_that_no_app_opens_is_not_listed_and_others_keep_the_first_app() throws Exception {
        List<JsonObject> types =
                list().asList().stream().map(JsonElement::getAsJsonObject).toList();

        assertThat(types)
                .extracting(type -> type.get("mime_type").getAsString())
                .doesNotContain("application/x-nobody", "application/octet-stream");
        assertThat(types)
                .filteredOn(type -> !type.get("mime_type").getAsString().equals(ADDED))
                .isNotEmpty()
                .allSatisfy(type -> assertThat(type.get("default_application").getAsString())
                        .isEqualTo("Paper"));
    }

    @Test
    void a_file_of_the_added_type_opens_in_its_default_app_unless_another_is_named() throws Exception {
        site.put("/mine/check.wopitest", "text");

        assertThat(site.open("/mine/check.wopitest").source())
                .startsWith(site.weft.http() + "/apps/x/second/wopi/files/");
        String named = site.ask("anna", "POST", "/app/open", "path=/mine/check.wopitest&app_name=Paper", FORM)
                .body();
        assertThat(OpenedFile.of(named).source()).startsWith(site.weft.http() + "/apps/x/office/wopi/files/");
        site.put("/mine/letter.docx", "text");
        assertThat(site.open("/mine/letter.docx").source()).startsWith(site.weft.http() + "/apps/x/office/wopi/files/");
    }

    @Test
    void a_new_file_of_the_added_type_is_made_and_is_of_it_everywhere() throws Exception {
        String form = "parent_container_id="
                + URLEncoder.encode(propfind("/mine/", "oc:id"), StandardCharsets.UTF_8)
                + "&filename=fresh.WopiTest";
        var made = site.ask("anna", "POST", "/app/new", form, FORM);
        assertThat(made.statusCode()).as(made.body()).isEqualTo(200);
        String id = JsonParser.parseString(made.body())
                .getAsJsonObject()
                .get("file_id")
                .getAsString();

        assertThat(propfind("/mine/fresh.WopiTest", "d:getcontenttype")).isEqualTo(ADDED);
        assertThat(site.ask("anna", "GET", "/dav/tree/mine/fresh.WopiTest", "")
                        .headers()
                        .firstValue("Content-Type"))
                .hasValue(ADDED);
        var opened =
                site.ask("anna", "POST", "/app/open", "file_id=" + URLEncoder.encode(id, StandardCharsets.UTF_8), FORM);
        assertThat(opened.statusCode()).isEqualTo(200);
        OpenedFile file = OpenedFile.of(opened.body());
        assertThat(file.source()).startsWith(site.weft.http() + "/apps/x/second/");
        assertThat(OfficeSite.json(site.ask(file).send()).get("BaseFileName").getAsString())
                .isEqualTo("fresh.WopiTest");
    }

    @Test
    void a_listing_tells_the_added_type_too_and_the_types_of_others_stay() throws Exception {
        site.put("/mine/listed.nobody", "x");
        site.put("/mine/listed.txt", "x");

        assertThat(propfind("/mine/listed.nobody", "d:getcontenttype")).isEqualTo("application/x-nobody");
        assertThat(propfind("/mine/listed.txt", "d:getcontenttype")).isEqualTo("text/plain");
        assertThat(site.ask(
                                "anna",
                                "PROPFIND",
                                "/dav/tree/mine/",
                                "<d:propfind xmlns:d=\"DAV:\"><d:prop><d:getcontenttype/></d:prop></d:propfind>",
                                "Depth",
                                "1")
                        .body())
                .contains("<d:getcontenttype>application/x-nobody</d:getcontenttype>");
    }
}
