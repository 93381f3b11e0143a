/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.share;

import java.util.Optional;

/**
 * What a site lets people do.
 *
 * @param folder the name of the folder at the top of the tree that shows what was received
 * @param atHome the name of the folder in each home that shows it too; empty for none
 * @param autoAccept whether what was received is shown before it was accepted
 */
public record SharingSettings(String folder, Optional<String> atHome, boolean autoAccept) {

    public static SharingSettings usual() {
        return new SharingSettings("shares", Optional.of("Shares"), false);
    }
}
