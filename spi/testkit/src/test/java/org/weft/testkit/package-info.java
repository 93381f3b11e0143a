/** What holds of all contracts. */
@NullMarked
package org.weft.testkit;

import org.jspecify.annotations.NullMarked;
