/**
 * The resumable upload protocol TUS, for the protocols that offer it at addresses of their own. What an upload is to
 * become, and where it is addressed, is theirs; nothing here knows them.
 */
@NullMarked
package org.weft.kernel.tus;

import org.jspecify.annotations.NullMarked;
