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
import org.weft.kernel.http.Exchange;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.storage.PropertyName;

/**
 * What a PROPFIND asks for (RFC 4918, section 9.1).
 *
 * @param kind which of the forms
 * @param names the properties that are named, in order; for {@code allprop} those included besides
 */
record Asked(Kind kind, List<PropertyName> names) {

    private static final Asked ALL = new Asked(Kind.ALL, List.of());
    private static final int MOST = 500;

    Asked {
        names = List.copyOf(names);
    }

    /** The forms. */
    enum Kind {
        ALL,
        NAMES,
        SOME
    }

    /** Reads the request's body; none means all properties. */
    static Asked of(Exchange exchange) throws IOException {
        Optional<XmlBody> body = XmlBody.of(exchange);
        return body.isEmpty() ? ALL : body.get().read(() -> read(body.get()));
    }

    private static Asked read(XmlBody body) throws XMLStreamException {
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
        return empty ? ALL : new Asked(kinds.getFirst(), List.copyOf(names));
    }

    /** These properties; none means all. */
    static Asked some(List<PropertyName> names) {
        return names.isEmpty() ? ALL : new Asked(Kind.SOME, names);
    }

    /** Reads the names that are the children of the element at hand. */
    static void names(XmlBody body, Set<PropertyName> names) throws XMLStreamException {
        body.children(() -> {
            if (names.size() >= MOST) {
                throw new InvalidArgument("a request may name " + MOST + " properties");
            }
            names.add(new PropertyName(body.namespace(), body.reader().getLocalName()));
            body.skip();
        });
    }
}
