/** The server's own database: pool, migrations, and what the kernel adds to drivers that lack it (locks, dead properties, labels), with the guard of commits. */
@NullMarked
package org.weft.kernel.state;

import org.jspecify.annotations.NullMarked;
