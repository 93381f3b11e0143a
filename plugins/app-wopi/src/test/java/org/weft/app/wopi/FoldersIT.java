/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.app.wopi;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The folders around a file, where the site offers them; each address that is told carries a token for itself. */
class FoldersIT {

    private static OfficeSite site;

    @BeforeAll
    static void start() throws Exception {
        site = new OfficeSite("product = \"other\", containers = true");
        site.awaitApp();
        assertThat(site.ask("anna", "MKCOL", "/dav/tree/mine/folder", "").statusCode())
                .isEqualTo(201);
        site.put("/mine/folder/a.docx", "a");
        site.put("/mine/folder/b.odt", "bb");
    }

    @AfterAll
    static void stop() throws Exception {
        site.close();
    }

    private static String folder() throws Exception {
        OpenedFile opened = site.open("/mine/folder/a.docx");
        JsonArray ancestors = OfficeSite.json(
                        site.office.new Asked(opened.source() + "/ancestry", opened.token()).send())
                .getAsJsonArray("AncestorsWithRootFirst");
        JsonObject last = ancestors.get(ancestors.size() - 1).getAsJsonObject();
        assertThat(last.get("Name").getAsString()).isEqualTo("folder");
        return last.get("Url").getAsString();
    }

    private static Office.Asked below(String url, String rest) {
        return site.at(url.replace("?access_token=", rest + "?access_token="));
    }

    @Test
    void a_folder_is_told_with_its_children() throws Exception {
        String url = folder();

        JsonObject info = OfficeSite.json(site.at(url).send());
        JsonObject all = OfficeSite.json(below(url, "/children").send());
        JsonObject some = OfficeSite.json(below(url, "/children")
                .header("X-WOPI-FileExtensionFilterList", ".odt")
                .send());

        assertThat(info.get("Name").getAsString()).isEqualTo("folder");
        assertThat(info.get("UserCanCreateChildFile").getAsBoolean()).isTrue();
        assertThat(all.getAsJsonArray("ChildFiles").toString()).contains("a.docx", "b.odt", "access_token");
        assertThat(some.getAsJsonArray("ChildFiles").toString())
                .contains("b.odt")
                .doesNotContain("a.docx");
        String child = some.getAsJsonArray("ChildFiles")
                .get(0)
                .getAsJsonObject()
                .get("Url")
                .getAsString();
        assertThat(below(child, "/contents").send().body()).isEqualTo("bb");
    }

    @Test
    void files_and_folders_are_made_renamed_and_deleted() throws Exception {
        String url = folder();
        JsonObject made = OfficeSite.json(site.at(url)
                .post("CREATE_CHILD_CONTAINER")
                .header("X-WOPI-RelativeTarget", "new")
                .send());
        String child = made.getAsJsonObject("ContainerPointer").get("Url").getAsString();
        assertThat(site.at(url)
                        .post("CREATE_CHILD_CONTAINER")
                        .header("X-WOPI-RelativeTarget", "new")
                        .send()
                        .status())
                .isEqualTo(409);
        JsonObject file = OfficeSite.json(site.at(child)
                .post("CREATE_CHILD_FILE")
                .header("X-WOPI-SuggestedTarget", ".docx")
                .send());
        assertThat(file.get("Name").getAsString()).isEqualTo("file.docx");
        assertThat(site.at(child).post("DELETE_CONTAINER").send().status())
                .as("it is not empty")
                .isEqualTo(409);
        JsonObject renamed = OfficeSite.json(site.at(child)
                .post("RENAME_CONTAINER")
                .header("X-WOPI-RequestedName", "newer")
                .send());
        assertThat(renamed.get("Name").getAsString()).isEqualTo("newer");
        assertThat(site.at(child)
                        .post("RENAME_CONTAINER")
                        .header("X-WOPI-RequestedName", "a+AC8-b")
                        .send()
                        .status())
                .isEqualTo(400);
        String fileUrl = file.get("Url").getAsString();
        assertThat(site.at(fileUrl).post("LOCK").lock("L").send().status()).isEqualTo(200);
        assertThat(site.at(fileUrl).post("DELETE").send().lock()).hasValue("L");
        assertThat(site.at(fileUrl).post("UNLOCK").lock("L").send().status()).isEqualTo(200);
        assertThat(site.at(fileUrl).post("DELETE").send().status()).isEqualTo(200);
        assertThat(site.at(child).post("DELETE_CONTAINER").send().status()).isEqualTo(200);
        assertThat(site.at(child).send().status()).isEqualTo(404);
    }

