/** Pages for people: the root page and what links from it. */
@NullMarked
package org.weft.kernel.web;

import org.jspecify.annotations.NullMarked;
