/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.app.wopi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How files open: which apps there are, what the browser is told, and what becomes of those who may not. */
class OpeningIT extends AtTheOffice {

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
    void whoever_may_only_read_gets_a_view_and_is_told_why() throws Exception {
        site.put("/theirs/look.docx", "text");

        OpenedFile opened = site.open("ben", "/theirs/look.docx", "write");

        assertThat(opened.answer().get("forced_viewmode_reason").getAsString()).contains("may not change");
        assertThat(opened.answer().get("app_url").getAsString()).contains("permission=view");
        assertThat(site.contents(opened).post("PUT").body("x").send().status()).isEqualTo(401);
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
                .isEqualTo(400);
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
