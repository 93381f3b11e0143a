/** The contract of a share store as tests. No store is here. */
@NullMarked
package org.weft.testkit.share;

import org.jspecify.annotations.NullMarked;
