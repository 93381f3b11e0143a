/** Servers inside tests, and plugins that come and go. */
@NullMarked
package org.weft.testkit.server;

import org.jspecify.annotations.NullMarked;
