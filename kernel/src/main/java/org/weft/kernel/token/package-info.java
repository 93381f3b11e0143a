/** Access and transfer tokens in Reva's form: minted, verified, their keys rotated. The only package that sees the JWT library. */
@NullMarked
package org.weft.kernel.token;

import org.jspecify.annotations.NullMarked;
