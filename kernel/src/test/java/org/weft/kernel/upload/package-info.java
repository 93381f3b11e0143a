/** Resumable uploads. */
@NullMarked
package org.weft.kernel.upload;

import org.jspecify.annotations.NullMarked;
