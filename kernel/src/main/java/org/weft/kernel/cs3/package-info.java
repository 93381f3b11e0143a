/** The CS3 APIs over gRPC: endpoints and mappers. The only package that sees protobuf besides remote. */
@NullMarked
package org.weft.kernel.cs3;

import org.jspecify.annotations.NullMarked;
