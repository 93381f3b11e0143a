/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.webdav;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.weft.spi.storage.PropertyName;

/**
 * The properties of things that are no resources: items in the trash, versions.
 *
 * @param <T> the things
 */
final class ItemProperties<T> {

    private final List<Row<T>> rows = new ArrayList<>();

    /** Writes the content of a property. */
    @FunctionalInterface
    interface Writer<T> {
        void write(XmlWriter xml, T thing) throws IOException;
    }

    private record Row<T>(PropertyName name, Predicate<T> presence, Writer<T> writer) {}

    /** A property that all of the things have, or those that {@code presence} tells. */
    ItemProperties<T> with(PropertyName name, Predicate<T> presence, Writer<T> writer) {
        rows.add(new Row<>(name, presence, writer));
        return this;
    }

    ItemProperties<T> text(PropertyName name, Predicate<T> presence, Function<T, String> value) {
        return with(name, presence, (xml, thing) -> xml.text(value.apply(thing)));
    }

    /** Writes the propstats of one thing: what is asked for and what of that is missing. */
    void write(XmlWriter xml, PropFindRequest request, T thing) throws IOException {
        List<Row<T>> found = new ArrayList<>();
        List<PropertyName> missing = new ArrayList<>();
        if (request.kind() == PropFindRequest.Kind.SOME) {
            for (PropertyName name : request.names()) {
                row(name, thing).ifPresentOrElse(found::add, () -> missing.add(name));
            }
        } else {
            rows.stream().filter(row -> row.presence().test(thing)).forEach(found::add);
        }
        if (!found.isEmpty() || missing.isEmpty()) {
            xml.raw(XmlNames.PROPSTAT);
            for (Row<T> row : found) {
                write(xml, request, row, thing);
            }
            xml.raw(XmlNames.FOUND);
        }
        if (!missing.isEmpty()) {
            xml.raw(XmlNames.PROPSTAT);
            for (PropertyName name : missing) {
                xml.raw(PropertyPlan.empty(name));
            }
            xml.raw(XmlNames.MISSING);
        }
    }

    private Optional<Row<T>> row(PropertyName name, T thing) {
        return rows.stream()
                .filter(row -> row.name().equals(name) && row.presence().test(thing))
                .findFirst();
    }

    private static <T> void write(XmlWriter xml, PropFindRequest request, Row<T> row, T thing) throws IOException {
        if (request.kind() == PropFindRequest.Kind.NAMES) {
            xml.raw(PropertyPlan.empty(row.name()));
            return;
        }
        String tag = XmlNames.prefix(row.name().namespace()) + ':' + row.name().local();
        xml.raw("<").raw(tag).raw(">");
        row.writer().write(xml, thing);
        xml.raw("</").raw(tag).raw(">");
    }
}
