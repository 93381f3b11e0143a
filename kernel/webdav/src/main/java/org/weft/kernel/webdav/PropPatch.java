/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.webdav;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.xml.stream.XMLStreamException;
import org.weft.kernel.storage.files.FileService;
import org.weft.kernel.storage.metadata.DeadProperties;
import org.weft.kernel.storage.metadata.Labels;
import org.weft.kernel.storage.mount.Abilities;
import org.weft.kernel.storage.resource.Resource;
import org.weft.kernel.storage.resource.StatSpec;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.storage.PropertyName;

/** PROPPATCH (RFC 4918, section 9.2): all or nothing. */
final class PropPatch {

    private static final String LANGUAGE = "http://www.w3.org/XML/1998/namespace";

    private final FileService files;
    private final DeadProperties properties;
    private final Labels labels;

    PropPatch(FileService files, DeadProperties properties, Labels labels) {
        this.files = files;
        this.properties = properties;
        this.labels = labels;
    }

    /**
     * What is to be changed.
     *
     * @param names all properties, in the order of the request
     */
    private record Patch(Map<PropertyName, String> set, Set<PropertyName> unset, Set<PropertyName> names) {}

    void answer(DavRequest dav) throws IOException {
        XmlReader body = XmlReader.of(dav.exchange())
                .orElseThrow(() -> new InvalidArgument("PROPPATCH needs a body with a propertyupdate"));
        Patch patch = body.read(() -> read(body));
        Resource resource = files.stat(dav.caller(), dav.target(), StatSpec.node());
        Abilities abilities = patch.names().stream().anyMatch(ModificationTimes::is)
                ? files.abilities(dav.caller(), dav.target())
                : Abilities.none();
        Optional<Refusal> refusal = refusal(patch, abilities);
        if (refusal.isEmpty()) {
            change(dav, patch, abilities);
        }
        answer(dav, resource, patch.names(), refusal);
    }

    /**
     * Why nothing is changed.
     *
     * @param names the properties to blame
     * @param status what their status is
     * @param error XML that tells more
     */
    private record Refusal(Set<PropertyName> names, String status, String error) {}

    private static Optional<Refusal> refusal(Patch patch, Abilities abilities) {
        Set<PropertyName> refused = new HashSet<>(patch.names());
        refused.removeIf(name -> !LiveProperties.isProtected(name)
                || (ModificationTimes.is(name) && isOpen(name, patch.set().containsKey(name), abilities)));
        if (!refused.isEmpty()) {
            String error = "<d:error><d:cannot-modify-protected-property/></d:error>";
            return Optional.of(new Refusal(refused, "403 Forbidden", error));
        }
        Set<PropertyName> senseless = new HashSet<>();
        patch.set().forEach((name, value) -> {
            if (abilities.times()
                    && ModificationTimes.is(name)
                    && ModificationTimes.of(value).isEmpty()) {
                senseless.add(name);
            }
        });
        return senseless.isEmpty() ? Optional.empty() : Optional.of(new Refusal(senseless, "409 Conflict", ""));
    }

    /** Whether a time may be set, or taken away; what Windows sends is kept as it is where no time can be set. */
    private static boolean isOpen(PropertyName name, boolean set, Abilities abilities) {
        return abilities.times() ? set : name.equals(ModificationTimes.WINDOWS) && abilities.properties();
    }

