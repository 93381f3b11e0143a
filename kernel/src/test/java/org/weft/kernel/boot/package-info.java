/** The command line and what it starts. */
@NullMarked
package org.weft.kernel.boot;

import org.jspecify.annotations.NullMarked;
