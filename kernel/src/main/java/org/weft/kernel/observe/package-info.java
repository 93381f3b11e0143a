/** Meters, trace ids, access log, health and readiness. */
@NullMarked
package org.weft.kernel.observe;

import org.jspecify.annotations.NullMarked;
