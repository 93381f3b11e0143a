/** Tests of what the server keeps in its database, on SQLite and, where there is one, on PostgreSQL. */
@NullMarked
package org.weft.kernel.state;

import org.jspecify.annotations.NullMarked;
