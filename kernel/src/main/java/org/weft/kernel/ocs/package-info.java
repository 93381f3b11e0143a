/** The ownCloud endpoints that sync clients ask before they speak WebDAV: status and capabilities. */
@NullMarked
package org.weft.kernel.ocs;

import org.jspecify.annotations.NullMarked;
