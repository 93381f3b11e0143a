/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.webdav;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.weft.kernel.sharing.ocm.OcmPermissions;
import org.weft.kernel.storage.access.ShareEntitlements;
import org.weft.kernel.storage.resource.MediaTypes;
import org.weft.spi.storage.Checksum;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.PropertyName;
import org.weft.spi.storage.Quota;

/** The table of all properties that the server computes. */
final class LiveProperties {

    static final PropertyName FAVORITE = new PropertyName(XmlNames.OWNCLOUD, "favorite");
    static final PropertyName LOCK_DISCOVERY = new PropertyName(XmlNames.DAV, "lockdiscovery");

    /** What clients ask for and nothing here has: known to be missing without a look-up. */
    private static final Set<PropertyName> ABSENT = Set.of(
            dav("checked-in"),
            dav("checked-out"),
            dav("getcontentlanguage"),
            dav("creationdate"),
            dav("source"),
            oc("dDC"),
            oc("data-fingerprint"),
            oc("privatelink"),
            oc("tags"),
            oc("comments-unread"),
            oc("comments-count"),
            oc("comments-href"),
            new PropertyName("http://apache.org/dav/props/", "executable"));

    private static final byte[] WINDOWS_TIME =
            XmlNames.bytes("<x:Win32LastModifiedTime xmlns:x=\"urn:schemas-microsoft-com:\">");
    private static final byte[] WINDOWS_TIME_END = XmlNames.bytes("</x:Win32LastModifiedTime>");

    private static final byte[] FOLDER = XmlNames.bytes("<d:resourcetype><d:collection/></d:resourcetype>");
    private static final byte[] FILE = XmlNames.bytes("<d:resourcetype/>");

    private static final List<LiveProperty> ALL = table();
    private static final Map<PropertyName, LiveProperty> BY_NAME = byName();

    private LiveProperties() {}

    private static PropertyName dav(String local) {
        return new PropertyName(XmlNames.DAV, local);
    }

    private static PropertyName oc(String local) {
        return new PropertyName(XmlNames.OWNCLOUD, local);
    }

    static List<LiveProperty> all() {
        return ALL;
    }

