/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.app.wopi;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** An office comes and goes; the server stays. */
class DiscoveryIT {

    @Test
    void an_office_that_is_down_at_the_start_is_found_later() throws Exception {
        try (OfficeSite site = new OfficeSite("product = \"onlyoffice\"", false)) {
            site.put("/mine/a.docx", "x");
            assertThat(site.ask("anna", "GET", "/app/list", "").body()).isEqualTo("{\"mime-types\":[]}");
            assertThat(site.tryOpen("anna", "/mine/a.docx", "write").statusCode())
                    .isEqualTo(404);

            site.office.startAgain();
            site.awaitApp();

            assertThat(site.open("/mine/a.docx").source()).isNotEmpty();
        }
    }

    @Test
    void nobody_is_sent_to_an_office_that_has_gone_since_it_was_asked() throws Exception {
        try (OfficeSite site = new OfficeSite("product = \"onlyoffice\"", true)) {
            site.put("/mine/a.docx", "x");
            site.awaitApp();
            site.office.stop();

            Instant end = Instant.now().plus(Duration.ofMinutes(2));
            while (site.tryOpen("anna", "/mine/a.docx", "write").statusCode() != 503) {
                assertThat(Instant.now()).as("it is noticed").isBefore(end);
                Thread.sleep(200);
            }
            site.office.startAgain();
            assertThat(site.open("/mine/a.docx").source()).isNotEmpty();
        }
    }

    @Test
    void addresses_at_other_hosts_are_not_offered() throws Exception {
        try (OfficeSite site = new OfficeSite("product = \"other\"", false)) {
            site.office.discovery("<wopi-discovery><net-zone name=\"external-http\"><app>"
                    + "<action name=\"edit\" ext=\"odt\" urlsrc=\"" + site.office.url() + "/e?\"/>"
                    + "<action name=\"edit\" ext=\"docx\" urlsrc=\"http://evil.example.com/e?\"/>"
                    + "</app></net-zone></wopi-discovery>");
            site.office.startAgain();
            site.awaitApp();

            assertThat(site.ask("anna", "GET", "/app/list", "").body())
                    .contains("odt")
                    .doesNotContain("docx", "evil");
        }
    }
}
