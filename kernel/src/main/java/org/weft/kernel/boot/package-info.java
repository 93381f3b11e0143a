/** The program: command line, composition root by constructors, signals, ordered stop. Sees everything; nobody sees it. */
@NullMarked
package org.weft.kernel.boot;

import org.jspecify.annotations.NullMarked;
