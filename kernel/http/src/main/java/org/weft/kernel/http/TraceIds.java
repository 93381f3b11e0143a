/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.http;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.eclipse.jetty.http.HttpFields;
import org.jspecify.annotations.Nullable;
import org.weft.spi.TraceId;

/** The id of a request: the client's, else that of its W3C trace context, else a new one. */
final class TraceIds {

    private TraceIds() {}

    static TraceId of(HttpFields headers) {
        String own = headers.get("X-Request-ID");
        if (isTrace(own)) {
            return new TraceId(own);
        }
        String parent = headers.get("traceparent");
        if (parent != null && parent.length() >= 35 && isTrace(parent.substring(3, 35))) {
            return new TraceId(parent.substring(3, 35));
        }
        return new TraceId(
                HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong()));
    }

    private static boolean isTrace(@Nullable String id) {
        return id != null
                && !id.isEmpty()
                && id.length() <= 64
                && id.chars()
                        .allMatch(c -> c == '-'
                                || c == '_'
                                || (c >= '0' && c <= '9')
                                || (c >= 'A' && c <= 'Z')
                                || (c >= 'a' && c <= 'z'));
    }
}
