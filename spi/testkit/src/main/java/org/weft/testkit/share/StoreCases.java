/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.share;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.weft.spi.share.Share;
import org.weft.spi.share.ShareQuery;
import org.weft.spi.share.ShareStore;

/** What all cases of a share store need. They are stacked upon one another, so that an author extends one class. */
abstract class StoreCases {

    /** The store under test, empty when a case begins. */
    abstract ShareStore store();

    /** Closes it and opens it again. */
    abstract void restart() throws IOException;

    final List<Share> ask(ShareQuery query) throws IOException {
        List<Share> found = new ArrayList<>();
        store().query(query, found::add);
        return found;
    }

    final List<String> ids(ShareQuery.Shape shape) throws IOException {
        return ask(ShareQuery.of(shape)).stream()
                .map(share -> share.id().value())
                .toList();
    }
}
