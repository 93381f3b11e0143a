/** Drivers that break one promise each, and what the contracts say of them. */
@NullMarked
package org.weft.testkit.broken;

import org.jspecify.annotations.NullMarked;
