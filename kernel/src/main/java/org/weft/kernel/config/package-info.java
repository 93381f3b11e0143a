/** Reads the configuration file, binds it to records, reports all mistakes at once with file and line, prints the reference. Sees the SPI alone. */
@NullMarked
package org.weft.kernel.config;

import org.jspecify.annotations.NullMarked;