    @Test
    void the_ways_lead_to_the_top_and_back() throws Exception {
        OpenedFile opened = site.open("/mine/folder/a.docx");
        String ecosystem = OfficeSite.json(
                        site.office.new Asked(opened.source() + "/ecosystem_pointer", opened.token()).send())
                .get("Url")
                .getAsString();

        assertThat(OfficeSite.json(site.at(ecosystem).send())
                        .get("SupportsContainers")
                        .getAsBoolean())
                .isTrue();
        JsonObject root = OfficeSite.json(
                        below(ecosystem, "/root_container_pointer").send())
                .getAsJsonObject("ContainerPointer");
        JsonObject none = OfficeSite.json(
                below(root.get("Url").getAsString(), "/ancestry").send());
        assertThat(none.getAsJsonArray("AncestorsWithRootFirst")).isEmpty();
    }

    @Test
    void a_program_with_a_token_gets_another_one_for_its_file() throws Exception {
        OpenedFile opened = site.open("/mine/folder/a.docx");
        String base = opened.source().replaceAll("/wopi/files/.*", "/wopibootstrapper");

        JsonObject answer = OfficeSite.json(site.office.new Asked(base, opened.token())
                .post("GET_NEW_ACCESS_TOKEN")
                .header("X-WOPI-WopiSrc", opened.source())
                .send());
        String token =
                answer.getAsJsonObject("AccessTokenInfo").get("AccessToken").getAsString();

        assertThat(site.ask(new OpenedFile(opened.source(), token, answer))
                        .send()
                        .status())
                .isEqualTo(200);
        assertThat(site.office.new Asked(base, "none").send().status()).isEqualTo(401);
    }

    @Test
    void a_new_file_has_a_name_that_fits_or_none() throws Exception {
        String url = folder();

        assertThat(site.at(url).post("CREATE_CHILD_FILE").send().status()).isEqualTo(501);
        assertThat(site.at(url)
                        .post("CREATE_CHILD_FILE")
                        .header("X-WOPI-SuggestedTarget", "a.docx")
                        .header("X-WOPI-RelativeTarget", "b.docx")
                        .send()
                        .status())
                .isEqualTo(501);
        Office.Answered taken = site.at(url)
                .post("CREATE_CHILD_FILE")
                .header("X-WOPI-RelativeTarget", "a.docx")
                .send();
        assertThat(taken.status()).isEqualTo(409);
        assertThat(taken.header("X-WOPI-ValidRelativeTarget")).endsWith(".docx");
        JsonObject another = OfficeSite.json(site.at(url)
                .post("CREATE_CHILD_FILE")
                .header("X-WOPI-SuggestedTarget", "a.docx")
                .send());
        assertThat(another.get("Name").getAsString()).isNotEqualTo("a.docx").endsWith(".docx");
        String made = another.get("Url").getAsString();
        assertThat(OfficeSite.json(site.at(made).send()).get("Size").getAsLong())
                .isZero();
        assertThat(site.at(made).post("DELETE").send().status()).isEqualTo(200);
        assertThat(site.at(made).post("DELETE").send().status()).isEqualTo(404);
    }

    @Test
    void a_folder_has_urls_to_pass_on_and_unknown_types_of_them_are_501() throws Exception {
        String url = folder();

        assertThat(OfficeSite.json(site.at(url)
                                .post("GET_SHARE_URL")
                                .header("X-WOPI-UrlType", "ReadOnly")
                                .send())
                        .get("ShareUrl")
                        .getAsString())
                .startsWith(site.weft.http());
        assertThat(site.at(url)
                        .post("GET_SHARE_URL")
                        .header("X-WOPI-UrlType", "Odd")
                        .send()
                        .status())
                .isEqualTo(501);
        assertThat(site.at(url).post("NONSENSE").send().status()).isEqualTo(501);
        assertThat(site.at(url).post("").send().status()).isEqualTo(400);
    }

    @Test
    void a_token_of_one_folder_is_good_for_no_other() throws Exception {
        String url = folder();
        JsonObject made = OfficeSite.json(site.at(url)
                .post("CREATE_CHILD_CONTAINER")
                .header("X-WOPI-SuggestedTarget", "inner")
                .send());
        String inner = made.getAsJsonObject("ContainerPointer").get("Url").getAsString();
        String token = url.substring(url.indexOf("access_token="));

        assertThat(site.at(inner.substring(0, inner.indexOf('?') + 1) + token)
                        .send()
                        .status())
                .isEqualTo(401);
        assertThat(site.at(inner).post("DELETE_CONTAINER").send().status()).isEqualTo(200);
    }
}
