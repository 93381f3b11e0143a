@NullMarked
package org.weft.kernel.apps;

import org.jspecify.annotations.NullMarked;
