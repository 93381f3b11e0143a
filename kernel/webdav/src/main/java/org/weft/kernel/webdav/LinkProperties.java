/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.webdav;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.weft.kernel.sharing.link.LinkSignatures.Signature;
import org.weft.spi.share.Link;
import org.weft.spi.storage.PropertyName;

/** What ownCloud's clients ask of a public link, and how a browser downloads from it. Only where a link is. */
final class LinkProperties {

    private LinkProperties() {}

    static List<LiveProperty> table() {
        return List.of(
                ofLink(
                        "public-link-permission",
                        (xml, view) -> xml.raw("<oc:public-link-permission>")
                                .number(bits(view))
                                .raw("</oc:public-link-permission>")),
                ofLink(
                        "public-link-item-type",
                        (xml, view) -> xml.raw("<oc:public-link-item-type>")
                                .raw(view.link().isFolder() ? "folder" : "file")
                                .raw("</oc:public-link-item-type>")),
                ofLink(
                        "public-link-share-datetime",
                        (xml, view) -> xml.raw("<oc:public-link-share-datetime>")
                                .date(link(view).created().getEpochSecond())
                                .raw("</oc:public-link-share-datetime>")),
                ofLink(
                        "public-link-share-owner",
                        (xml, view) -> xml.raw("<oc:public-link-share-owner>")
                                .text(view.linkOwner())
                                .raw("</oc:public-link-share-owner>")),
                new LiveProperty(
                        name("public-link-expiration"),
                        false,
                        view -> isTop(view) && link(view).expires().isPresent(),
                        LinkProperties::expiration),
                new LiveProperty(
                        name("signature-auth"),
                        false,
                        view -> isTop(view) && view.link().signature().isPresent(),
                        LinkProperties::signatureAuth),
                new LiveProperty(
                        name("downloadURL"),
                        false,
                        view -> view.isLinked() && view.isFile(),
                        LinkProperties::downloadUrl));
    }

    private static PropertyName name(String local) {
        return new PropertyName(XmlNames.OWNCLOUD, local);
    }

    private static LiveProperty ofLink(String local, LiveProperty.Writer writer) {
        return new LiveProperty(name(local), false, LinkProperties::isTop, writer);
    }

    private static boolean isTop(PropertyContext view) {
        return view.isLinked() && view.isTop();
    }

    private static Link link(PropertyContext view) {
        return view.link().visit().link();
    }

    /** Uploads alone are to create, and nothing else. */
    private static long bits(PropertyContext view) {
        if (link(view).isInternal()) {
            return 0;
        }
        return view.link().isUploadOnly()
                ? 4
                : OcPermissionLetters.bits(link(view).rights(), view.link().isFolder());
    }

    private static void expiration(XmlWriter xml, PropertyContext view) throws IOException {
        Instant end = link(view).expires().orElseThrow();
        xml.raw("<oc:public-link-expiration>").date(end.getEpochSecond()).raw("</oc:public-link-expiration>");
    }

    private static void signatureAuth(XmlWriter xml, PropertyContext view) throws IOException {
        Signature signature = view.link().signature().orElseThrow();
        xml.raw("<oc:signature-auth><oc:signature>")
                .text(signature.text())
                .raw("</oc:signature><oc:expiration>")
                .text(signature.expires().toString())
                .raw("</oc:expiration></oc:signature-auth>");
    }

    /** With a signature where the link has a password, since a browser's download can't send one. */
    private static void downloadUrl(XmlWriter xml, PropertyContext view) throws IOException {
        Optional<Signature> signature = view.link().signature();
        String query = signature
                .map(signed -> "?oc-signature=" + signed.text() + "&oc-expiration="
                        + URLEncoder.encode(signed.expires().toString(), StandardCharsets.UTF_8))
                .orElse("");
        xml.raw("<oc:downloadURL>").text(view.url() + query).raw("</oc:downloadURL>");
    }
}
