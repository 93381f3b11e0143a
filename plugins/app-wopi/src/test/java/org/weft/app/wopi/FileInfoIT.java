/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.app.wopi;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.net.URI;
import java.util.List;
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

    @Test
    void what_is_told_has_the_types_that_the_schema_asks_for() throws Exception {
        JsonObject info = OfficeSite.json(site.ask(file("schema.docx", "12345")).send());

        for (String text :
                List.of("BaseFileName", "OwnerId", "UserId", "Version", "UserFriendlyName", "FileExtension")) {
            assertThat(info.getAsJsonPrimitive(text).isString()).as(text).isTrue();
        }
        assertThat(info.getAsJsonPrimitive("Size").isNumber()).isTrue();
        assertThat(info.get("OwnerId").getAsString()).matches("[a-z0-9]+");
        for (String name : info.keySet()) {
            boolean flag = name.matches("(Supports|Is|UserCan|Disable|Enable|Hide(Print|Save|Export)).*")
                    || name.matches("ReadOnly|RestrictedWebViewOnly|LicenseCheckForEditIsEnabled|WebEditingDisabled");
            if (flag) {
                assertThat(info.getAsJsonPrimitive(name).isBoolean()).as(name).isTrue();
            }
            if (name.endsWith("Url")) {
                assertThat(URI.create(info.get(name).getAsString()).isAbsolute())
                        .as(name)
                        .isTrue();
            }
        }
        assertThat(info.keySet())
                .as("all or none of these, and none is right for a host without coauthoring")
                .doesNotContain(
                        "SequenceNumber",
                        "SupportsCoauth",
                        "AccessTokenExpiry",
                        "ServerTime",
                        "SharingStatus",
                        "FileGeoLocationCode",
                        "RealTimeChannelEndpointUrl",
                        "OfficeCollaborationServiceEndpointUrl");
    }

    @Test
    void the_version_changes_with_the_content_and_with_nothing_else() throws Exception {
        OpenedFile opened = file("version.docx", "one");
        String first = version(opened);

        Office.Answered locked = site.ask(opened).post("LOCK").lock("L").send();
        assertThat(locked.header("X-WOPI-ItemVersion")).isEqualTo(first);
        assertThat(version(opened)).isEqualTo(first);
        Office.Answered refreshed =
                site.ask(opened).post("REFRESH_LOCK").lock("L").send();
        assertThat(refreshed.header("X-WOPI-ItemVersion")).isEqualTo(first);
        Office.Answered written =
                site.contents(opened).post("PUT").lock("L").body("two").send();
        String second = version(opened);
        assertThat(second).isNotEqualTo(first);
        assertThat(written.header("X-WOPI-ItemVersion")).isEqualTo(second);
        assertThat(site.contents(opened).send().header("X-WOPI-ItemVersion")).isEqualTo(second);
        Office.Answered unlocked = site.ask(opened).post("UNLOCK").lock("L").send();
        assertThat(unlocked.header("X-WOPI-ItemVersion")).isEqualTo(second);
        assertThat(version(opened)).isEqualTo(second);
    }

    private static String version(OpenedFile opened) throws Exception {
        return OfficeSite.json(site.ask(opened).send()).get("Version").getAsString();
    }
}
