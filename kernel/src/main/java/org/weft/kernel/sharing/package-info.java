/**
 * The services of sharing: the rules of shares with users and groups, of links and of shares with other sites, and what of
 * them {@code service} needs through its ports. No wire format, no mount, no storage driver; rows are kept by a plugin.
 */
@NullMarked
package org.weft.kernel.sharing;

import org.jspecify.annotations.NullMarked;
