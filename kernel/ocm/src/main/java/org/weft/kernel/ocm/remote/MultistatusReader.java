/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm.remote;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.weft.spi.Sink;

/**
 * Reads the answer to a PROPFIND, one response at a time. A document type is refused, so there are no entities to expand or
 * to fetch; what one response may hold, how deep elements are nested and how many responses there are is limited.
 */
final class MultistatusReader {

    static final String DAV = "DAV:";
    static final String OWNCLOUD = "http://owncloud.org/ns";
    static final String OCM = "http://open-cloud-mesh.org/ns";
    static final String OCS = "http://open-collaboration-services.org/ns";

    private static final int MOST_BYTES = 1 << 20;
    private static final int MOST_DEPTH = 64;
    private static final int MOST_RESPONSES = 1_000_000;
    private static final XMLInputFactory FACTORY = factory();

    private final Metered metered;
    private final XMLStreamReader reader;
    private int depth;

    private MultistatusReader(Metered metered) throws XMLStreamException {
        this.metered = metered;
        this.reader = FACTORY.createXMLStreamReader(metered);
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setXMLResolver((publicId, systemId, base, namespace) -> InputStream.nullInputStream());
        return factory;
    }

    /**
     * What an answer tells of one resource.
     *
     * @param href as it was sent
     * @param found the properties that are there, by namespace and name; text only
     */
    record Response(String href, Map<String, String> found) {

        String text(String namespace, String local) {
            return found.getOrDefault(key(namespace, local), "").strip();
        }

        boolean has(String namespace, String local) {
            return found.containsKey(key(namespace, local));
        }

        boolean isCollection() {
            return text(DAV, "resourcetype").equals("collection");
        }
    }

    private static String key(String namespace, String local) {
        return '{' + namespace + '}' + local;
    }

    /**
     * Reads an answer until its end, or until nobody wants more.
     *
     * @throws NotUnderstood when it is no answer to a PROPFIND
     * @throws IOException when it breaks off
     */
    static void read(InputStream body, Sink<Response> sink) throws IOException {
        try {
            MultistatusReader answer = new MultistatusReader(new Metered(body));
            answer.read(sink);
        } catch (XMLStreamException malformed) {
            if (malformed.getNestedException() instanceof IOException broken) {
                throw broken;
            }
            throw new NotUnderstood("it is not well-formed XML");
        }
    }

    private void read(Sink<Response> sink) throws XMLStreamException, IOException {
        int event;
        do {
            event = next();
        } while (event != XMLStreamConstants.START_ELEMENT);
        if (!is("multistatus")) {
            throw new NotUnderstood("its root is no multistatus");
        }
        int responses = 0;
        while (true) {
            event = next();
            if (event == XMLStreamConstants.END_ELEMENT) {
                return;
            }
            if (event != XMLStreamConstants.START_ELEMENT) {
                continue;
            }
            if (!is("response")) {
                skip();
                continue;
            }
            if (++responses > MOST_RESPONSES) {
                throw new NotUnderstood("it holds too many responses");
            }
            metered.renew();
            Response response = response();
            if (!response.found().isEmpty() && !sink.accept(response)) {
                return;
            }
        }
    }

    private int next() throws XMLStreamException, IOException {
        int event = reader.next();
        switch (event) {
            case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
                throw new NotUnderstood("it holds a document type or an entity");
            case XMLStreamConstants.START_ELEMENT -> {
                if (++depth > MOST_DEPTH) {
                    throw new NotUnderstood("its elements are nested too deep");
                }
            }
            case XMLStreamConstants.END_ELEMENT -> depth--;
            default -> {}
        }
        return event;
    }

    private boolean is(String local) {
        return reader.getLocalName().equals(local) && DAV.equals(reader.getNamespaceURI());
    }

    private void skip() throws XMLStreamException, IOException {
        int outside = depth - 1;
        while (depth > outside) {
            next();
        }
    }

    private Response response() throws XMLStreamException, IOException {
        String href = "";
        Map<String, String> found = new HashMap<>();
        int outside = depth - 1;
        while (depth > outside) {
            if (next() != XMLStreamConstants.START_ELEMENT) {
                continue;
            }
            if (is("href")) {
                href = text().strip();
            } else if (is("propstat")) {
                propstat(found);
            } else {
                skip();
            }
        }
        return new Response(href, found);
    }

    private void propstat(Map<String, String> found) throws XMLStreamException, IOException {
        Map<String, String> properties = new HashMap<>();
        String status = "";
        int outside = depth - 1;
        while (depth > outside) {
            if (next() != XMLStreamConstants.START_ELEMENT) {
                continue;
            }
            if (is("status")) {
                status = text();
            } else if (is("prop")) {
                properties(properties);
            } else {
                skip();
            }
        }
        if (status.contains(" 200")) {
            found.putAll(properties);
        }
    }

    private void properties(Map<String, String> properties) throws XMLStreamException, IOException {
        int outside = depth - 1;
        while (depth > outside) {
            if (next() != XMLStreamConstants.START_ELEMENT) {
                continue;
            }
            String namespace = reader.getNamespaceURI() == null ? "" : reader.getNamespaceURI();
            properties.put(key(namespace, reader.getLocalName()), value());
        }
    }

    /** The text in an element and in those in it; of empty ones the names. */
    private String value() throws XMLStreamException, IOException {
        StringBuilder text = new StringBuilder();
        int outside = depth - 1;
        while (depth > outside) {
            int event = next();
            if (event == XMLStreamConstants.START_ELEMENT && is("collection")) {
                text.append("collection");
            } else if (isText(event)) {
                text.append(reader.getText());
            }
        }
        return text.toString();
    }

    private String text() throws XMLStreamException, IOException {
        StringBuilder text = new StringBuilder();
        int outside = depth - 1;
        while (depth > outside) {
            if (isText(next())) {
                text.append(reader.getText());
            }
        }
        return text.toString();
    }

    private static boolean isText(int event) {
        return event == XMLStreamConstants.CHARACTERS || event == XMLStreamConstants.CDATA;
    }

    /** An answer that is none. The message goes into a sentence of the form "… answered something else: …". */
    static final class NotUnderstood extends IOException {
        private static final long serialVersionUID = 1;

        NotUnderstood(String message) {
            super(message);
        }
    }

    /** Throws when more comes than any sensible response has. */
    private static final class Metered extends FilterInputStream {
        private int left = MOST_BYTES;

        Metered(InputStream in) {
            super(in);
        }

        void renew() {
            left = MOST_BYTES;
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

        private void take(int bytes) throws NotUnderstood {
            left -= bytes;
            if (left < 0) {
                throw new NotUnderstood("one of its responses is too large");
            }
        }
    }
}
