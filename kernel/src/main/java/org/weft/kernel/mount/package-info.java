/** Which storage answers for which path and which id. Knows drivers by their handles; knows no protocol. */
@NullMarked
package org.weft.kernel.mount;

import org.jspecify.annotations.NullMarked;
