/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import com.cs3.auth.provider.v1beta1.Role;
import com.cs3.auth.provider.v1beta1.Scope;
import com.cs3.types.v1beta1.OpaqueEntry;
import com.google.protobuf.ByteString;
import org.weft.kernel.identity.token.ScopeCodec;

/** Scopes in CS3's words. */
final class ScopeMessages {

    private ScopeMessages() {}

    /** The key of the map that CS3 keeps them in. */
    static String name(org.weft.spi.Scope scope) {
        return switch (scope) {
            case org.weft.spi.Scope.User user -> "user";
            case org.weft.spi.Scope.Resource resource -> resource.key();
            case org.weft.spi.Scope.Other other -> other.key();
        };
    }

    static Scope message(org.weft.spi.Scope scope) {
        return Scope.newBuilder()
                .setResource(OpaqueEntry.newBuilder()
                        .setDecoder("json")
                        .setValue(ByteString.copyFromUtf8(ScopeCodec.about(scope))))
                .setRole(Role.forNumber(scope.role().ordinal()))
                .build();
    }
}
