/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.webdav;

import java.util.Optional;

/** What a request must stay within that is not of somebody who signed in. */
@FunctionalInterface
interface GuestBounds {

    /** What a decoded path of a URL names; empty when it lies outside. */
    Optional<DavPath> find(String path);
}
