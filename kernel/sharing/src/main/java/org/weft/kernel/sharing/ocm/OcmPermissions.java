/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.ocm;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.weft.spi.storage.Right;
import org.weft.spi.storage.Rights;

/** Rights in Open Cloud Mesh's three words: {@code read}, {@code write} and {@code share}. */
public final class OcmPermissions {

    private static final Rights SEEN = Rights.of(Right.STAT, Right.GET_PATH);
    private static final Rights WRITE =
            Rights.of(Right.UPLOAD, Right.CREATE_CONTAINER, Right.DELETE, Right.MOVE, Right.RESTORE_VERSION);

    private OcmPermissions() {}

    /** What words give; words that are not known give nothing. */
    public static Rights of(Collection<String> words) {
        Rights rights = words.contains("read") ? Rights.read() : SEEN;
        if (words.contains("write")) {
            rights = rights.plus(WRITE);
        }
        return words.contains("share") ? rights.plus(Rights.of(Right.ADD_GRANT)) : rights;
    }

    /** The words for rights. What has no word of its own is in none. */
    public static List<String> words(Rights rights) {
        List<String> words = new ArrayList<>();
        if (rights.has(Right.DOWNLOAD) || rights.has(Right.LIST_CONTAINER)) {
            words.add("read");
        }
        if (rights.has(Right.UPLOAD)) {
            words.add("write");
        }
        if (rights.has(Right.ADD_GRANT)) {
            words.add("share");
        }
        return words;
    }
}
