/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.app.wopi;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the host does not do, and what has no meaning. */
class OverridesIT extends AtTheOffice {

    @ParameterizedTest
    @CsvSource({
        "COBALT, 501",
        "GET_COAUTH_LOCK, 501",
        "REFRESH_COAUTH_LOCK, 501",
        "UNLOCK_COAUTH_LOCK, 501",
        "GET_COAUTH_TABLE, 501",
        "GET_SEQUENCE_NUMBER, 501",
        "GET_CHUNKED_FILE, 501",
        "PUT_CHUNKED_FILE, 501",
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
}
