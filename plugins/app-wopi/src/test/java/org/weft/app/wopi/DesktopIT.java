/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.app.wopi;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.weft.app.wopi.Office.Answered;

/** What Microsoft's office on desktops asks: bodies that are empty, and folders status by status. */
class DesktopIT {

    private static OfficeSite site;

    @BeforeAll
    static void start() throws Exception {
        site = new OfficeSite("product = \"microsoft\", containers = true, proofs = \"off\"");
        site.awaitApp();
    }

    @AfterAll
    static void stop() throws Exception {
        site.close();
    }

    private static OpenedFile file(String name, String text) throws Exception {
        site.put("/mine/" + name, text);
        return site.open("/mine/" + name);
    }

    private static JsonArray ancestors(OpenedFile file) throws Exception {
        return OfficeSite.json(site.office.new Asked(file.source() + "/ancestry", file.token()).send())
                .getAsJsonArray("AncestorsWithRootFirst");
    }

    private static String url(JsonArray folders, int index) {
        return folders.get(index).getAsJsonObject().get("Url").getAsString();
    }

    /** The folder of the files of this test. */
    private static String folder() throws Exception {
        JsonArray all = ancestors(file("any.docx", "x"));
        return url(all, all.size() - 1);
    }

    private static Office.Asked below(String url, String rest) {
        return site.at(url.replace("?access_token=", rest + "?access_token="));
    }

    private static String made(String folder, String name) throws Exception {
        return OfficeSite.json(site.at(folder)
                        .post("CREATE_CHILD_CONTAINER")
                        .header("X-WOPI-RelativeTarget", name)
                        .send())
                .getAsJsonObject("ContainerPointer")
                .get("Url")
                .getAsString();
    }

    @Test
    void what_has_no_answer_to_give_is_answered_with_an_empty_body() throws Exception {
        OpenedFile opened = file("empty.docx", "x");
        for (Answered answer : List.of(
                site.ask(opened).post("LOCK").lock("L").send(),
                site.ask(opened).post("REFRESH_LOCK").lock("L").send(),
                site.ask(opened).post("GET_LOCK").send(),
                site.contents(opened).post("PUT").lock("L").body("y").send(),
                site.ask(opened).post("PUT_USER_INFO").body("seen").send(),
                site.ask(opened)
                        .post("LOCK")
                        .header("X-WOPI-OldLock", "L")
                        .lock("M")
                        .send(),
                site.ask(opened).post("UNLOCK").lock("M").send(),
                site.ask(opened).post("DELETE").send())) {
            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
            assertThat(answer.body()).isEmpty();
            assertThat(answer.header("Content-Length")).isEqualTo("0");
        }
    }

    @Test
    void a_rename_without_a_lock_passes_by_none() throws Exception {
        OpenedFile opened = file("locked.docx", "x");
        assertThat(site.ask(opened).post("LOCK").lock("L").send().status()).isEqualTo(200);

        for (String shown : new String[] {"", "other"}) {
            Answered refused = site.ask(opened)
                    .post("RENAME_FILE")
                    .lock(shown)
                    .header("X-WOPI-RequestedName", "renamed")
                    .send();
            assertThat(refused.status()).as(shown).isEqualTo(409);
            assertThat(refused.lock()).as(shown).hasValue("L");
        }
        JsonObject renamed = OfficeSite.json(site.ask(opened)
                .post("RENAME_FILE")
                .lock("L")
                .header("X-WOPI-RequestedName", "renamed")
                .send());
        assertThat(renamed.get("Name").getAsString()).isEqualTo("renamed");
        assertThat(renamed.has("Url")).as("only Collabora reads it").isFalse();
    }

    @Test
    void a_folder_is_told_in_the_types_of_the_schema() throws Exception {
        JsonObject info = OfficeSite.json(site.at(folder()).send());
        JsonObject file = OfficeSite.json(site.ask(file("licence.docx", "x")).send());

        assertThat(info.getAsJsonPrimitive("Name").isString()).isTrue();
        for (String flag : List.of(
                "UserCanCreateChildFile",
                "UserCanCreateChildContainer",
                "UserCanDelete",
                "UserCanRename",
                "IsEduUser",
                "LicenseCheckForEditIsEnabled")) {
            assertThat(info.getAsJsonPrimitive(flag).isBoolean()).as(flag).isTrue();
        }
        assertThat(info.get("LicenseCheckForEditIsEnabled"))
                .as("that of a folder is that of its files")
                .isEqualTo(file.get("LicenseCheckForEditIsEnabled"));
        assertThat(info.get("SupportedShareUrlTypes").isJsonArray()).isTrue();
    }

