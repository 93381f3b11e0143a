/** Tests of the services, over hand-written drivers. */
@NullMarked
package org.weft.kernel.service;

import org.jspecify.annotations.NullMarked;
