/** Tests of the kernel as a whole: which package may see which. */
@NullMarked
package org.weft.kernel;

import org.jspecify.annotations.NullMarked;
