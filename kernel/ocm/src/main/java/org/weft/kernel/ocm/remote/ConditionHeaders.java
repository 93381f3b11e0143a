/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm.remote;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.weft.spi.storage.OnConflict;
import org.weft.spi.storage.Precondition;

/** Preconditions as headers of a request. */
final class ConditionHeaders {

    private ConditionHeaders() {}

    /** The conditions that the other server is to judge when it commits; etags that are ours it does not know. */
    static Map<String, String> of(Precondition precondition, OnConflict onConflict) {
        Map<String, String> headers = new HashMap<>();
        List<String> any = theirs(precondition.anyOf());
        if (!any.isEmpty() && any.size() == precondition.anyOf().size()) {
            headers.put("If-Match", String.join(", ", any));
        } else if (precondition.exists()) {
            headers.put("If-Match", "*");
        }
        List<String> none = theirs(precondition.noneOf());
        if (precondition.absent() || onConflict != OnConflict.REPLACE) {
            headers.put("If-None-Match", "*");
        } else if (!none.isEmpty()) {
            headers.put("If-None-Match", String.join(", ", none));
        }
        return headers;
    }

    private static List<String> theirs(Iterable<String> etags) {
        List<String> theirs = new ArrayList<>();
        for (String etag : etags) {
            if (etag.isEmpty() || etag.charAt(0) != RemoteNodes.OURS) {
                theirs.add('"' + etag + '"');
            }
        }
        return theirs;
    }
}