    @Test
    void a_new_folder_has_one_name_that_is_legal_and_free() throws Exception {
        String folder = folder();
        assertThat(site.at(folder).post("CREATE_CHILD_CONTAINER").send().status())
                .isEqualTo(501);
        assertThat(site.at(folder)
                        .post("CREATE_CHILD_CONTAINER")
                        .header("X-WOPI-RelativeTarget", "a")
                        .header("X-WOPI-SuggestedTarget", "b")
                        .send()
                        .status())
                .isEqualTo(501);
        Answered illegal = site.at(folder)
                .post("CREATE_CHILD_CONTAINER")
                .header("X-WOPI-RelativeTarget", "up+AC8-..")
                .send();
        assertThat(illegal.status()).isEqualTo(400);
        assertThat(illegal.header("X-WOPI-ValidRelativeTarget")).isNotEmpty();
        String made = made(folder, "taken");
        Answered taken = site.at(folder)
                .post("CREATE_CHILD_CONTAINER")
                .header("X-WOPI-RelativeTarget", "taken")
                .send();
        assertThat(taken.status()).isEqualTo(409);
        assertThat(taken.header("X-WOPI-ValidRelativeTarget")).isNotEmpty().isNotEqualTo("taken");
        JsonObject suggested = OfficeSite.json(site.at(folder)
                .post("CREATE_CHILD_CONTAINER")
                .header("X-WOPI-SuggestedTarget", "taken")
                .send());
        assertThat(suggested.getAsJsonObject("ContainerPointer").get("Name").getAsString())
                .startsWith("taken")
                .isNotEqualTo("taken");
        assertThat(site.at(made).post("DELETE_CONTAINER").send().status()).isEqualTo(200);
    }

    @Test
    void a_folder_is_renamed_to_what_is_legal_and_free_and_is_gone_once_deleted() throws Exception {
        String folder = folder();
        String one = made(folder, "one");
        String other = made(folder, "other");

        assertThat(site.at(one).post("RENAME_CONTAINER").send().status()).isEqualTo(400);
        Answered taken = site.at(one)
                .post("RENAME_CONTAINER")
                .header("X-WOPI-RequestedName", "other")
                .send();
        assertThat(taken.status()).isEqualTo(400);
        assertThat(taken.header("X-WOPI-InvalidContainerNameError")).isNotEmpty();
        assertThat(site.at(other).post("DELETE_CONTAINER").send().status()).isEqualTo(200);
        for (Answered gone : List.of(
                site.at(other).send(),
                site.at(other).post("DELETE_CONTAINER").send(),
                site.at(other)
                        .post("RENAME_CONTAINER")
                        .header("X-WOPI-RequestedName", "x")
                        .send(),
                below(other, "/children").send())) {
            assertThat(gone.status()).isEqualTo(404);
        }
        assertThat(site.at(one).post("DELETE_CONTAINER").send().status()).isEqualTo(200);
    }

    @Test
    void a_token_of_a_folder_that_was_opened_for_reading_changes_nothing() throws Exception {
        site.put("/mine/read.docx", "x");
        OpenedFile reading = site.open("anna", "/mine/read.docx", "read");
        JsonArray all = ancestors(reading);
        String folder = url(all, all.size() - 1);

        assertThat(site.at(folder).send().status()).isEqualTo(200);
        for (String override :
                List.of("CREATE_CHILD_FILE", "CREATE_CHILD_CONTAINER", "RENAME_CONTAINER", "DELETE_CONTAINER")) {
            assertThat(site.at(folder)
                            .post(override)
                            .header("X-WOPI-SuggestedTarget", "x.docx")
                            .header("X-WOPI-RequestedName", "x")
                            .send()
                            .status())
                    .as(override)
                    .isEqualTo(401);
        }
        assertThat(site.ask(reading).post("DELETE").send().status()).isEqualTo(401);
        assertThat(site.read("/mine/read.docx")).isEqualTo("x");
    }

    @Test
    void methods_without_meaning_are_405() throws Exception {
        OpenedFile opened = file("meaning.docx", "x");
        String folder = folder();
        String ecosystem = OfficeSite.json(
                        site.office.new Asked(opened.source() + "/ecosystem_pointer", opened.token()).send())
                .get("Url")
                .getAsString();

        for (Office.Asked asked : List.of(
                site.at(folder).method("PUT"),
                below(folder, "/children").post("X"),
                below(folder, "/ancestry").post("X"),
                site.at(ecosystem).post("X"),
                site.office.new Asked(opened.source() + "/ancestry", opened.token()).post("X"),
                site.office.new Asked(opened.source() + "/ecosystem_pointer", opened.token()).post("X"))) {
            assertThat(asked.send().status()).isEqualTo(405);
        }
        assertThat(below(folder, "/nothing").send().status()).isEqualTo(404);
        assertThat(below(ecosystem, "/nothing").send().status()).isEqualTo(404);
    }

    @Test
    void every_address_that_is_told_has_a_token_of_its_own() throws Exception {
        OpenedFile opened = file("addresses.docx", "x");
        JsonArray all = ancestors(opened);

        for (int i = 0; i < all.size(); i++) {
            assertThat(site.at(url(all, i)).send().status()).isEqualTo(200);
        }
        for (var child : OfficeSite.json(
                        below(url(all, all.size() - 1), "/children").send())
                .getAsJsonArray("ChildFiles")) {
            JsonObject file = child.getAsJsonObject();
            assertThat(file.keySet()).contains("Name", "Url", "Version", "Size", "LastModifiedTime");
            assertThat(site.at(file.get("Url").getAsString()).send().status()).isEqualTo(200);
        }
    }
}
