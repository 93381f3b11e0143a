/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import com.cs3.gateway.v1beta1.GatewayAPIGrpc;
import com.cs3.ocm.core.v1beta1.OcmCoreAPIGrpc;
import com.cs3.ocm.incoming.v1beta1.OcmIncomingAPIGrpc;
import org.weft.spi.WeftException.Forbidden;

/**
 * What only another site can cause: to offer a share, to change it, to take it back. It says so itself, signed, over HTTP.
 * Behind these calls Reva's own servers stand; here nobody who signed in may speak for another site.
 */
final class OcmIncomingEndpoint {

    void register(RpcTable rpcs) {
        rpcs.unary(
                        GatewayAPIGrpc.getCreateOCMIncomingShareMethod(),
                        OcmIncomingAPIGrpc.getCreateOCMIncomingShareMethod(),
                        (call, request) -> offered(call))
                .unary(
                        GatewayAPIGrpc.getUpdateOCMIncomingShareMethod(),
                        OcmIncomingAPIGrpc.getUpdateOCMIncomingShareMethod(),
                        (call, request) -> told(call))
                .unary(
                        GatewayAPIGrpc.getDeleteOCMIncomingShareMethod(),
                        OcmIncomingAPIGrpc.getDeleteOCMIncomingShareMethod(),
                        (call, request) -> told(call))
                .unary(
                        GatewayAPIGrpc.getCreateOCMCoreShareMethod(),
                        OcmCoreAPIGrpc.getCreateOCMCoreShareMethod(),
                        (call, request) -> offered(call))
                .unary(
                        GatewayAPIGrpc.getUpdateOCMCoreShareMethod(),
                        OcmCoreAPIGrpc.getUpdateOCMCoreShareMethod(),
                        (call, request) -> told(call))
                .unary(
                        GatewayAPIGrpc.getDeleteOCMCoreShareMethod(),
                        OcmCoreAPIGrpc.getDeleteOCMCoreShareMethod(),
                        (call, request) -> told(call));
    }

    private static <A> A offered(RpcCall call) {
        throw refused(call, "offered", "/ocm/shares");
    }

    private static <A> A told(RpcCall call) {
        throw refused(call, "changed and ended", "/ocm/notifications");
    }

    private static Forbidden refused(RpcCall call, String what, String where) {
        return new Forbidden("shares from another site are " + what + " by that site, signed, over HTTP at " + where
                + ", and not by " + call.caller().username());
    }
}
