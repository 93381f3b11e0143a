/** Tests of the bridge to Etherpad. */
@NullMarked
package org.weft.app.pad;

import org.jspecify.annotations.NullMarked;
