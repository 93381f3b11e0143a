/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.http;

import org.eclipse.jetty.server.Request;

/** The path of a request, decoded. */
final class RequestPath {

    private RequestPath() {}

    /**
     * Decodes it.
     *
     * @throws HttpFailure 400 when it is malformed or has {@code .} or {@code ..} as segments
     */
    static String of(Request request) {
        if (request.getHttpURI().getFragment() != null) {
            throw new HttpFailure(400, "a request names a resource without a fragment");
        }
        String raw = request.getHttpURI().getPath();
        if (raw == null || raw.isEmpty() || raw.equals("*")) {
            return "/";
        }
        String path = PathCodec.decode(raw);
        if (path.charAt(0) != '/') {
            throw new HttpFailure(400, "the path does not begin with a slash");
        }
        if (path.contains("/.") && hasDots(path)) {
            throw new HttpFailure(400, "'.' and '..' are not allowed as names in a path");
        }
        return path;
    }

    private static boolean hasDots(String path) {
        for (String name : path.split("/", -1)) {
            if (name.equals(".") || name.equals("..")) {
                return true;
            }
        }
        return false;
    }
}
