/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.webdav;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import org.weft.spi.storage.Lock;

/** Locks in XML (RFC 4918, sections 15.8 and 15.10). */
final class LockXml {

    static final byte[] SUPPORTED = XmlNames.bytes("<d:supportedlock>"
            + "<d:lockentry><d:lockscope><d:exclusive/></d:lockscope><d:locktype><d:write/></d:locktype></d:lockentry>"
            + "<d:lockentry><d:lockscope><d:shared/></d:lockscope><d:locktype><d:write/></d:locktype></d:lockentry>"
            + "</d:supportedlock>");

    private LockXml() {}

    /** The locks of the resource at hand. */
    static void discovery(XmlWriter xml, PropertyContext view) throws IOException {
        xml.raw("<d:lockdiscovery>");
        for (Lock lock : view.resource().locks()) {
            active(xml, lock, view.lockRoot(lock));
        }
        xml.raw("</d:lockdiscovery>");
    }

    /** One lock; {@code root} is an encoded path. */
    static void active(XmlWriter xml, Lock lock, String root) throws IOException {
        boolean shared = lock.sharing() == Lock.Sharing.SHARED;
        xml.raw("<d:activelock><d:locktype><d:write/></d:locktype><d:lockscope>")
                .raw(shared ? "<d:shared/>" : "<d:exclusive/>")
                .raw("</d:lockscope><d:depth>")
                .raw(lock.deep() ? "infinity" : "0")
                .raw("</d:depth>");
        if (!lock.owner().isEmpty()) {
            xml.raw("<d:owner>");
            if (XmlReader.isContent(lock.owner())) {
                xml.raw(lock.owner());
            } else {
                xml.text(lock.owner());
            }
            xml.raw("</d:owner>");
        }
        xml.raw("<d:timeout>Second-").number(left(lock)).raw("</d:timeout><d:locktoken><d:href>");
        xml.text(LockTokens.show(lock.id())).raw("</d:href></d:locktoken><d:lockroot><d:href>");
        xml.publicPrefix().text(root).raw("</d:href></d:lockroot></d:activelock>");
    }

    /** Whole seconds that a lock still lasts. */
    static long left(Lock lock) {
        Duration left = Duration.between(Clock.systemUTC().instant(), lock.expires());
        return Math.max(0, left.plusMillis(500).toSeconds());
    }
}