    static Optional<LiveProperty> named(PropertyName name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /** Whether nothing here ever has the property, set by a client or not. */
    static boolean isNeverThere(PropertyName name) {
        return ABSENT.contains(name);
    }

    /** Whether clients may not set it. */
    static boolean isProtected(PropertyName name) {
        return !name.equals(FAVORITE)
                && (BY_NAME.containsKey(name)
                        || ABSENT.contains(name)
                        || (name.namespace().equals(XmlNames.DAV)
                                && !name.local().equals("getcontentlanguage")));
    }

    /** Whether the server computes it where a storage can do what it tells, and keeps what clients set elsewhere. */
    static boolean isKeptElsewhere(PropertyName name) {
        return name.equals(ModificationTimes.WINDOWS);
    }

    private static Map<PropertyName, LiveProperty> byName() {
        Map<PropertyName, LiveProperty> map = new HashMap<>();
        for (LiveProperty live : ALL) {
            map.put(live.name(), live);
        }
        return map;
    }

    private static List<LiveProperty> table() {
        List<LiveProperty> table = new ArrayList<>();
        standard(table);
        owncloud(table);
        table.addAll(LinkProperties.table());
        return List.copyOf(table);
    }

    private static void standard(List<LiveProperty> table) {
        always(table, true, dav("resourcetype"), LiveProperties::resourceType);
        always(table, true, dav("displayname"), text("d:displayname", PropertyContext::name));
        add(
                table,
                true,
                dav("getcontentlength"),
                PropertyContext::isFile,
                number("d:getcontentlength", view -> node(view).size()));
        add(
                table,
                true,
                dav("getcontenttype"),
                PropertyContext::isFile,
                text("d:getcontenttype", view -> MediaTypes.of(node(view))));
        always(
                table,
                true,
                dav("getetag"),
                quoted("d:getetag", view -> node(view).etag()));
        always(
                table,
                true,
                dav("getlastmodified"),
                date("d:getlastmodified", view -> node(view).mtime()));
        add(
                table,
                false,
                ModificationTimes.SECONDS,
                PropertyContext::keepsTimes,
                number("d:lastmodified", view -> node(view).mtime().getEpochSecond()));
        add(table, false, ModificationTimes.WINDOWS, PropertyContext::keepsTimes, LiveProperties::windowsTime);
        add(table, true, dav("supportedlock"), PropertyContext::keepsLocks, (xml, view) -> xml.raw(LockXml.SUPPORTED));
        add(table, true, LOCK_DISCOVERY, PropertyContext::keepsLocks, LockXml::discovery);
        add(
                table,
                false,
                dav("quota-used-bytes"),
                view -> view.isFolder() && view.quota().used().isPresent(),
                number("d:quota-used-bytes", view -> view.quota().used().orElse(0)));
        add(
                table,
                false,
                dav("quota-available-bytes"),
                view -> view.isFolder() && available(view).isPresent(),
                number("d:quota-available-bytes", view -> available(view).orElse(0)));
    }

    private static void owncloud(List<LiveProperty> table) {
        always(table, false, oc("share-types"), LiveProperties::shareTypes);
        add(table, false, oc("shared-with-me"), PropertyContext::isReceived, text("oc:shared-with-me", view -> "true"));
        always(table, false, oc("id"), text("oc:id", LiveProperties::id));
        always(table, false, oc("fileid"), text("oc:fileid", LiveProperties::id));
        add(
                table,
                false,
                oc("file-parent"),
                view -> view.resource().parent().isPresent(),
                text(
                        "oc:file-parent",
                        view -> view.resource().parent().map(Object::toString).orElse("")));
        always(table, false, oc("name"), text("oc:name", PropertyContext::name));
        always(table, false, oc("permissions"), text("oc:permissions", LiveProperties::letters));
        always(table, false, oc("size"), number("oc:size", view -> node(view).size()));
        add(table, false, oc("checksums"), LiveProperties::hasChecksums, LiveProperties::checksums);
        add(table, false, oc("owner-id"), PropertyContext::isOwned, text("oc:owner-id", PropertyContext::ownerName));
        add(
                table,
                false,
                oc("owner-display-name"),
                PropertyContext::isOwned,
                text("oc:owner-display-name", PropertyContext::ownerDisplayName));
        add(table, false, FAVORITE, view -> view.abilities().labels(), LiveProperties::favorite);
        always(
                table,
                false,
                new PropertyName(XmlNames.OCS, "share-permissions"),
                number("ocs:share-permissions", LiveProperties::bits));
        always(
                table,
                false,
                new PropertyName(XmlNames.OCM, "share-permissions"),
                text("m:share-permissions", LiveProperties::words));
        always(
                table,
                false,
                new PropertyName(XmlNames.NEXTCLOUD, "has-preview"),
                text("nc:has-preview", view -> "false"));
    }

    private static void always(
            List<LiveProperty> table, boolean standard, PropertyName name, LiveProperty.Writer writer) {
        add(table, standard, name, view -> true, writer);
    }

    private static void add(
            List<LiveProperty> table,
            boolean standard,
            PropertyName name,
            LiveProperty.Presence presence,
            LiveProperty.Writer writer) {
        table.add(new LiveProperty(name, standard, presence, writer));
    }

    private static Node node(PropertyContext view) {
        return view.resource().node();
    }

    private static void resourceType(XmlWriter xml, PropertyContext view) throws IOException {
        xml.raw(view.isFolder() ? FOLDER : FILE);
    }

    private static void windowsTime(XmlWriter xml, PropertyContext view) throws IOException {
        xml.raw(WINDOWS_TIME).date(node(view).mtime().getEpochSecond()).raw(WINDOWS_TIME_END);
    }

    private static void checksums(XmlWriter xml, PropertyContext view) throws IOException {
        xml.raw("<oc:checksums><oc:checksum>");
        boolean first = true;
        for (Checksum checksum : node(view).checksums()) {
            xml.raw(first ? "" : " ").raw(checksum.algorithm().name()).raw(":").raw(checksum.hex());
            first = false;
        }
        xml.raw("</oc:checksum></oc:checksums>");
    }

    private static OptionalLong available(PropertyContext view) {
        Quota quota = view.quota();
        if (quota.remaining().isPresent()
                || quota.total().isEmpty()
                || quota.used().isEmpty()) {
            return quota.remaining();
        }
        return OptionalLong.of(
                Math.max(0, quota.total().getAsLong() - quota.used().getAsLong()));
    }

    private static String id(PropertyContext view) {
        return view.resource().id().toString();
    }

    private static String letters(PropertyContext view) {
        String own = OcPermissionLetters.letters(view.resource().rights(), view.isFolder(), view.isTop());
        return view.isReceived() ? OcPermissionLetters.received(own, view.isMountPoint()) : own;
    }

    /** In Open Cloud Mesh's words, in the form of JSON that Nextcloud gives them. */
    private static String words(PropertyContext view) {
        return OcmPermissions.words(view.resource().rights()).stream()
                .map(word -> '"' + word + '"')
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static long bits(PropertyContext view) {
        return OcPermissionLetters.bits(view.resource().rights(), view.isFolder());
    }

    /** The numbers of OCS: 0 with a user, 1 with a group, 3 by a link, 6 with another site. */
    private static void shareTypes(XmlWriter xml, PropertyContext view) throws IOException {
        xml.raw("<oc:share-types>");
        for (ShareEntitlements.Kind kind : view.sharedAs()) {
            String number = switch (kind) {
                case USER -> "0";
                case GROUP -> "1";
                case LINK -> "3";
                case OTHER_SITE -> "6";
            };
            xml.raw("<oc:share-type>").raw(number).raw("</oc:share-type>");
        }
        xml.raw("</oc:share-types>");
    }

    private static boolean hasChecksums(PropertyContext view) {
        return node(view).checksum().isPresent() || !node(view).checksums().isEmpty();
    }

    private static void favorite(XmlWriter xml, PropertyContext view) throws IOException {
        boolean is = view.resource().labels().contains("favorite");
        xml.raw(is ? "<oc:favorite>1</oc:favorite>" : "<oc:favorite>0</oc:favorite>");
    }

    private static LiveProperty.Writer text(String tag, Function<PropertyContext, String> value) {
        byte[] begin = XmlNames.bytes('<' + tag + '>');
        byte[] end = XmlNames.bytes("</" + tag + '>');
        return (xml, view) -> xml.raw(begin).text(value.apply(view)).raw(end);
    }

    private static LiveProperty.Writer quoted(String tag, Function<PropertyContext, String> value) {
        byte[] begin = XmlNames.bytes('<' + tag + ">&quot;");
        byte[] end = XmlNames.bytes("&quot;</" + tag + '>');
        return (xml, view) -> xml.raw(begin).text(value.apply(view)).raw(end);
    }

    private static LiveProperty.Writer number(String tag, ToLongFunction<PropertyContext> value) {
        byte[] begin = XmlNames.bytes('<' + tag + '>');
        byte[] end = XmlNames.bytes("</" + tag + '>');
        return (xml, view) -> xml.raw(begin).number(value.applyAsLong(view)).raw(end);
    }

    private static LiveProperty.Writer date(String tag, Function<PropertyContext, Instant> value) {
        byte[] begin = XmlNames.bytes('<' + tag + '>');
        byte[] end = XmlNames.bytes("</" + tag + '>');
        return (xml, view) ->
                xml.raw(begin).date(value.apply(view).getEpochSecond()).raw(end);
    }
}
