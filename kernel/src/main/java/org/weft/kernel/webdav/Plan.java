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
import org.weft.kernel.storage.resource.Wanted;
import org.weft.spi.storage.PropertyName;

/** How the properties of one answer are written; worked out once, then used for every resource. For one thread. */
final class Plan {

    private final List<Item> items;
    private final boolean dead;
    private final boolean namesOnly;
    private final boolean minimal;
    private final Wanted wanted;
    private final List<byte[]> missing = new ArrayList<>();

    private Plan(List<Item> items, boolean dead, boolean namesOnly, boolean minimal) {
        this.items = items;
        this.dead = dead;
        this.namesOnly = namesOnly;
        this.minimal = minimal;
        this.wanted = wanted(items, dead);
    }

    /** One property that is asked for. */
    private static final class Item {
        private final PropertyName name;

        /** How it is computed; empty for one that clients may have set. */
        private final Optional<Live> live;

        /** The element without content. */
        private final byte[] empty;

        Item(PropertyName name, Optional<Live> live) {
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
    static Plan of(Asked asked, boolean minimal) {
        List<Item> items = new ArrayList<>();
        if (asked.kind() != Asked.Kind.SOME) {
            for (Live live : LiveProperties.all()) {
                if (live.standard()
                        || asked.kind() == Asked.Kind.NAMES
                        || asked.names().contains(live.name())) {
                    items.add(new Item(live.name(), Optional.of(live)));
                }
            }
            return new Plan(items, true, asked.kind() == Asked.Kind.NAMES, true);
        }
        for (PropertyName name : asked.names()) {
            items.add(new Item(name, LiveProperties.named(name)));
        }
        return new Plan(items, false, false, minimal);
    }

    private static Wanted wanted(List<Item> items, boolean dead) {
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
        return new Wanted(locks, labels, dead, names);
    }

    /** What has to be fetched besides the nodes. */
    Wanted wanted() {
        return wanted;
    }

    /** Writes the propstats of the resource at hand. */
    void write(XmlOut out, View view) throws IOException {
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
            open = open(out, open);
            if (namesOnly) {
                out.raw(item.empty);
            } else if (computed) {
                item.live.orElseThrow().writer().write(out, view);
            } else {
                write(out, item.name, kept.getOrDefault(item.name, ""));
            }
        }
        if (dead) {
            for (Map.Entry<PropertyName, String> entry : kept.entrySet()) {
                if (LiveProperties.isKeptElsewhere(entry.getKey()) && view.keepsTimes()) {
                    continue; // of before the storage could tell
                }
                open = open(out, open);
                write(out, entry.getKey(), namesOnly ? "" : entry.getValue());
            }
        }
        if (open || missing.isEmpty() || minimal) {
            open(out, open);
            out.raw(Tags.FOUND);
        }
        if (!missing.isEmpty() && !minimal) {
            out.raw(Tags.PROPSTAT);
            for (byte[] name : missing) {
                out.raw(name);
            }
            out.raw(Tags.MISSING);
        }
    }

    private static boolean open(XmlOut out, boolean already) throws IOException {
        if (!already) {
            out.raw(Tags.PROPSTAT);
        }
        return true;
    }

    private static void write(XmlOut out, PropertyName name, String kept) throws IOException {
        String content = Fragment.content(kept);
        out.raw("<").raw(opening(name)).raw(Fragment.attributes(kept));
        if (content.isEmpty()) {
            out.raw("/>");
        } else {
            out.raw(">").raw(content).raw("</").raw(tag(name)).raw(">");
        }
    }

    /** The element of a property, empty. */
    static byte[] empty(PropertyName name) {
        return Tags.bytes('<' + opening(name) + "/>");
    }

    private static String tag(PropertyName name) {
        String prefix = Tags.prefix(name.namespace());
        if (name.namespace().isEmpty()) {
            return name.local();
        }
        return (prefix.isEmpty() ? "x" : prefix) + ':' + name.local();
    }

    private static String opening(PropertyName name) {
        boolean declared =
                name.namespace().isEmpty() || !Tags.prefix(name.namespace()).isEmpty();
        return declared ? tag(name) : tag(name) + " xmlns:x=\"" + Tags.attribute(name.namespace()) + '"';
    }
}
