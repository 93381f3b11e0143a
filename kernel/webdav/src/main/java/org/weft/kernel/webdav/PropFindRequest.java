/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.webdav;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.xml.stream.XMLStreamException;
import org.weft.kernel.http.HttpExchange;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.storage.PropertyName;

/**
 * What a PROPFIND asks for (RFC 4918, section 9.1).
 *
 * @param kind which of the forms
 * @param names the properties that are named, in order; for {@code allprop} those included besides
 */
record PropFindRequest(Kind kind, List<PropertyName> names) {

    private static final PropFindRequest ALL = new PropFindRequest(Kind.ALL, List.of());
    private static final int MOST = 500;

    PropFindRequest {
        names = List.copyOf(names);
    }

    /** The forms. */
    enum Kind {
        ALL,
        NAMES,
        SOME
    }

    /** Reads the request's body; none means all properties. */
    static PropFindRequest of(HttpExchange exchange) throws IOException {
        Optional<XmlReader> body = XmlReader.of(exchange);
        return body.isEmpty() ? ALL : body.get().read(() -> read(body.get()));
    }

    private static PropFindRequest read(XmlReader body) throws XMLStreamException {
        body.requireDav("propfind");
        Set<PropertyName> names = new LinkedHashSet<>();
        List<Kind> kinds = new ArrayList<>();
        body.children(() -> {
            if (body.isDav("allprop")) {
                kinds.add(Kind.ALL);
                body.skip();
            } else if (body.isDav("propname")) {
                kinds.add(Kind.NAMES);
                body.skip();
            } else if (body.isDav("prop")) {
                kinds.add(Kind.SOME);
                names(body, names);
            } else if (body.isDav("include")) {
                names(body, names);
            } else {
                body.skip();
            }
        });
        if (kinds.size() != 1) {
            throw new InvalidArgument("propfind holds exactly one of prop, allprop and propname");
        }
        boolean empty = kinds.getFirst() == Kind.SOME && names.isEmpty();
        return empty ? ALL : new PropFindRequest(kinds.getFirst(), List.copyOf(names));
    }

    /** These properties; none means all. */
    static PropFindRequest some(List<PropertyName> names) {
        return names.isEmpty() ? ALL : new PropFindRequest(Kind.SOME, names);
    }

    /** Reads the names that are the children of the element at hand. */
    static void names(XmlReader body, Set<PropertyName> names) throws XMLStreamException {
        body.children(() -> {
            if (names.size() >= MOST) {
                throw new InvalidArgument("a request may name " + MOST + " properties");
            }
            names.add(new PropertyName(body.namespace(), body.reader().getLocalName()));
            body.skip();
        });
    }
}
