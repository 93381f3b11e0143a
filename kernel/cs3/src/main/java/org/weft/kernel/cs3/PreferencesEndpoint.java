/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import com.cs3.gateway.v1beta1.GatewayAPIGrpc;
import com.cs3.preferences.v1beta1.GetKeyRequest;
import com.cs3.preferences.v1beta1.GetKeyResponse;
import com.cs3.preferences.v1beta1.PreferencesAPIGrpc;
import com.cs3.preferences.v1beta1.SetKeyRequest;
import com.cs3.preferences.v1beta1.SetKeyResponse;
import org.weft.kernel.identity.signin.Preferences;

/** What clients keep for the people who use them. */
final class PreferencesEndpoint {

    private final Preferences preferences;

    PreferencesEndpoint(Preferences preferences) {
        this.preferences = preferences;
    }

    void register(RpcTable rpcs) {
        rpcs.unary(GatewayAPIGrpc.getSetKeyMethod(), PreferencesAPIGrpc.getSetKeyMethod(), this::set)
                .unary(GatewayAPIGrpc.getGetKeyMethod(), PreferencesAPIGrpc.getGetKeyMethod(), this::get);
    }

    private SetKeyResponse set(RpcCall call, SetKeyRequest request) {
        preferences.set(
                call.caller(), request.getKey().getNamespace(), request.getKey().getKey(), request.getVal());
        return SetKeyResponse.newBuilder().setStatus(call.ok()).build();
    }

    private GetKeyResponse get(RpcCall call, GetKeyRequest request) {
        String value = preferences.get(
                call.caller(), request.getKey().getNamespace(), request.getKey().getKey());
        return GetKeyResponse.newBuilder().setStatus(call.ok()).setVal(value).build();
    }
}
