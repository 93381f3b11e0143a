/** Tests of tokens. */
@NullMarked
package org.weft.kernel.token;

import org.jspecify.annotations.NullMarked;
