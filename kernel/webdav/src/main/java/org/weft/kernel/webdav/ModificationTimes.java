/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.webdav;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.weft.kernel.http.HttpDate;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.storage.PropertyName;

/** The properties by which clients set when something was modified, besides {@code X-OC-Mtime} with a PUT. */
final class ModificationTimes {

    /** Of Windows, which sends it after each file that it has copied. */
    static final PropertyName WINDOWS = new PropertyName("urn:schemas-microsoft-com:", "Win32LastModifiedTime");

    /** Of ownCloud and Nextcloud, in seconds since 1970; rclone and Nextcloud, as a client, send it. */
    static final PropertyName SECONDS = new PropertyName(XmlNames.DAV, "lastmodified");

    /** Of WebDAV, which protects it (RFC 4918, section 15.7), though early ownCloud did not. */
    static final PropertyName STANDARD = new PropertyName(XmlNames.DAV, "getlastmodified");

    private static final Set<PropertyName> ALL = Set.of(WINDOWS, SECONDS, STANDARD);

    private ModificationTimes() {}

    static boolean is(PropertyName name) {
        return ALL.contains(name);
    }

    /** The time that a value tells: a date of HTTP, or seconds since 1970; empty when it is neither. */
    static Optional<Instant> of(String value) {
        String text = XmlFragment.content(value).strip();
        return HttpDate.parse(text).or(() -> seconds(text));
    }

    private static Optional<Instant> seconds(String text) {
        try {
            return Optional.of(DavHeaders.mtime("the time", text));
        } catch (InvalidArgument neither) {
            return Optional.empty();
        }
    }
}
