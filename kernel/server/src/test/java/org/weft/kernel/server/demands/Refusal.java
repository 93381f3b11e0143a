/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server.demands;

import static org.assertj.core.api.Assertions.assertThat;

import org.weft.kernel.http.RawHttpClient.Answer;

/** What every refusal has in common, whatever was wrong. */
final class Refusal {

    private Refusal() {}

    /** The answer has this status, and tells nothing of how the server is built or where it keeps things. */
    static void with(int status, Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        discreet(answer.body());
    }

    static void discreet(String message) {
        assertThat(message)
                .doesNotContain("\tat ", "Caused by", "java.", "javax.", "org.weft", "org.eclipse", "jetty", "Jetty")
                .doesNotContain(System.getProperty("java.io.tmpdir") + "/", System.getProperty("user.dir"));
    }
}
