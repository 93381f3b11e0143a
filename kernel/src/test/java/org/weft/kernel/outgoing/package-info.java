@NullMarked
package org.weft.kernel.outgoing;

import org.jspecify.annotations.NullMarked;
