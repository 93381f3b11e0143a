/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.app.wopi;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import org.junit.jupiter.api.Test;

/** What the office is told of a file and its user, and what it keeps. */
class FileInfoIT extends AtTheOffice {

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
}
