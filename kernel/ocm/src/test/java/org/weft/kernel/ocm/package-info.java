/** Sites that speak with each other, and strangers that try to. */
@NullMarked
package org.weft.kernel.ocm;

import org.jspecify.annotations.NullMarked;
