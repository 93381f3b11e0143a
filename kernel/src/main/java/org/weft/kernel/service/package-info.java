/** What Weft does, whatever the protocol: files, locks, properties, sign-in, people. Protocols call it; it calls drivers. No Jetty, gRPC, protobuf, PF4J or JSON here. */
@NullMarked
package org.weft.kernel.service;

import org.jspecify.annotations.NullMarked;
