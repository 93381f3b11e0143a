/** Fakes that tests of several packages share. No test lives here. */
@NullMarked
package org.weft.kernel.fake;

import org.jspecify.annotations.NullMarked;
