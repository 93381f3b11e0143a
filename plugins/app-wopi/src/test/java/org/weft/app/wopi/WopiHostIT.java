/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.app.wopi;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.weft.app.wopi.Office.Answered;

/** Files at the host, asked by an office. Locks, rights and names are those of the whole server. */
class WopiHostIT {

    private static OfficeSite site;

    @BeforeAll
    static void start() throws Exception {
        site = new OfficeSite("product = \"collabora\"");
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

    @Test
    void the_types_of_the_discovery_are_offered() throws Exception {
        String list = site.ask("anna", "GET", "/app/list", "").body();

        assertThat(list)
                .contains("application/vnd.openxmlformats-officedocument.wordprocessingml.document")
                .contains("\"ext\":\"docx\"")
                .contains("\"name\":\"Paper\"")
                .doesNotContain("address");
    }

    @Test
    void a_file_opens_by_a_form_that_holds_the_token() throws Exception {
        OpenedFile opened = file("form.docx", "text");

        assertThat(opened.answer().get("method").getAsString()).isEqualTo("POST");
        assertThat(opened.answer().get("target").getAsString()).isEqualTo("iframe");
        assertThat(opened.answer().get("app_url").getAsString())
                .startsWith(site.office.url() + "/edit?permission=edit&WOPISrc=")
                .doesNotContain("access_token", "<", ">");
        assertThat(opened.source()).startsWith(site.weft.http() + "/apps/x/office/wopi/files/");
    }

    @Test
    void the_office_is_told_of_the_file() throws Exception {
        OpenedFile opened = file("told.docx", "12345");

        JsonObject info = OfficeSite.json(site.ask(opened).send());

        assertThat(info.get("BaseFileName").getAsString()).isEqualTo("told.docx");
        assertThat(info.get("Size").getAsLong()).isEqualTo(5);
        assertThat(info.get("UserCanWrite").getAsBoolean()).isTrue();
        assertThat(info.get("SupportsLocks").getAsBoolean()).isTrue();
        assertThat(info.get("UserId").getAsString()).matches("[a-z0-9]+");
        assertThat(info.get("Version").getAsString()).isNotEmpty();
        assertThat(info.get("LastModifiedTime").getAsString()).matches("\\d{4}-\\d\\d-\\d\\dT[\\d:]{8}\\.\\d{7}Z");
        assertThat(info.keySet()).doesNotContain("SequenceNumber", "SupportsCoauth", "AccessTokenExpiry", "ServerTime");
    }

    @Test
    void the_content_comes_with_its_version_and_its_length() throws Exception {
        OpenedFile opened = file("content.docx", "the content");

        Answered answer = site.contents(opened).send();
        JsonObject info = OfficeSite.json(site.ask(opened).send());

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("the content");
        assertThat(answer.header("X-WOPI-ItemVersion"))
                .isEqualTo(info.get("Version").getAsString());
        assertThat(answer.header("Content-Length")).isEqualTo("11");
        assertThat(site.contents(opened)
                        .header("X-WOPI-MaxExpectedSize", "10")
                        .send()
                        .status())
                .isEqualTo(412);
    }

    @Test
    void an_empty_file_is_filled_without_a_lock_and_a_full_one_is_not_written() throws Exception {
        OpenedFile opened = file("new.docx", "");

        assertThat(site.contents(opened).post("PUT").body("first").send().status())
                .isEqualTo(200);
        Answered second = site.contents(opened).post("PUT").body("second").send();

        assertThat(second.status()).isEqualTo(409);
        assertThat(second.lock()).as("no lock is told by an empty header").hasValue("");
        assertThat(site.read("/mine/new.docx")).isEqualTo("first");
    }

    @Test
    void whoever_names_the_lock_writes() throws Exception {
        OpenedFile opened = file("write.docx", "old");
        String before = OfficeSite.json(site.ask(opened).send()).get("Version").getAsString();
        assertThat(site.ask(opened).post("LOCK").lock("L1").send().status()).isEqualTo(200);

        Answered other =
                site.contents(opened).post("PUT").lock("L2").body("other").send();
        Answered right =
                site.contents(opened).post("PUT").lock("L1").body("right").send();

        assertThat(other.status()).isEqualTo(409);
        assertThat(other.lock()).hasValue("L1");
        assertThat(right.status()).isEqualTo(200);
        assertThat(right.header("X-WOPI-ItemVersion")).isNotEqualTo(before);
        assertThat(right.body()).contains("LastModifiedTime");
        assertThat(site.read("/mine/write.docx")).isEqualTo("right");
    }

    @Test
    void another_user_with_the_same_lock_edits_too() throws Exception {
        OpenedFile anna = file("together.docx", "old");
        OpenedFile ben = site.open("ben", "/mine/together.docx", "write");
        assertThat(ben.source()).isEqualTo(anna.source());
        assertThat(site.ask(anna).post("LOCK").lock("shared").send().status()).isEqualTo(200);

        assertThat(site.ask(ben).post("LOCK").lock("shared").send().status()).isEqualTo(200);
        assertThat(site.contents(ben)
                        .post("PUT")
                        .lock("shared")
                        .body("by ben")
                        .send()
                        .status())
                .isEqualTo(200);
        assertThat(site.ask(ben).post("UNLOCK").lock("shared").send().status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"REFRESH_LOCK", "UNLOCK"})
    void what_is_not_locked_has_an_empty_lock(String override) throws Exception {
        OpenedFile opened = file("unlocked-" + override + ".docx", "x");

        Answered answer = site.ask(opened).post(override).lock("L").send();

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.lock()).hasValue("");
    }

