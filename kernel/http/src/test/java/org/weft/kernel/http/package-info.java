@NullMarked
package org.weft.kernel.http;

import org.jspecify.annotations.NullMarked;
