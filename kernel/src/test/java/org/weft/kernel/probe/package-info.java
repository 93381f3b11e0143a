/** Tests of what operators are told of a storage. */
@NullMarked
package org.weft.kernel.probe;

import org.jspecify.annotations.NullMarked;