    @ParameterizedTest
    @ValueSource(strings = {"LOCK", "REFRESH_LOCK", "UNLOCK"})
    void another_lock_is_told(String override) throws Exception {
        String held = "{\"S\":\"a:b\",\"F\":4}";
        OpenedFile opened = file("held-" + override + ".docx", "x");
        assertThat(site.ask(opened).post("LOCK").lock(held).send().status()).isEqualTo(200);

        Answered answer = site.ask(opened).post(override).lock("mine").send();

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.lock()).hasValue(held);
        assertThat(site.ask(opened).post(override).lock(held).send().status()).isEqualTo(200);
    }

    @Test
    void a_lock_is_swapped_in_one_step_and_told() throws Exception {
        OpenedFile opened = file("swap.docx", "x");
        assertThat(site.ask(opened).post("GET_LOCK").send().lock()).hasValue("");
        assertThat(site.ask(opened).post("LOCK").lock("one").send().status()).isEqualTo(200);

        Answered wrong = site.ask(opened)
                .post("LOCK")
                .header("X-WOPI-OldLock", "none")
                .lock("two")
                .send();
        Answered right = site.ask(opened)
                .post("LOCK")
                .header("X-WOPI-OldLock", "one")
                .lock("two")
                .send();

        assertThat(wrong.status()).isEqualTo(409);
        assertThat(wrong.lock()).hasValue("one");
        assertThat(right.status()).isEqualTo(200);
        assertThat(site.ask(opened).post("GET_LOCK").send().lock()).hasValue("two");
    }

    @Test
    void a_lock_has_1_to_1024_characters() throws Exception {
        OpenedFile opened = file("long-lock.docx", "x");

        assertThat(site.ask(opened).post("LOCK").send().status()).isEqualTo(400);
        assertThat(site.ask(opened).post("LOCK").lock("").send().status()).isEqualTo(400);
        assertThat(site.ask(opened).post("LOCK").lock("l".repeat(1025)).send().status())
                .isEqualTo(400);
        assertThat(site.ask(opened).post("LOCK").lock("l".repeat(1024)).send().status())
                .isEqualTo(200);
        assertThat(site.ask(opened).post("GET_LOCK").send().lock()).hasValue("l".repeat(1024));
    }

    @Test
    void one_of_two_racing_locks_wins_and_the_other_is_told_the_winner() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < 10; round++) {
                OpenedFile opened = file("race-" + round + ".docx", "x");
                List<Callable<Answered>> both = List.of(
                        () -> site.ask(opened).post("LOCK").lock("A").send(),
                        () -> site.ask(opened).post("LOCK").lock("B").send());
                List<Answered> answers = new ArrayList<>();
                for (Future<Answered> answer : threads.invokeAll(both)) {
                    answers.add(answer.get());
                }

                assertThat(answers).extracting(Answered::status).containsExactlyInAnyOrder(200, 409);
                String winner = answers.getFirst().status() == 200 ? "A" : "B";
                assertThat(answers)
                        .filteredOn(answer -> answer.status() == 409)
                        .allSatisfy(lost -> assertThat(lost.lock()).hasValue(winner));
            }
        }
    }

    @Test
    void webdav_sees_the_lock_of_an_office() throws Exception {
        OpenedFile opened = file("dav-423.docx", "x");
        assertThat(site.ask(opened).post("LOCK").lock("{\"S\":\"id\"}").send().status())
                .isEqualTo(200);

        assertThat(site.ask("anna", "PUT", "/dav/tree/mine/dav-423.docx", "y").statusCode())
                .isEqualTo(423);
        assertThat(site.ask("ben", "DELETE", "/dav/tree/mine/dav-423.docx", "").statusCode())
                .isEqualTo(423);
        assertThat(site.ask(opened).post("UNLOCK").lock("{\"S\":\"id\"}").send().status())
                .isEqualTo(200);
        assertThat(site.ask("anna", "PUT", "/dav/tree/mine/dav-423.docx", "y").statusCode())
                .isEqualTo(204);
    }

    @Test
    void an_office_sees_the_lock_of_webdav() throws Exception {
        OpenedFile opened = file("dav-lock.docx", "x");
        String lock = "<d:lockinfo xmlns:d=\"DAV:\"><d:lockscope><d:exclusive/></d:lockscope>"
                + "<d:locktype><d:write/></d:locktype></d:lockinfo>";
        var locked = site.ask("ben", "LOCK", "/dav/tree/mine/dav-lock.docx", lock, "Content-Type", "application/xml");
        assertThat(locked.statusCode()).isEqualTo(200);
        String token = locked.headers().firstValue("Lock-Token").orElseThrow().replaceAll("[<>]", "");

        Answered answer = site.ask(opened).post("LOCK").lock("mine").send();

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.lock()).hasValue(token);
        assertThat(answer.header("X-WOPI-LockFailureReason")).isNotEmpty();
        assertThat(site.contents(opened)
                        .post("PUT")
                        .lock("mine")
                        .body("y")
                        .send()
                        .status())
                .isEqualTo(409);
        assertThat(site.ask(opened).post("GET_LOCK").send().status()).isEqualTo(409);
        assertThat(site.read("/mine/dav-lock.docx")).isEqualTo("x");
        JsonObject again = site.open("/mine/dav-lock.docx").answer();
        assertThat(again.get("forced_viewmode_reason").getAsString()).contains("being edited");
    }

    @Test
    void a_token_is_good_for_its_file_alone() throws Exception {
        OpenedFile one = file("one.docx", "one");
        OpenedFile other = file("other.docx", "other");

        OpenedFile mixed = new OpenedFile(other.source(), one.token(), one.answer());

        assertThat(site.ask(mixed).send().status()).isEqualTo(401);
        assertThat(site.contents(mixed).send().status()).isEqualTo(401);
        assertThat(site.contents(mixed).post("PUT").body("x").send().status()).isEqualTo(401);
        assertThat(site.read("/mine/other.docx")).isEqualTo("other");
    }

    @Test
    void a_token_that_was_changed_or_is_missing_is_refused() throws Exception {
        OpenedFile opened = file("forged.docx", "x");
        String token = opened.token();
        char last = token.charAt(token.length() - 2);

        for (String forged : List.of(
                token.substring(0, token.length() - 2) + (last == 'A' ? 'B' : 'A') + token.charAt(token.length() - 1),
                "",
                "a1.",
                "a1..",
                "nonsense",
                "x".repeat(5000))) {
            assertThat(site.ask(new OpenedFile(opened.source(), forged, opened.answer()))
                            .send()
                            .status())
                    .as(forged)
                    .isEqualTo(401);
        }
        assertThat(site.ask(opened)
                        .header("Authorization", "Bearer " + token)
                        .send()
                        .status())
                .isEqualTo(200);
        assertThat(site.ask(opened)
                        .header("Authorization", "Bearer other")
                        .send()
                        .status())
                .isEqualTo(401);
    }

    @Test
    void a_token_for_reading_writes_nothing() throws Exception {
        site.put("/mine/read.docx", "text");
        OpenedFile opened = site.open("anna", "/mine/read.docx", "read");

        assertThat(OfficeSite.json(site.ask(opened).send()).get("UserCanWrite").getAsBoolean())
                .isFalse();
        assertThat(site.contents(opened).send().body()).isEqualTo("text");
        assertThat(site.contents(opened).post("PUT").body("x").send().status()).isEqualTo(401);
        assertThat(site.ask(opened).post("LOCK").lock("L").send().status()).isEqualTo(401);
        assertThat(site.ask(opened)
                        .post("RENAME_FILE")
                        .header("X-WOPI-RequestedName", "x")
                        .send()
                        .status())
                .isEqualTo(401);
        assertThat(site.ask(opened)
                        .post("PUT_RELATIVE")
                        .header("X-WOPI-SuggestedTarget", ".pdf")
                        .send()
                        .status())
                .isEqualTo(501);
        assertThat(site.read("/mine/read.docx")).isEqualTo("text");
    }

    @Test
    void whoever_may_only_read_gets_a_view_and_is_told_why() throws Exception {
        site.put("/theirs/look.docx", "text");

        OpenedFile opened = site.open("ben", "/theirs/look.docx", "write");

        assertThat(opened.answer().get("forced_viewmode_reason").getAsString()).contains("may not change");
        assertThat(opened.answer().get("app_url").getAsString()).contains("permission=view");
        assertThat(site.contents(opened).post("PUT").body("x").send().status()).isEqualTo(401);
    }

    @Test
    void a_view_without_download_is_limited() throws Exception {
        site.put("/mine/view.docx", "text");

        JsonObject info = OfficeSite.json(
                site.ask(site.open("anna", "/mine/view.docx", "view")).send());

        assertThat(info.get("RestrictedWebViewOnly").getAsBoolean()).isTrue();
        assertThat(info.get("DisableExport").getAsBoolean()).isTrue();
        assertThat(info.get("DisablePrint").getAsBoolean()).isTrue();
        assertThat(info.keySet()).doesNotContain("DownloadUrl", "FileUrl");
    }

    @Test
    void a_file_that_is_gone_is_not_found() throws Exception {
        OpenedFile opened = file("gone.docx", "x");
        assertThat(site.ask("anna", "DELETE", "/dav/tree/mine/gone.docx", "").statusCode())
                .isEqualTo(204);

        assertThat(site.ask(opened).send().status()).isEqualTo(404);
        assertThat(site.contents(opened).send().status()).isEqualTo(404);
        assertThat(site.contents(opened).post("PUT").body("x").send().status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({
        "COBALT, 501",
        "GET_COAUTH_LOCK, 501",
        "lock, 501",
        "'', 400",
        "DELETE, 501",
    })
    void what_the_host_does_not_do_is_501(String override, int status) throws Exception {
        OpenedFile opened = file("override.docx", "x");

        assertThat(site.ask(opened).post(override).send().status()).isEqualTo(status);
    }

    @Test
    void other_methods_and_paths_have_no_meaning() throws Exception {
        OpenedFile opened = file("method.docx", "x");

        assertThat(site.ask(opened).method("PUT").send().status()).isEqualTo(405);
        assertThat(site.contents(opened).post("LOCK").send().status()).isEqualTo(501);
        assertThat(site.contents(opened).post("").send().status()).isEqualTo(400);
        assertThat(site.office.new Asked(opened.source() + "/nothing", opened.token())
                        .send()
                        .status())
                .isEqualTo(404);
        assertThat(site.office.new Asked(opened.source() + "/ancestry", opened.token())
                        .send()
                        .status())
                .as("folders are not offered unless the site says so")
                .isEqualTo(501);
    }

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
    void what_is_kept_for_a_user_is_the_users_alone() throws Exception {
        OpenedFile anna = file("info.docx", "x");
        OpenedFile ben = site.open("ben", "/mine/info.docx", "read");

        assertThat(site.ask(anna)
                        .post("PUT_USER_INFO")
                        .body("seen the tour")
                        .send()
                        .status())
                .isEqualTo(200);
        assertThat(site.ask(anna)
                        .post("PUT_USER_INFO")
                        .body("x".repeat(1025))
                        .send()
                        .status())
                .isEqualTo(400);

        assertThat(OfficeSite.json(site.ask(anna).send()).get("UserInfo").getAsString())
                .isEqualTo("seen the tour");
        assertThat(OfficeSite.json(site.ask(ben).send()).has("UserInfo")).isFalse();
    }

    @Test
    void a_url_to_pass_on_gives_no_right() throws Exception {
        OpenedFile opened = file("pass.docx", "x");

        JsonObject url = OfficeSite.json(site.ask(opened)
                .post("GET_SHARE_URL")
                .header("X-WOPI-UrlType", "ReadWrite")
                .send());

        assertThat(url.get("ShareUrl").getAsString())
                .startsWith(site.weft.http() + "/apps/open?file_id=")
                .endsWith("&view_mode=write");
        assertThat(site.ask(opened)
                        .post("GET_SHARE_URL")
                        .header("X-WOPI-UrlType", "Odd")
                        .send()
                        .status())
                .isEqualTo(501);
    }

    @Test
    void activities_are_answered_one_by_one() throws Exception {
        OpenedFile opened = file("activities.docx", "x");

        JsonObject answer = OfficeSite.json(site.ask(opened)
                .post("ADD_ACTIVITIES")
                .body("{\"Activities\":[{\"Type\":\"Comment\",\"Id\":\"aB\"}]}")
                .send());

        assertThat(answer.toString()).contains("\"Id\":\"aB\"", "\"Status\":3");
        assertThat(site.ask(opened).post("ADD_ACTIVITIES").body("[[[").send().status())
                .isEqualTo(400);
    }

    @Test
    void collabora_asks_its_user_when_the_file_was_changed_elsewhere() throws Exception {
        OpenedFile opened = file("stamp.docx", "x");
        assertThat(site.ask(opened).post("LOCK").lock("L").send().status()).isEqualTo(200);

        Answered answer = site.contents(opened)
                .post("PUT")
                .lock("L")
                .header("X-COOL-WOPI-Timestamp", "2001-01-01T00:00:00.0000000Z")
                .body("y")
                .send();

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.body()).contains("\"COOLStatusCode\":1010");
        assertThat(site.read("/mine/stamp.docx")).isEqualTo("x");
    }

    @Test
    void a_large_file_goes_both_ways() throws Exception {
        OpenedFile opened = file("large.docx", "");
        String large = "0123456789abcdef".repeat(512 * 1024);

        assertThat(site.contents(opened).post("PUT").body(large).send().status())
                .isEqualTo(200);
        assertThat(site.contents(opened).send().body()).isEqualTo(large);
    }

    @Test
    void new_files_are_made_and_nothing_is_replaced() throws Exception {
        OpenedFile any = file("any.docx", "x");
        assertThat(any.source()).isNotEmpty();
        String propfind = site.ask(
                        "anna",
                        "PROPFIND",
                        "/dav/tree/mine/",
                        "<d:propfind xmlns:d=\"DAV:\" xmlns:o=\"http://owncloud.org/ns\"><d:prop><o:id/></d:prop></d:propfind>",
                        "Depth",
                        "0")
                .body();
        String id = propfind.replaceAll("(?s).*<oc:id>([^<]*)</oc:id>.*", "$1");
        String form = "parent_container_id=" + java.net.URLEncoder.encode(id, "UTF-8") + "&filename=";
        String[] type = {"Content-Type", "application/x-www-form-urlencoded"};

        assertThat(site.ask("anna", "POST", "/app/new", form + "made.docx", type)
                        .body())
                .contains("file_id");
        assertThat(site.ask("anna", "POST", "/app/new", form + "made.docx", type)
                        .statusCode())
                .isEqualTo(403);
        assertThat(site.ask("anna", "POST", "/app/new", form + "a%2Fb.docx", type)
                        .statusCode())
                .isEqualTo(400);
        assertThat(site.ask("anna", "POST", "/app/new", form + "t.docx&template=x", type)
                        .statusCode())
                .isEqualTo(501);
        assertThat(site.open("/mine/made.docx").answer().get("app_url").getAsString())
                .contains("permission=new");
    }

    @Test
    void failures_of_opening_have_words() throws Exception {
        site.put("/mine/none.xyz", "x");

        var unknown = site.tryOpen("anna", "/mine/none.xyz", "write");
        var missing = site.tryOpen("anna", "/mine/missing.docx", "write");
        var mode = site.tryOpen("anna", "/mine/none.xyz", "odd");

        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(missing.statusCode()).isEqualTo(404);
        assertThat(missing.body()).contains("RESOURCE_NOT_FOUND");
        assertThat(mode.statusCode()).isEqualTo(400);
        assertThat(mode.body()).contains("INVALID_PARAMETER");
        assertThat(site.ask(
                                "anna",
                                "POST",
                                "/app/open",
                                "path=/mine/none.xyz",
                                "Sec-Fetch-Site",
                                "cross-site",
                                "Content-Type",
                                "application/x-www-form-urlencoded")
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void the_page_frames_and_posts_to_the_office_alone() throws Exception {
        site.put("/mine/page%20%3Cb%3E.docx", "x");

        var page = site.ask("anna", "GET", "/apps/open?path=/mine/page%20%3Cb%3E.docx", "");
        String policy = page.headers().firstValue("Content-Security-Policy").orElse("");

        assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
        assertThat(policy)
                .contains("frame-src " + site.office.url() + ";")
                .contains("form-action " + site.office.url() + ";")
                .contains("frame-ancestors 'none'", "default-src 'none'");
        assertThat(page.body())
                .contains("name=\"access_token\"", "name=\"access_token_ttl\"", "page &lt;b&gt;.docx")
                .doesNotContain("<b>");
        assertThat(page.headers().firstValue("Cache-Control")).hasValue("no-store");
    }
}
