/** Tests of the tree, over a folder instead of a store. */
@NullMarked
package org.weft.blobtree;

import org.jspecify.annotations.NullMarked;
