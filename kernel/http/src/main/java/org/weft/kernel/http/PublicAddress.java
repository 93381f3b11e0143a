/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.http;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.jetty.server.Request;

/**
 * The site as clients know it.
 *
 * @param origin scheme, host and port
 * @param prefix the path below which all of it lies, which the proxy takes away: {@code /iop}; empty for none
 */
record PublicAddress(String origin, String prefix) {

    private static final Pattern HOST =
            Pattern.compile("(?:[A-Za-z0-9._-]{1,255}|\\[[0-9A-Fa-f:.]{2,45}])(?::[0-9]{1,5})?");
    /** Names that begin with a letter or digit, so that neither {@code .} nor {@code ..} is among them. */
    private static final Pattern PREFIX = Pattern.compile("(?:/[A-Za-z0-9][A-Za-z0-9._~-]{0,100}){0,10}");

    static PublicAddress of(URI url) {
        return new PublicAddress(
                url.getScheme() + "://" + url.getRawAuthority(),
                withoutSlash(url.getRawPath() == null ? "" : url.getRawPath()));
    }

    /**
     * What a request tells of it.
     *
     * @param authority host and port as the client named them
     * @param proxied whether a listed proxy hands it on, whose headers are believed
     */
    static PublicAddress of(Request request, String authority, boolean proxied) {
        String scheme = request.isSecure() ? "https" : "http";
        if (!proxied) {
            return new PublicAddress(scheme + "://" + authority, "");
        }
        String told = last(request, "X-Forwarded-Proto").orElse(scheme);
        String host = last(request, "X-Forwarded-Host")
                .filter(name -> HOST.matcher(name).matches())
                .orElse(authority);
        String prefix = last(request, "X-Forwarded-Prefix")
                .map(PublicAddress::withoutSlash)
                .filter(path -> PREFIX.matcher(path).matches())
                .orElse("");
        return new PublicAddress((told.equalsIgnoreCase("https") ? "https" : "http") + "://" + host, prefix);
    }

    /** The last of a list: it is from the proxy that the server knows. */
    private static Optional<String> last(Request request, String header) {
        List<String> lines = request.getHeaders().getValuesList(header);
        return lines.isEmpty()
                ? Optional.empty()
                : Optional.of(lines.getLast())
                        .map(line -> line.substring(line.lastIndexOf(',') + 1).strip());
    }

    private static String withoutSlash(String path) {
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    boolean isSecure() {
        return origin.startsWith("https://");
    }
}
