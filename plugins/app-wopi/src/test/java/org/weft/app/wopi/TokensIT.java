/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.app.wopi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What a token is good for. */
class TokensIT extends AtTheOffice {

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
        for (String override : List.of("LOCK", "REFRESH_LOCK", "UNLOCK")) {
            assertThat(site.ask(opened).post(override).lock("L").send().status())
                    .as(override)
                    .isEqualTo(401);
        }
        assertThat(site.ask(opened)
                        .post("LOCK")
                        .lock("L")
                        .header("X-WOPI-OldLock", "K")
                        .send()
                        .status())
                .isEqualTo(401);
        assertThat(site.ask(opened).post("GET_LOCK").send().status()).isEqualTo(200);
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
        assertThat(site.ask(opened)
                        .post("PUT_RELATIVE")
                        .header("X-WOPI-RelativeTarget", "read.docx")
                        .send()
                        .status())
                .as("also where the name is taken")
                .isEqualTo(501);
        assertThat(site.read("/mine/read.docx")).isEqualTo("text");
    }
}
