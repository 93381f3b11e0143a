/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoggedPathTest {

    private static final String TOKEN = "o7UPmIIaB3dE5fG7hJ9kL1";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/s/@",
                "/s//@",
                "/s/./@/a.txt",
                "/s;a=b/@",
                "/S/@",
                "/index.php/s/@",
                "/remote.php/dav/public-files/@/a.txt",
                "/remote.php/dav/%70ublic-files/@",
                "/public.php/webdav/@",
                "/public.php/dav/files/@/a.txt",
                "/ocs/v1.php/apps/files_sharing/api/v1/tokeninfo/@"
            })
    void a_links_token_is_not_shown_however_its_path_is_written(String path) {
        for (String token : new String[] {TOKEN, TOKEN.replace("P", "%50"), TOKEN + ";x", TOKEN + "%zz"}) {
            assertThat(LoggedPath.of(path.replace("@", token)))
                    .contains("(token)")
                    .doesNotContain("mIIaB3");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/data/eyJh.eyJi.c-_,/data/(token)",
        "/data/%65yJh.eyJi.c-_,/data/(token)",
        "/data/eyJh.eyJi.c-_/0,/data/(token)/0"
    })
    void a_transfer_token_is_not_shown(String path, String shown) {
        assertThat(LoggedPath.of(path)).isEqualTo(shown);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "/remote.php/webdav/a%20b/c+d/", "/remote.php/dav/files/marie/x", "/s/a.txt", "*"})
    void what_holds_no_token_is_shown_as_it_was_sent(String path) {
        assertThat(LoggedPath.of(path)).isEqualTo(path);
    }
}
