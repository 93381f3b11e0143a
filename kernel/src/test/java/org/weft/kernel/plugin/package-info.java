/** Specifications of the plugin host, with plugins that are compiled in the tests. */
@NullMarked
package org.weft.kernel.plugin;

import org.jspecify.annotations.NullMarked;
