@NullMarked
package org.weft.kernel.web;

import org.jspecify.annotations.NullMarked;
