/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.webdav;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.io.StringReader;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.weft.kernel.http.HttpExchange;
import org.weft.kernel.http.HttpFailure;
import org.weft.spi.WeftException.InvalidArgument;

/**
 * A request's XML, read element by element. A document type is refused, so there are no entities to expand or to fetch;
 * size and depth are limited. Text where the standard has none is passed over, because clients send it.
 */
final class XmlReader {

    private static final int MOST_BYTES = 1 << 20;
    private static final int MOST_DEPTH = 100;
    private static final XMLInputFactory FACTORY = factory();

    private final XMLStreamReader reader;
    private int depth;

    private XmlReader(XMLStreamReader reader) {
        this.reader = reader;
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        factory.setXMLResolver((publicId, systemId, base, namespace) -> InputStream.nullInputStream());
        return factory;
    }

    /**
     * Reads up to the root element.
     *
     * @return empty when the request has no body
     * @throws InvalidArgument when it is no XML
     * @throws HttpFailure 413 when it is too large
     */
    static Optional<XmlReader> of(HttpExchange exchange) throws IOException {
        if (!exchange.hasBody()) {
            return Optional.empty();
        }
        if (exchange.contentLength().orElse(0) > MOST_BYTES) {
            throw tooLarge();
        }
        PushbackInputStream in = new PushbackInputStream(new Limited(exchange.body()));
        int first = in.read();
        if (first < 0) {
            return Optional.empty();
        }
        in.unread(first);
        try {
            XmlReader body = new XmlReader(FACTORY.createXMLStreamReader(in));
            body.toRoot();
            return Optional.of(body);
        } catch (XMLStreamException malformed) {
            throw malformed(malformed);
        }
    }

    /** Whether text can stand as the content of an element. */
    static boolean isContent(String text) {
        if (text.indexOf('<') < 0 && text.indexOf('&') < 0) {
            return true;
        }
        try {
            XmlReader body = new XmlReader(FACTORY.createXMLStreamReader(new StringReader("<a>" + text + "</a>")));
            body.toRoot();
            body.skip();
            while (body.reader.hasNext()) {
                body.reader.next();
            }
            return true;
        } catch (XMLStreamException | InvalidArgument malformed) {
            return false;
        }
    }

    private static InvalidArgument malformed(XMLStreamException cause) {
        int line = cause.getLocation() == null ? 0 : cause.getLocation().getLineNumber();
        return new InvalidArgument("the body is not well-formed XML" + (line > 0 ? " (line " + line + ")" : ""));
    }

    private static HttpFailure tooLarge() {
        return new HttpFailure(413, "an XML body may have " + MOST_BYTES + " bytes");
    }

    private void toRoot() throws XMLStreamException {
        while (next() != XMLStreamConstants.START_ELEMENT) {
            if (!reader.hasNext()) {
                throw new InvalidArgument("the body holds no XML element");
            }
        }
    }

    /** The next event. */
    int next() throws XMLStreamException {
        int event = reader.next();
        switch (event) {
            case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
                throw new InvalidArgument("a document type or entity is not allowed in the body");
            case XMLStreamConstants.START_ELEMENT -> {
                if (++depth > MOST_DEPTH) {
                    throw new InvalidArgument("elements may be nested " + MOST_DEPTH + " deep");
                }
            }
            case XMLStreamConstants.END_ELEMENT -> depth--;
            default -> {}
        }
        return event;
    }

    XMLStreamReader reader() {
        return reader;
    }

    boolean is(String namespace, String local) {
        return reader.getLocalName().equals(local) && namespace().equals(namespace);
    }

    boolean isDav(String local) {
        return is(XmlNames.DAV, local);
    }

    String namespace() {
        String namespace = reader.getNamespaceURI();
        return namespace == null ? "" : namespace;
    }

    /** Requires the root, or the element at hand, to be one of WebDAV's. */
    void requireDav(String local) {
        if (!isDav(local)) {
            throw new InvalidArgument("the body's root is to be " + local + " in the namespace DAV:");
        }
    }

    /** Something to do for each child element; it must end at the child's end. */
    @FunctionalInterface
    interface Child {
        void at() throws XMLStreamException;
    }

    /** Goes through the children of the element at hand, up to its end. */
    void children(Child child) throws XMLStreamException {
        while (true) {
            int event = next();
            if (event == XMLStreamConstants.END_ELEMENT) {
                return;
            }
            if (event == XMLStreamConstants.START_ELEMENT) {
                child.at();
            }
        }
    }

    /** The text of the element at hand, up to its end; it may hold no other elements. */
    String text() throws XMLStreamException {
        StringBuilder text = new StringBuilder();
        for (int event = next(); event != XMLStreamConstants.END_ELEMENT; event = next()) {
            if (event == XMLStreamConstants.START_ELEMENT) {
                throw new InvalidArgument("an element that is to hold text holds another element");
            }
            if (reader.hasText()) {
                text.append(reader.getText());
            }
        }
        return text.toString();
    }

    /** Passes over the element at hand, up to its end. */
    void skip() throws XMLStreamException {
        children(this::skip);
    }

    /** Reads the document with a reader that may meet malformed XML at any point. */
    <T> T read(Reading<T> reading) throws IOException {
        try {
            T result = reading.read();
            while (reader.hasNext()) {
                next();
            }
            return result;
        } catch (XMLStreamException malformed) {
            if (malformed.getNestedException() instanceof IOException broken) {
                throw broken;
            }
            throw malformed(malformed);
        }
    }

    /** Reads from the root element on. */
    @FunctionalInterface
    interface Reading<T> {
        T read() throws XMLStreamException;
    }

    /** Throws when more comes than any sensible request has. */
    private static final class Limited extends FilterInputStream {
        private int left = MOST_BYTES;

        Limited(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int b = super.read();
            take(b < 0 ? 0 : 1);
            return b;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = super.read(buffer, offset, length);
            take(Math.max(read, 0));
            return read;
        }

        private void take(int bytes) {
            left -= bytes;
            if (left < 0) {
                throw tooLarge();
            }
        }
    }
}
