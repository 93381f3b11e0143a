@NullMarked
package org.weft.kernel.remote;

import org.jspecify.annotations.NullMarked;
