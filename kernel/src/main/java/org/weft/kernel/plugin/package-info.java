/** Hosts plugins on PF4J: finds jars, isolates their classes, makes drivers, lends them out, swaps and drains them. The only package that sees PF4J. */
@NullMarked
package org.weft.kernel.plugin;

import org.jspecify.annotations.NullMarked;
