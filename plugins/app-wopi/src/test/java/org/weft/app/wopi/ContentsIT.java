/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.app.wopi;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import org.junit.jupiter.api.Test;
import org.weft.app.wopi.Office.Answered;

/** The content of a file, both ways. */
class ContentsIT extends AtTheOffice {

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
    void a_file_that_is_gone_is_not_found() throws Exception {
        OpenedFile opened = file("gone.docx", "x");
        assertThat(site.ask("anna", "DELETE", "/dav/tree/mine/gone.docx", "").statusCode())
                .isEqualTo(204);

        assertThat(site.ask(opened).send().status()).isEqualTo(404);
        assertThat(site.contents(opened).send().status()).isEqualTo(404);
        assertThat(site.contents(opened).post("PUT").body("x").send().status()).isEqualTo(404);
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
}
