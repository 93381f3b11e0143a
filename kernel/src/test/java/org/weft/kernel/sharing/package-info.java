@NullMarked
package org.weft.kernel.sharing;

import org.jspecify.annotations.NullMarked;
