@NullMarked
package org.weft.kernel.ocs;

import org.jspecify.annotations.NullMarked;
