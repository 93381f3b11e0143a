/** The contract of a directory as tests. No directory is here. */
@NullMarked
package org.weft.testkit.identity;

import org.jspecify.annotations.NullMarked;
