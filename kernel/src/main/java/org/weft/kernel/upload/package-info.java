/** Uploads that come in parts: sessions, spool files, expiry and the final commit. */
@NullMarked
package org.weft.kernel.upload;

import org.jspecify.annotations.NullMarked;
