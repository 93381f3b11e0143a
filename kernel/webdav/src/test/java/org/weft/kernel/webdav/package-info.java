@NullMarked
package org.weft.kernel.webdav;

import org.jspecify.annotations.NullMarked;
