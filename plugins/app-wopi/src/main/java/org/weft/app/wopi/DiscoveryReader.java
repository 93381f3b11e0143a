/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.app.wopi;

import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.weft.app.wopi.Discovery.Action;

/**
 * Reads a discovery: XML without a document type, of bounded size, whose addresses are judged, for it comes over the network
 * and browsers will send tokens to where it points.
 */
final class DiscoveryReader {

    private static final int MOST_ACTIONS = 10_000;
    private static final Set<String> HOST_HAS = Set.of("update", "locks");

    private final WopiConfig config;

    DiscoveryReader(WopiConfig config) {
        this.config = config;
    }

    /** What is found on the way. */
    private static final class Found {
        final Map<String, List<Action>> zones = new LinkedHashMap<>();
        final Set<String> refused = new TreeSet<>();
        String zone = "";
        int actions;
        Optional<ProofKeys> keys = Optional.empty();
    }

    /** @throws IOException when it is no discovery, or holds nothing that can be used; the message says why */
    Discovery read(InputStream xml) throws IOException {
        Found found = new Found();
        try {
            XMLStreamReader reader = factory().createXMLStreamReader(xml);
            boolean discovery = false;
            while (reader.hasNext()) {
                int event = reader.next();
                if (event == XMLStreamConstants.DTD) {
                    throw new IOException("the discovery has a document type, which is not read");
                }
                if (event == XMLStreamConstants.START_ELEMENT) {
                    discovery |= reader.getLocalName().equals("wopi-discovery");
                    if (!discovery) {
                        break;
                    }
                    element(reader, found);
                }
            }
            if (!discovery) {
                throw new IOException("what is there is no WOPI discovery");
            }
        } catch (XMLStreamException malformed) {
            throw new IOException("the discovery is malformed: " + malformed.getMessage(), malformed);
        } catch (GeneralSecurityException odd) {
            throw new IOException("the discovery's proof key can't be used: " + odd.getMessage(), odd);
        }
        List<Action> actions = best(found.zones);
        if (actions.isEmpty()) {
            throw new IOException(
                    found.refused.isEmpty()
                            ? "the discovery names nothing that the application opens"
                            : "the discovery names addresses that are not used: " + String.join(", ", found.refused)
                                    + "; add their hosts to 'hosts' if they are right");
        }
        return new Discovery(actions, found.keys);
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        factory.setXMLResolver((publicId, systemId, base, namespace) -> {
            throw new XMLStreamException("nothing outside of the discovery is read");
        });
        return factory;
    }

    private void element(XMLStreamReader reader, Found found) throws IOException, GeneralSecurityException {
        switch (reader.getLocalName()) {
            case "net-zone" -> found.zone = attribute(reader, "name").toLowerCase(Locale.ROOT);
            case "action" -> action(reader, found);
            case "proof-key" -> found.keys = Optional.of(keys(reader));
            default -> {} // newer applications may say more
        }
    }

    private void action(XMLStreamReader reader, Found found) throws IOException {
        found.actions++;
        if (found.actions > MOST_ACTIONS) {
            throw new IOException("the discovery names more than " + MOST_ACTIONS + " actions");
        }
        String extension = attribute(reader, "ext").toLowerCase(Locale.ROOT);
        if (!extension.matches("[a-z0-9_-]{1,20}") || !isPossible(attribute(reader, "requires"))) {
            return;
        }
        String url = attribute(reader, "urlsrc");
        if (isRight(url)) {
            found.zones
                    .computeIfAbsent(found.zone, name -> new ArrayList<>())
                    .add(new Action(attribute(reader, "name").toLowerCase(Locale.ROOT), extension, url));
        } else if (found.refused.size() < 5) {
            found.refused.add(shown(url));
        }
    }

    private boolean isPossible(String requires) {
        return requires.isEmpty()
                || Arrays.stream(requires.split(",", -1))
                        .map(String::strip)
                        .allMatch(need -> HOST_HAS.contains(need) || need.equals("containers") && config.containers());
    }

    /** As text, because the placeholders make it no URI. */
    private boolean isRight(String url) {
        boolean secure = url.startsWith("https://");
        boolean plain = url.startsWith("http://") && "http".equals(config.url().getScheme());
        if (!secure && !plain || url.length() > 4096 || url.chars().anyMatch(c -> c <= ' ' || c >= 0x7f)) {
            return false;
        }
        String authority = url.substring(url.indexOf("//") + 2).split("[/?#<\\\\]", 2)[0];
        if (!authority.matches("([A-Za-z0-9_-]+\\.)*[A-Za-z0-9_-]+(:[0-9]{1,5})?|\\[[0-9A-Fa-f:]+](:[0-9]{1,5})?")) {
            return false;
        }
        return isAllowed(authority.replaceAll(":[0-9]+$", "").toLowerCase(Locale.ROOT));
    }

    private boolean isAllowed(String host) {
        if (host.equalsIgnoreCase(config.url().getHost())) {
            return true;
        }
        for (String allowed : config.hosts()) {
            String lower = allowed.toLowerCase(Locale.ROOT);
            if (lower.startsWith("*.") ? host.endsWith(lower.substring(1)) : host.equals(lower)) {
                return true;
            }
        }
        return false;
    }

    private static String shown(String url) {
        String text = url.length() > 60 ? url.substring(0, 60) + "…" : url;
        return "'" + text.replaceAll("[^\\x21-\\x7e…]", "?") + "'";
    }

    private static ProofKeys keys(XMLStreamReader reader) throws GeneralSecurityException {
        PublicKey current = ProofKeys.key(attribute(reader, "modulus"), attribute(reader, "exponent"));
        String old = attribute(reader, "oldmodulus");
        return new ProofKeys(
                current,
                old.isEmpty() ? Optional.empty() : Optional.of(ProofKeys.key(old, attribute(reader, "oldexponent"))));
    }

    private static String attribute(XMLStreamReader reader, String name) {
        String value = reader.getAttributeValue(null, name);
        return value == null ? "" : value;
    }

    /** The zone that browsers outside reach, by the scheme of the application; without such a one, any. */
    private List<Action> best(Map<String, List<Action>> zones) {
        for (String wanted : List.of("external-" + config.url().getScheme(), "external", "")) {
            for (Map.Entry<String, List<Action>> zone : zones.entrySet()) {
                if (zone.getKey().contains(wanted)) {
                    return zone.getValue();
                }
            }
        }
        return List.of();
    }
}
