/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import io.grpc.MethodDescriptor;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Why an rpc is answered with UNIMPLEMENTED, and what to do instead. */
final class UnimplementedRpcs {

    private static final String TRANSFERS =
            "this server does not copy between sites by itself; share the file with the other site, and copy it there";
    private static final String TENANTS = "a server is one site, which has no tenants; run one for each";
    private static final String PEOPLE =
            "people and groups are kept in the site's directories and at its providers; change them there, or those of"
                    + " users.json with 'weft users'";

    private static final Map<String, String> REASONS = reasons();

    private UnimplementedRpcs() {}

    private static Map<String, String> reasons() {
        Map<String, String> reasons = new TreeMap<>();
        List.of("CreateTransfer", "GetTransferStatus", "CancelTransfer", "ListTransfers", "RetryTransfer")
                .forEach(name -> reasons.put(name, TRANSFERS));
        List.of("GetTenant", "GetTenantByClaim").forEach(name -> reasons.put(name, TENANTS));
        List.of("CreateUser", "DeleteUser", "CreateGroup", "DeleteGroup", "AddUserToGroup", "RemoveUserFromGroup")
                .forEach(name -> reasons.put(name, PEOPLE));
        return Map.copyOf(reasons);
    }

    /** The names of all rpcs that are not built, on the gateway and behind it. */
    static Iterable<String> names() {
        return REASONS.keySet();
    }

    /** What a client is told: the rpc, and what to do. What is built, and merely switched off at this site, is said so. */
    static String why(MethodDescriptor<?, ?> method) {
        String reason = REASONS.get(String.valueOf(method.getBareMethodName()));
        return method.getFullMethodName()
                + (reason == null ? " is switched off at this site" : " is not implemented: " + reason);
    }
}
