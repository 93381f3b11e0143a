/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.app.wopi;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** A server and an office of its own for the tests of one class. */
abstract class AtTheOffice {

    static OfficeSite site;

    @BeforeAll
    static void start() throws Exception {
        site = new OfficeSite("product = \"collabora\"");
        site.awaitApp();
    }

    @AfterAll
    static void stop() throws Exception {
        site.close();
    }

    /** A new file, opened by anna to edit it. */
    static OpenedFile file(String name, String text) throws Exception {
        site.put("/mine/" + name, text);
        return site.open("/mine/" + name);
    }
}
