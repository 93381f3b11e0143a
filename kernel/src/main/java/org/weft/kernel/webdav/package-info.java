/** WebDAV (RFC 4918) with the ownCloud vocabulary: methods, XML in and out, the If header. Sees services and the exchange; no driver, no other protocol. */
@NullMarked
package org.weft.kernel.webdav;

import org.jspecify.annotations.NullMarked;
