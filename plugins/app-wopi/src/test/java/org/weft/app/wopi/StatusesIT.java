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

/** What is missing, of the wrong size or in the way, operation by operation. */
class StatusesIT extends AtTheOffice {

    private static Answered swap(OpenedFile file, String old, String next) throws Exception {
        return site.ask(file)
                .post("LOCK")
                .header("X-WOPI-OldLock", old)
                .lock(next)
                .send();
    }

    @Test
    void a_lock_that_is_not_there_can_not_be_swapped() throws Exception {
        Answered answer = swap(file("swap-none.docx", "x"), "old", "new");

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.lock()).hasValue("");
    }

    @ParameterizedTest
    @ValueSource(strings = {"LOCK", "REFRESH_LOCK", "UNLOCK"})
    void a_lock_must_be_named_and_an_empty_name_is_none(String override) throws Exception {
        OpenedFile opened = file("unnamed-" + override + ".docx", "x");
        assertThat(site.ask(opened).post("LOCK").lock("L").send().status()).isEqualTo(200);

        assertThat(site.ask(opened).post(override).send().status()).isEqualTo(400);
        assertThat(site.ask(opened).post(override).lock("").send().status()).isEqualTo(400);
        assertThat(site.ask(opened)
                        .post(override)
                        .header("X-WOPI-OldLock", "L")
                        .send()
                        .status())
                .isEqualTo(400);
        assertThat(site.ask(opened).post("GET_LOCK").send().lock()).hasValue("L");
    }

    @Test
    void an_empty_old_lock_is_none_so_that_it_is_a_plain_lock() throws Exception {
        assertThat(swap(file("old-empty.docx", "x"), "", "L").status()).isEqualTo(200);
    }

    @Test
    void a_full_file_is_written_under_its_lock_alone() throws Exception {
        OpenedFile opened = file("full.docx", "full");
        Answered unlocked =
                site.contents(opened).post("PUT").lock("L").body("x").send();
        assertThat(unlocked.status()).isEqualTo(409);
        assertThat(unlocked.lock()).hasValue("");
        assertThat(site.ask(opened).post("LOCK").lock("L").send().status()).isEqualTo(200);
        Answered silent = site.contents(opened).post("PUT").body("x").send();
        assertThat(silent.status()).isEqualTo(409);
        assertThat(silent.lock()).hasValue("L");
        assertThat(site.read("/mine/full.docx")).isEqualTo("full");
    }

    @Test
    void a_lock_of_another_program_is_in_the_way_of_every_change_and_told() throws Exception {
        OpenedFile opened = file("desktop.docx", "x");
        String body = "<d:lockinfo xmlns:d=\"DAV:\"><d:lockscope><d:exclusive/></d:lockscope>"
                + "<d:locktype><d:write/></d:locktype></d:lockinfo>";
        String token = site.ask("ben", "LOCK", "/dav/tree/mine/desktop.docx", body, "Content-Type", "application/xml")
                .headers()
                .firstValue("Lock-Token")
                .orElseThrow()
                .replaceAll("[<>]", "");

        for (String override : new String[] {"LOCK", "REFRESH_LOCK", "UNLOCK", "GET_LOCK"}) {
            Answered answer = site.ask(opened).post(override).lock("mine").send();
            assertThat(answer.status()).as(override).isEqualTo(409);
            assertThat(answer.lock()).as(override).hasValue(token);
        }
        Answered swapped = swap(opened, "mine", "other");
        assertThat(swapped.status()).isEqualTo(409);
        assertThat(swapped.lock()).hasValue(token);
        Answered written =
                site.contents(opened).post("PUT").lock("mine").body("y").send();
        assertThat(written.status()).isEqualTo(409);
        assertThat(written.lock()).hasValue(token);
        Answered renamed = site.ask(opened)
                .post("RENAME_FILE")
                .header("X-WOPI-RequestedName", "other")
                .send();
        assertThat(renamed.status()).isEqualTo(409);
        assertThat(renamed.lock()).hasValue(token);
        assertThat(site.read("/mine/desktop.docx")).isEqualTo("x");
    }

    @Test
    void a_lock_lasts_half_an_hour_from_its_last_refresh() throws Exception {
        OpenedFile opened = file("half.docx", "x");
        assertThat(site.ask(opened).post("LOCK").lock("L").send().status()).isEqualTo(200);
        assertThat(site.ask(opened).post("REFRESH_LOCK").lock("L").send().status())
                .isEqualTo(200);

        String told = site.ask(
                        "anna",
                        "PROPFIND",
                        "/dav/tree/mine/half.docx",
                        "<d:propfind xmlns:d=\"DAV:\"><d:prop><d:lockdiscovery/></d:prop></d:propfind>",
                        "Depth",
                        "0")
                .body();
        int seconds = Integer.parseInt(told.replaceAll("(?s).*<d:timeout>Second-(\\d+)</d:timeout>.*", "$1"));
        assertThat(seconds).isBetween(1200, 1800);
    }

    @Test
    void a_file_is_sent_when_it_is_as_large_as_expected() throws Exception {
        OpenedFile opened = file("size.docx", "12345");

        for (String most : new String[] {"5", "6", "2147483647", ""}) {
            assertThat(site.contents(opened)
                            .header("X-WOPI-MaxExpectedSize", most)
                            .send()
                            .body())
                    .as(most)
                    .isEqualTo("12345");
        }
        assertThat(site.contents(opened)
                        .header("X-WOPI-MaxExpectedSize", "many")
                        .send()
                        .status())
                .isEqualTo(400);
    }

    @Test
    void a_token_is_taken_from_the_header_alone_too() throws Exception {
        OpenedFile opened = file("bearer.docx", "x");

        assertThat(site.ask(new OpenedFile(opened.source(), "", opened.answer()))
                        .header("Authorization", "Bearer " + opened.token())
                        .send()
                        .status())
                .isEqualTo(200);
        assertThat(site.ask(new OpenedFile(opened.source(), "", opened.answer()))
                        .header("Authorization", "Basic " + opened.token())
                        .send()
                        .status())
                .isEqualTo(401);
    }

    @Test
    void what_is_kept_of_a_user_has_at_most_1024_bytes() throws Exception {
        OpenedFile opened = file("kept.docx", "x");

        assertThat(site.ask(opened)
                        .post("PUT_USER_INFO")
                        .body("x".repeat(1024))
                        .send()
                        .status())
                .isEqualTo(200);
        assertThat(OfficeSite.json(site.ask(opened).send()).get("UserInfo").getAsString())
                .hasSize(1024);
    }

    @Test
    void a_url_to_pass_on_is_of_a_kind_that_is_named() throws Exception {
        OpenedFile opened = file("urls.docx", "x");

        JsonObject url = OfficeSite.json(site.ask(opened)
                .post("GET_SHARE_URL")
                .header("X-WOPI-UrlType", "ReadOnly")
                .send());
        assertThat(url.get("ShareUrl").getAsString())
                .startsWith(site.weft.http() + "/apps/open?file_id=")
                .endsWith("&view_mode=read");
        assertThat(site.ask(opened).post("GET_SHARE_URL").send().status()).isEqualTo(501);
    }

    @Test
    void activities_without_end_are_413() throws Exception {
        OpenedFile opened = file("many.docx", "x");

        assertThat(site.ask(opened)
                        .post("ADD_ACTIVITIES")
                        .body("x".repeat(65 * 1024))
                        .send()
                        .status())
                .isEqualTo(413);
        assertThat(site.ask(opened).post("ADD_ACTIVITIES").body("{}").send().status())
                .isEqualTo(400);
    }

    @Test
    void a_rename_names_the_name_and_tells_collabora_the_address_that_stays() throws Exception {
        OpenedFile opened = file("named.docx", "x");

        assertThat(site.ask(opened).post("RENAME_FILE").send().status()).isEqualTo(400);
        JsonObject renamed = OfficeSite.json(site.ask(opened)
                .post("RENAME_FILE")
                .lock("")
                .header("X-WOPI-RequestedName", "renamed")
                .send());
        assertThat(renamed.get("Url").getAsString()).isEqualTo(opened.source());
    }

    @Test
    void what_is_about_folders_is_501_where_the_site_offers_none() throws Exception {
        OpenedFile opened = file("alone.docx", "x");
        String files = opened.source().substring(0, opened.source().lastIndexOf("/files/"));

        for (String path : new String[] {
            opened.source() + "/ancestry",
            opened.source() + "/ecosystem_pointer",
            files + "/ecosystem",
            files + "/ecosystem/root_container_pointer",
            files.substring(0, files.length() - "/wopi".length()) + "/wopi/wopibootstrapper",
            opened.source().replace("/files/", "/containers/")
        }) {
            assertThat(site.office.new Asked(path, opened.token()).send().status())
                    .as(path)
                    .isEqualTo(501);
        }
        assertThat(site.ask(opened).post("DELETE").send().status()).isEqualTo(501);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "DELETE", "PATCH", "OPTIONS"})
    void methods_without_meaning_are_405_and_say_which_have_one(String method) throws Exception {
        OpenedFile opened = file("method-" + method + ".docx", "x");

        Answered answer = site.ask(opened).method(method).send();
        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("Allow")).isEqualTo("GET, POST");
        assertThat(site.contents(opened).method(method).send().status()).isEqualTo(405);
    }

    @Test
    void every_answer_has_its_length_and_the_version_of_the_host() throws Exception {
        OpenedFile opened = file("length.docx", "12345");

        for (Answered answer : new Answered[] {
            site.ask(opened).send(),
            site.contents(opened).send(),
            site.ask(opened).post("LOCK").lock("L").send(),
            site.ask(opened).post("LOCK").lock("M").send(),
            site.contents(opened).post("PUT").lock("L").body("y").send(),
            site.ask(opened).post("NONE").send()
        }) {
            assertThat(answer.header("Content-Length"))
                    .as(answer.status() + answer.body())
                    .isEqualTo(Integer.toString(answer.body().length()));
            assertThat(answer.header("X-WOPI-ServerVersion")).isEqualTo("Weft");
        }
    }
}
