/** The loopback endpoint of operators: plugins, mounts, metrics. */
@NullMarked
package org.weft.kernel.admin;

import org.jspecify.annotations.NullMarked;
