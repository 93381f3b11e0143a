/** Tests of what is demanded of the server as a whole: counted calls, bounded memory, races, bad input. */
@NullMarked
package org.weft.kernel.demands;

import org.jspecify.annotations.NullMarked;
