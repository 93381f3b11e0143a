/** Specifications of the configuration. */
@NullMarked
package org.weft.kernel.config;

import org.jspecify.annotations.NullMarked;
