/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.app.wopi;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weft.app.wopi.Office.Answered;

/** Files beside the opened one, and names: those that the host may change, and those that are exact. */
class NamesIT extends AtTheOffice {

    @Test
    void a_file_is_saved_beside_under_a_name_that_the_host_may_change() throws Exception {
        OpenedFile opened = file("report.v2.docx", "x");

        JsonObject extension = OfficeSite.json(site.ask(opened)
                .post("PUT_RELATIVE")
                .header("X-WOPI-SuggestedTarget", ".pdf")
                .body("as pdf")
                .send());
        JsonObject taken = OfficeSite.json(site.ask(opened)
                .post("PUT_RELATIVE")
                .header("X-WOPI-SuggestedTarget", "report.v2.docx")
                .body("again")
                .send());
        JsonObject slashes = OfficeSite.json(site.ask(opened)
                .post("PUT_RELATIVE")
                .header("X-WOPI-SuggestedTarget", "up+AC8-..+AC8-M+APw-nchen.docx")
                .body("z")
                .send());
        JsonObject endless = OfficeSite.json(site.ask(opened)
                .post("PUT_RELATIVE")
                .header("X-WOPI-SuggestedTarget", "n".repeat(600) + ".docx")
                .body("z")
                .send());

        assertThat(extension.get("Name").getAsString()).isEqualTo("report.v2.pdf");
        assertThat(site.read("/mine/report.v2.pdf")).isEqualTo("as pdf");
        assertThat(taken.get("Name").getAsString())
                .isNotEqualTo("report.v2.docx")
                .endsWith(".docx");
        assertThat(slashes.get("Name").getAsString()).isEqualTo("up_.._M\u00fcnchen.docx");
        assertThat(endless.get("Name").getAsString())
                .hasSizeLessThanOrEqualTo(255)
                .endsWith(".docx");
        assertThat(extension.get("HostEditUrl").getAsString()).startsWith(site.weft.http() + "/apps/open?file_id=");
        JsonObject info =
                OfficeSite.json(site.at(extension.get("Url").getAsString()).send());
        assertThat(info.get("BaseFileName").getAsString()).isEqualTo("report.v2.pdf");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a+AC8-b.docx",
                "..+AC8-up.docx",
                "back+AFw-slash.docx",
                "+AAo-line.docx",
                "con.docx",
                "star+ACo-.docx",
                "..",
                "+AGEAYg.docx+2AA-"
            })
    void an_exact_name_that_is_illegal_is_400(String name) throws Exception {
        OpenedFile opened = file("illegal.docx", "x");

        Answered answer = site.ask(opened)
                .post("PUT_RELATIVE")
                .header("X-WOPI-RelativeTarget", name)
                .body("z")
                .send();

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains("message");
    }

    @Test
    void an_exact_name_of_600_characters_is_400_and_a_legal_one_is_told() throws Exception {
        OpenedFile opened = file("endless.docx", "x");

        Answered answer = site.ask(opened)
                .post("PUT_RELATIVE")
                .header("X-WOPI-RelativeTarget", "n".repeat(600) + ".docx")
                .body("z")
                .send();

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.header("X-WOPI-InvalidFileNameError")).isNotEmpty();
        assertThat(answer.header("X-WOPI-ValidRelativeTarget"))
                .hasSizeLessThanOrEqualTo(255)
                .endsWith(".docx");
        assertThat(site.ask(opened)
                        .post("RENAME_FILE")
                        .header("X-WOPI-RequestedName", "n".repeat(600))
                        .send()
                        .status())
                .isEqualTo(400);
    }

    @Test
    void an_exact_name_that_is_taken_is_replaced_only_when_asked() throws Exception {
        OpenedFile opened = file("from.docx", "x");
        OpenedFile there = file("there.docx", "there");

        Answered taken = site.ask(opened)
                .post("PUT_RELATIVE")
                .header("X-WOPI-RelativeTarget", "there.docx")
                .header("X-WOPI-OverwriteRelativeTarget", "False")
                .body("new")
                .send();
        assertThat(taken.status()).isEqualTo(409);
        assertThat(taken.body()).contains("there.docx", "access_token");
        assertThat(site.ask(there).post("LOCK").lock("busy").send().status()).isEqualTo(200);
        Answered locked = site.ask(opened)
                .post("PUT_RELATIVE")
                .header("X-WOPI-RelativeTarget", "there.docx")
                .header("X-WOPI-OverwriteRelativeTarget", "True")
                .body("new")
                .send();
        assertThat(locked.status()).isEqualTo(409);
        assertThat(locked.lock()).hasValue("busy");
        assertThat(site.read("/mine/there.docx")).isEqualTo("there");
        assertThat(site.ask(there).post("UNLOCK").lock("busy").send().status()).isEqualTo(200);
        Answered replaced = site.ask(opened)
                .post("PUT_RELATIVE")
                .header("X-WOPI-RelativeTarget", "there.docx")
                .header("X-WOPI-OverwriteRelativeTarget", "True")
                .body("new")
                .send();
        assertThat(replaced.status()).isEqualTo(200);
        assertThat(site.read("/mine/there.docx")).isEqualTo("new");
    }

    @Test
    void both_names_or_none_are_501() throws Exception {
        OpenedFile opened = file("both.docx", "x");

        assertThat(site.ask(opened).post("PUT_RELATIVE").body("z").send().status())
                .isEqualTo(501);
        assertThat(site.ask(opened)
                        .post("PUT_RELATIVE")
                        .header("X-WOPI-RelativeTarget", "a.docx")
                        .header("X-WOPI-SuggestedTarget", "b.docx")
                        .body("z")
                        .send()
                        .status())
                .isEqualTo(501);
    }

    @Test
    void a_renamed_file_keeps_its_extension_its_id_and_its_lock() throws Exception {
        OpenedFile opened = file("before.docx", "x");
        assertThat(site.ask(opened).post("LOCK").lock("L").send().status()).isEqualTo(200);

        Answered wrong = site.ask(opened)
                .post("RENAME_FILE")
                .lock("other")
                .header("X-WOPI-RequestedName", "after.v1")
                .send();
        assertThat(wrong.status()).isEqualTo(409);
        assertThat(wrong.lock()).hasValue("L");
        JsonObject renamed = OfficeSite.json(site.ask(opened)
                .post("RENAME_FILE")
                .header("X-WOPI-RequestedName", "after.v1+AF8-x")
                .send());

        assertThat(renamed.get("Name").getAsString()).isEqualTo("after.v1_x");
        assertThat(site.read("/mine/after.v1_x.docx")).isEqualTo("x");
        assertThat(OfficeSite.json(site.ask(opened).send()).get("BaseFileName").getAsString())
                .isEqualTo("after.v1_x.docx");
        assertThat(site.ask(opened).post("UNLOCK").lock("L").send().status()).isEqualTo(200);
    }

    @Test
    void a_name_that_is_taken_renames_to_another_and_a_gone_file_is_not_found() throws Exception {
        OpenedFile opened = file("move.docx", "x");
        site.put("/mine/there-already.docx", "there");

        JsonObject renamed = OfficeSite.json(site.ask(opened)
                .post("RENAME_FILE")
                .header("X-WOPI-RequestedName", "there-already")
                .send());
        String name = renamed.get("Name").getAsString();
        assertThat(name).startsWith("there-already").isNotEqualTo("there-already");
        assertThat(site.read("/mine/there-already.docx")).isEqualTo("there");
        assertThat(site.ask("anna", "DELETE", "/dav/tree/mine/" + name.replace(" ", "%20") + ".docx", "")
                        .statusCode())
                .isEqualTo(204);
        assertThat(site.ask(opened)
                        .post("RENAME_FILE")
                        .header("X-WOPI-RequestedName", "gone")
                        .send()
                        .status())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a+AC8-b", "..+AC8-..+AC8-etc", "back+AFw-slash", "+AAo-line", "con", "star+ACo-", "+2AA-"})
    void a_file_is_not_renamed_to_what_is_no_name(String name) throws Exception {
        OpenedFile opened = file("stays.docx", "x");

        Answered answer = site.ask(opened)
                .post("RENAME_FILE")
                .header("X-WOPI-RequestedName", name)
                .send();

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.header("X-WOPI-InvalidFileNameError")).isNotEmpty();
        assertThat(site.read("/mine/stays.docx")).isEqualTo("x");
    }
}
