/** What a caller may do: the decision of space owner, mount and token scope. Values in, values out; no I/O. */
@NullMarked
package org.weft.kernel.access;

import org.jspecify.annotations.NullMarked;
