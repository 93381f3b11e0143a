/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.webdav;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.weft.kernel.storage.metadata.PropertyValue;

/**
 * The content of an element as text that can stand anywhere: every namespace it uses is declared inside. Attributes of
 * the element itself, such as {@code xml:lang}, are kept in a processing instruction at the front.
 */
final class XmlFragment {

    private final XmlReader body;
    private final XMLStreamReader reader;
    private final StringBuilder out = new StringBuilder();
    private final Deque<Map<String, String>> scopes = new ArrayDeque<>();

    private XmlFragment(XmlReader body) {
        this.body = body;
        this.reader = body.reader();
        scopes.push(Map.of("", "", "xml", "http://www.w3.org/XML/1998/namespace"));
    }

    /** Reads the content of the element at hand, up to its end. */
    static String read(XmlReader body, Optional<String> inheritedLanguage) throws XMLStreamException {
        XmlFragment fragment = new XmlFragment(body);
        fragment.attributes(inheritedLanguage);
        fragment.content();
        return fragment.out.toString();
    }

    /** The attributes of a kept element, with a leading blank; empty when it had none. */
    static String attributes(String kept) {
        return PropertyValue.attributesOf(kept);
    }

    /** The content of a kept element, without its attributes. */
    static String content(String kept) {
        return PropertyValue.contentOf(kept);
    }

    private void attributes(Optional<String> inheritedLanguage) {
        StringBuilder own = new StringBuilder();
        boolean language = false;
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            String prefix = reader.getAttributePrefix(i);
            String namespace = reader.getAttributeNamespace(i);
            if (prefix != null && !prefix.isEmpty() && !prefix.equals("xml")) {
                own.append("xmlns:")
                        .append(prefix)
                        .append("=\"")
                        .append(XmlNames.attribute(namespace))
                        .append("\" ");
            }
            language |= "xml".equals(prefix) && reader.getAttributeLocalName(i).equals("lang");
            own.append(name(prefix, reader.getAttributeLocalName(i)))
                    .append("=\"")
                    .append(XmlNames.attribute(reader.getAttributeValue(i)))
                    .append("\" ");
        }
        if (!language && inheritedLanguage.isPresent()) {
            own.append("xml:lang=\"")
                    .append(XmlNames.attribute(inheritedLanguage.get()))
                    .append("\" ");
        }
        if (!own.isEmpty()) {
            out.append(PropertyValue.attributes(own.toString().strip()));
        }
    }

    private static String name(String prefix, String local) {
        return prefix == null || prefix.isEmpty() ? local : prefix + ':' + local;
    }

    private void content() throws XMLStreamException {
        while (true) {
            switch (body.next()) {
                case XMLStreamConstants.START_ELEMENT -> element();
                case XMLStreamConstants.END_ELEMENT -> {
                    return;
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE ->
                    text(reader.getText());
                default -> {}
            }
        }
    }

    private void element() throws XMLStreamException {
        String name = name(reader.getPrefix(), reader.getLocalName());
        Map<String, String> scope = new HashMap<>(scopes.element());
        StringBuilder tag = new StringBuilder("<").append(name);
        for (int i = 0; i < reader.getNamespaceCount(); i++) {
            declare(tag, scope, reader.getNamespacePrefix(i), reader.getNamespaceURI(i));
        }
        declare(tag, scope, reader.getPrefix(), reader.getNamespaceURI());
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            String prefix = reader.getAttributePrefix(i);
            if (prefix != null && !prefix.isEmpty()) {
                declare(tag, scope, prefix, reader.getAttributeNamespace(i));
            }
            tag.append(' ')
                    .append(name(prefix, reader.getAttributeLocalName(i)))
                    .append("=\"")
                    .append(XmlNames.attribute(reader.getAttributeValue(i)))
                    .append('"');
        }
        out.append(tag).append('>');
        scopes.push(scope);
        content();
        scopes.pop();
        out.append("</").append(name).append('>');
    }

    private static void declare(StringBuilder tag, Map<String, String> scope, String prefix, String namespace) {
        String p = prefix == null ? "" : prefix;
        String ns = namespace == null ? "" : namespace;
        if (ns.equals(scope.get(p))) {
            return;
        }
        scope.put(p, ns);
        tag.append(p.isEmpty() ? " xmlns" : " xmlns:" + p)
                .append("=\"")
                .append(XmlNames.attribute(ns))
                .append('"');
    }

    private void text(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '\r' -> out.append("&#13;");
                default -> out.append(c);
            }
        }
    }
}
