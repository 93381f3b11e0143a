/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.webdav;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.http.RawHttpClient.Answer;
import org.weft.kernel.testing.OverWire;

/** Reports, which are about favourites. */
@OverWire
class ReportTest {

    private static final String LIKE = "<d:propertyupdate xmlns:d=\"DAV:\" xmlns:oc=\"http://owncloud.org/ns\"><d:set>"
            + "<d:prop><oc:favorite>1</oc:favorite></d:prop></d:set></d:propertyupdate>";

    @TempDir
    Path directory;

    private DavSite site;

    @BeforeEach
    void start() throws IOException {
        site = new DavSite(directory, false);
        site.status("MKCOL", "a");
        site.put("a/one", "1");
        site.put("a/two", "22");
        site.put("three", "333");
        assertThat(site.ask("PROPPATCH", "a/one", LIKE).status()).isEqualTo(207);
        assertThat(site.ask("PROPPATCH", "three", LIKE).status()).isEqualTo(207);
    }

    @AfterEach
    void stop() {
        site.close();
    }

    private static String filter(String rules) {
        return "<oc:filter-files xmlns:d=\"DAV:\" xmlns:oc=\"http://owncloud.org/ns\"><d:prop><d:getetag/>"
                + "<oc:favorite/><d:nonsense/></d:prop><oc:filter-rules>" + rules
                + "</oc:filter-rules></oc:filter-files>";
    }

    @Test
    void favourites_are_reported_with_the_properties_that_are_asked_for() throws IOException {
        Answer report = site.ask("REPORT", "", filter("<oc:favorite>1</oc:favorite>"));
        assertThat(report.status()).isEqualTo(207);
        assertThat(report.body())
                .contains("<d:href>/remote.php/webdav/a/one</d:href>", "<d:href>/remote.php/webdav/three</d:href>")
                .contains("<oc:favorite>1</oc:favorite>", "<d:getetag>", "<d:nonsense/>")
                .doesNotContain("two");
    }

    @Test
    void a_report_of_a_folder_holds_what_is_below_it() throws IOException {
        assertThat(site.ask("REPORT", "a", filter("<oc:favorite>1</oc:favorite>"))
                        .body())
                .contains("/a/one<")
                .doesNotContain("three");
    }

    @Test
    void favourites_are_each_users_own_and_go_with_the_file() throws IOException {
        assertThat(site.askAs("marie", "REPORT", "", filter("<oc:favorite>1</oc:favorite>"))
                        .body())
                .doesNotContain("three");
        site.status("DELETE", "three");
        site.status("MOVE", "a/one", "Destination: /remote.php/webdav/first");
        assertThat(site.ask("REPORT", "", filter("<oc:favorite>1</oc:favorite>"))
                        .body())
                .contains("/first<")
                .doesNotContain("three");
    }

    @Test
    void other_reports_and_rules_are_refused_by_name() throws IOException {
        for (String body : new String[] {
            filter("<oc:systemtag>5</oc:systemtag>"),
            filter("<oc:favorite>0</oc:favorite>"),
            filter(""),
            "<oc:search-files xmlns:oc=\"http://owncloud.org/ns\"/>",
            "<d:sync-collection xmlns:d=\"DAV:\"/>"
        }) {
            Answer refused = site.ask("REPORT", "", body);
            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.body()).contains("<d:supported-report/>");
        }
        assertThat(site.ask("REPORT", "", "").status()).isEqualTo(400);
    }
}
