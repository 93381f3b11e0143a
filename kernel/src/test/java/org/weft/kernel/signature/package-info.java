@NullMarked
package org.weft.kernel.signature;

import org.jspecify.annotations.NullMarked;
