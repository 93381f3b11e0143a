/**
 * Opening files in web applications: which there are, what for, and what each of their sessions may do. It stands on
 * {@code service} and knows no wire format; how an application is spoken with is its plugin's business.
 */
@NullMarked
package org.weft.kernel.apps;

import org.jspecify.annotations.NullMarked;
