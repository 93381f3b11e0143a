/** The data gateway and data provider of CS3 clients: simple and TUS transfers under a transfer token. */
@NullMarked
package org.weft.kernel.data;

import org.jspecify.annotations.NullMarked;
