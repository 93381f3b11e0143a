/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm.signature;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A request as a signature sees it.
 *
 * @param method in capitals
 * @param target the URL that the client asked for, as it would be seen by the client
 * @param headers by name in lower case, in the order in which they came
 */
public record HttpMessage(String method, URI target, Map<String, List<String>> headers) {

    public HttpMessage {
        Map<String, List<String>> lower = new TreeMap<>();
        headers.forEach(
                (name, values) -> lower.computeIfAbsent(name.toLowerCase(Locale.ROOT), same -> new ArrayList<>())
                        .addAll(values));
        headers = Map.copyOf(lower);
    }

    List<String> header(String name) {
        return headers.getOrDefault(name, List.of());
    }

    /**
     * The value of a covered component (RFC 9421, section 2).
     *
     * @throws InvalidSignature when the message does not have it
     */
    String component(String name) throws InvalidSignature {
        return switch (name) {
            case "@method" -> method;
            case "@target-uri" -> target.toString();
            case "@authority" -> target.getRawAuthority().toLowerCase(Locale.ROOT);
            case "@scheme" -> target.getScheme().toLowerCase(Locale.ROOT);
            case "@path" -> target.getRawPath().isEmpty() ? "/" : target.getRawPath();
            case "@query" -> "?" + (target.getRawQuery() == null ? "" : target.getRawQuery());
            case "@request-target" ->
                target.getRawPath() + (target.getRawQuery() == null ? "" : "?" + target.getRawQuery());
            default -> field(name);
        };
    }

    private String field(String name) throws InvalidSignature {
        List<String> values = header(name);
        if (name.startsWith("@") || values.isEmpty()) {
            throw StructuredField.malformed("the signature covers '" + name + "', which the request does not have");
        }
        return String.join(", ", values.stream().map(String::strip).toList());
    }
}
