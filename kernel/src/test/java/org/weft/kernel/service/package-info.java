/** Tests of files, locks, properties and labels against a storage in memory. */
@NullMarked
package org.weft.kernel.service;

import org.jspecify.annotations.NullMarked;
