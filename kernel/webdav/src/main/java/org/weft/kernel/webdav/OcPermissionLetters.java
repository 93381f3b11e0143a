/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.webdav;

import org.weft.spi.storage.Right;
import org.weft.spi.storage.Rights;

/** Rights in ownCloud's words. */
final class OcPermissionLetters {

    private OcPermissionLetters() {}

    /** The letters of {@code oc:permissions}, in the order of its clients: S R M G D N V W C K. */
    static String letters(Rights rights, boolean folder, boolean top) {
        StringBuilder letters = new StringBuilder(8);
        add(letters, rights.has(Right.ADD_GRANT), "R");
        add(letters, rights.has(folder ? Right.LIST_CONTAINER : Right.DOWNLOAD), "G");
        add(letters, !top && rights.has(Right.DELETE), "D");
        add(letters, !top && rights.has(Right.MOVE), "NV");
        add(letters, !folder && rights.has(Right.UPLOAD), "W");
        add(letters, folder && rights.has(Right.UPLOAD), "C");
        add(letters, folder && rights.has(Right.CREATE_CONTAINER), "K");
        return letters.toString();
    }

    /**
     * The same letters where somebody shared the resource: with S for that, and M for what was shared itself; that can be
     * declined and called something else whatever it gives.
     */
    static String received(String letters, boolean mountPoint) {
        boolean shares = letters.startsWith("R");
        String rest = shares ? letters.substring(1) : letters;
        if (mountPoint) {
            String given = rest.replace("D", "").replace("NV", "");
            rest = given.startsWith("G") ? "GDNV" + given.substring(1) : "DNV" + given;
        }
        return "S" + (shares ? "R" : "") + (mountPoint ? "M" : "") + rest;
    }

    private static void add(StringBuilder letters, boolean has, String letter) {
        if (has) {
            letters.append(letter);
        }
    }

    /** The bits of OCS: 1 read, 2 update, 4 create, 8 delete, 16 share; a file has neither 4 nor 8. */
    static int bits(Rights rights, boolean folder) {
        int bits = rights.has(folder ? Right.LIST_CONTAINER : Right.DOWNLOAD) ? 1 : 0;
        bits |= rights.has(Right.UPLOAD) ? 2 : 0;
        bits |= folder && rights.has(Right.CREATE_CONTAINER) ? 4 : 0;
        bits |= folder && rights.has(Right.DELETE) ? 8 : 0;
        bits |= rights.has(Right.ADD_GRANT) ? 16 : 0;
        return bits;
    }
}
