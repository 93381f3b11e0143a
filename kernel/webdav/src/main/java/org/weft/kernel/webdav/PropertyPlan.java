/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.webdav;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.weft.kernel.storage.resource.StatSpec;
import org.weft.spi.storage.PropertyName;

/** How the properties of one answer are written; worked out once, then used for every resource. For one thread. */
final class PropertyPlan {

    private final List<Item> items;
    private final boolean dead;
    private final boolean namesOnly;
    private final boolean minimal;
    private final StatSpec spec;
    private final List<byte[]> missing = new ArrayList<>();

    private PropertyPlan(List<Item> items, boolean dead, boolean namesOnly, boolean minimal) {
        this.items = items;
        this.dead = dead;
        this.namesOnly = namesOnly;
        this.minimal = minimal;
        this.spec = wanted(items, dead);
    }

    /** One property that is asked for. */
    private static final class Item {
        private final PropertyName name;

        /** How it is computed; empty for one that clients may have set. */
        private final Optional<LiveProperty> live;

        /** The element without content. */
        private final byte[] empty;

        Item(PropertyName name, Optional<LiveProperty> live) {
            this.name = name;
            this.live = live;
            this.empty = empty(name);
        }
    }

    /**
     * Works it out.
     *
     * @param minimal whether what is missing is not told (RFC 8144)
     */
    static PropertyPlan of(PropFindRequest request, boolean minimal) {
        List<Item> items = new ArrayList<>();
        if (request.kind() != PropFindRequest.Kind.SOME) {
            for (LiveProperty live : LiveProperties.all()) {
                if (live.standard()
                        || request.kind() == PropFindRequest.Kind.NAMES
                        || request.names().contains(live.name())) {
                    items.add(new Item(live.name(), Optional.of(live)));
                }
            }
            return new PropertyPlan(items, true, request.kind() == PropFindRequest.Kind.NAMES, true);
        }
        for (PropertyName name : request.names()) {
            items.add(new Item(name, LiveProperties.named(name)));
        }
        return new PropertyPlan(items, false, false, minimal);
    }

    private static StatSpec wanted(List<Item> items, boolean dead) {
        boolean locks = false;
        boolean labels = false;
        Set<PropertyName> names = new HashSet<>();
        for (Item item : items) {
            locks |= item.name.equals(LiveProperties.LOCK_DISCOVERY);
            labels |= item.name.equals(LiveProperties.FAVORITE);
            boolean kept = item.live.isEmpty() || LiveProperties.isKeptElsewhere(item.name);
            if (kept && !LiveProperties.isNeverThere(item.name)) {
                names.add(item.name);
            }
        }
        return new StatSpec(locks, labels, dead, names);
    }

    /** What has to be fetched besides the nodes. */
    StatSpec wanted() {
        return spec;
    }

    /** Writes the propstats of the resource at hand. */
    void write(XmlWriter xml, PropertyContext view) throws IOException {
        missing.clear();
        boolean open = false;
        Map<PropertyName, String> kept = view.resource().properties();
        for (Item item : items) {
            boolean computed =
                    item.live.isPresent() && item.live.get().presence().in(view);
            if (!computed && (dead || !kept.containsKey(item.name))) {
                missing.add(item.empty);
                continue;
            }
            open = open(xml, open);
            if (namesOnly) {
                xml.raw(item.empty);
            } else if (computed) {
                item.live.orElseThrow().writer().write(xml, view);
            } else {
                write(xml, item.name, kept.getOrDefault(item.name, ""));
            }
        }
        if (dead) {
            for (Map.Entry<PropertyName, String> entry : kept.entrySet()) {
                if (LiveProperties.isKeptElsewhere(entry.getKey()) && view.keepsTimes()) {
                    continue; // of before the storage could tell
                }
                open = open(xml, open);
                write(xml, entry.getKey(), namesOnly ? "" : entry.getValue());
            }
        }
        if (open || missing.isEmpty() || minimal) {
            open(xml, open);
            xml.raw(XmlNames.FOUND);
        }
        if (!missing.isEmpty() && !minimal) {
            xml.raw(XmlNames.PROPSTAT);
            for (byte[] name : missing) {
                xml.raw(name);
            }
            xml.raw(XmlNames.MISSING);
        }
    }

    private static boolean open(XmlWriter xml, boolean already) throws IOException {
        if (!already) {
            xml.raw(XmlNames.PROPSTAT);
        }
        return true;
    }

    private static void write(XmlWriter xml, PropertyName name, String kept) throws IOException {
        String content = XmlFragment.content(kept);
        xml.raw("<").raw(opening(name)).raw(XmlFragment.attributes(kept));
        if (content.isEmpty()) {
            xml.raw("/>");
        } else {
            xml.raw(">").raw(content).raw("</").raw(tag(name)).raw(">");
        }
    }

    /** The element of a property, empty. */
    static byte[] empty(PropertyName name) {
        return XmlNames.bytes('<' + opening(name) + "/>");
    }

    private static String tag(PropertyName name) {
        String prefix = XmlNames.prefix(name.namespace());
        if (name.namespace().isEmpty()) {
            return name.local();
        }
        return (prefix.isEmpty() ? "x" : prefix) + ':' + name.local();
    }

    private static String opening(PropertyName name) {
        boolean declared =
                name.namespace().isEmpty() || !XmlNames.prefix(name.namespace()).isEmpty();
        return declared ? tag(name) : tag(name) + " xmlns:x=\"" + XmlNames.attribute(name.namespace()) + '"';
    }
}