    private void change(DavRequest dav, Patch patch, Abilities abilities) {
        Optional<Boolean> favorite = Optional.empty();
        Optional<Instant> modified = Optional.empty();
        Map<PropertyName, String> set = new LinkedHashMap<>(patch.set());
        if (abilities.times()) {
            modified = patch.set().entrySet().stream()
                    .filter(property -> ModificationTimes.is(property.getKey()))
                    .flatMap(property -> ModificationTimes.of(property.getValue()).stream())
                    .reduce((one, later) -> later);
            set.keySet().removeIf(ModificationTimes::is);
        }
        Set<PropertyName> unset = new LinkedHashSet<>(patch.unset());
        if (set.containsKey(LiveProperties.FAVORITE)) {
            String value = XmlFragment.content(set.get(LiveProperties.FAVORITE)).strip();
            favorite = Optional.of(!value.isEmpty() && !value.equals("0") && !value.equalsIgnoreCase("false"));
        } else if (unset.contains(LiveProperties.FAVORITE)) {
            favorite = Optional.of(false);
        }
        set.remove(LiveProperties.FAVORITE);
        unset.remove(LiveProperties.FAVORITE);
        if (modified.isPresent()) {
            properties.change(dav.caller(), dav.target(), set, unset, modified.get(), dav.change());
        } else if (!set.isEmpty() || !unset.isEmpty()) {
            properties.change(dav.caller(), dav.target(), set, unset, dav.change());
        } else {
            dav.judgeNow();
        }
        favorite.ifPresent(on -> labels.set(dav.caller(), dav.target(), "favorite", on));
    }

    private static Patch read(XmlReader body) throws XMLStreamException {
        body.requireDav("propertyupdate");
        Patch patch = new Patch(new LinkedHashMap<>(), new LinkedHashSet<>(), new LinkedHashSet<>());
        List<Boolean> any = new ArrayList<>();
        Optional<String> outer = language(body, Optional.empty());
        body.children(() -> {
            boolean sets = body.isDav("set");
            if (!sets && !body.isDav("remove")) {
                body.skip();
                return;
            }
            any.add(sets);
            Optional<String> language = language(body, outer);
            body.children(() -> {
                if (body.isDav("prop")) {
                    properties(body, sets, patch, language(body, language));
                } else {
                    body.skip();
                }
            });
        });
        if (any.isEmpty()) {
            throw new InvalidArgument("propertyupdate holds neither set nor remove");
        }
        return patch;
    }

    private static Optional<String> language(XmlReader body, Optional<String> inherited) {
        return Optional.ofNullable(body.reader().getAttributeValue(LANGUAGE, "lang"))
                .or(() -> inherited);
    }

    private static void properties(XmlReader body, boolean sets, Patch patch, Optional<String> language)
            throws XMLStreamException {
        body.children(() -> {
            PropertyName name = new PropertyName(body.namespace(), body.reader().getLocalName());
            patch.names().add(name);
            if (sets) {
                patch.unset().remove(name);
                patch.set().put(name, XmlFragment.read(body, language));
            } else {
                patch.set().remove(name);
                patch.unset().add(name);
                body.skip();
            }
        });
    }

    private static void answer(DavRequest dav, Resource resource, Set<PropertyName> names, Optional<Refusal> refusal)
            throws IOException {
        dav.exchange().status(207).header("Content-Type", "application/xml; charset=utf-8");
        XmlWriter xml = new XmlWriter(dav.exchange());
        xml.raw(XmlNames.MULTISTATUS).response();
        xml.raw(dav.address().href(resource.isFolder())).raw(XmlNames.HREF_END);
        Set<PropertyName> others = new LinkedHashSet<>(names);
        if (refusal.isEmpty()) {
            propstat(xml, others, "200 OK", "");
        } else {
            Refusal why = refusal.get();
            others.removeAll(why.names());
            propstat(xml, why.names(), why.status(), why.error());
            propstat(xml, others, "424 Failed Dependency", "");
        }
        xml.raw(XmlNames.RESPONSE_END).raw(XmlNames.MULTISTATUS_END).flush();
    }

    private static void propstat(XmlWriter xml, Set<PropertyName> names, String status, String error)
            throws IOException {
        if (names.isEmpty() && !status.startsWith("200")) {
            return;
        }
        xml.raw(XmlNames.PROPSTAT);
        for (PropertyName name : names) {
            xml.raw(PropertyPlan.empty(name));
        }
        xml.raw("</d:prop><d:status>HTTP/1.1 ")
                .raw(status)
                .raw("</d:status>")
                .raw(error)
                .raw("</d:propstat>");
    }
}
