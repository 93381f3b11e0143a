/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import com.cs3.storage.provider.v1beta1.AddGrantRequest;
import com.cs3.storage.provider.v1beta1.AddGrantResponse;
import com.cs3.storage.provider.v1beta1.DenyGrantRequest;
import com.cs3.storage.provider.v1beta1.DenyGrantResponse;
import com.cs3.storage.provider.v1beta1.Grant;
import com.cs3.storage.provider.v1beta1.ListGrantsRequest;
import com.cs3.storage.provider.v1beta1.ListGrantsResponse;
import com.cs3.storage.provider.v1beta1.ProviderAPIGrpc;
import com.cs3.storage.provider.v1beta1.RemoveGrantRequest;
import com.cs3.storage.provider.v1beta1.RemoveGrantResponse;
import com.cs3.storage.provider.v1beta1.UpdateGrantRequest;
import com.cs3.storage.provider.v1beta1.UpdateGrantResponse;
import java.time.Instant;
import java.util.Optional;
import org.weft.kernel.storage.grants.GrantService;

/** Rights of others on a resource, set one by one. The gateway has no such rpcs: its clients ask the storage. */
final class GrantsEndpoint {

    private final GrantService grants;

    GrantsEndpoint(GrantService grants) {
        this.grants = grants;
    }

    void register(RpcTable rpcs) {
        rpcs.unary(ProviderAPIGrpc.getAddGrantMethod(), this::add)
                .unary(ProviderAPIGrpc.getUpdateGrantMethod(), this::update)
                .unary(ProviderAPIGrpc.getRemoveGrantMethod(), this::remove)
                .unary(ProviderAPIGrpc.getDenyGrantMethod(), this::deny)
                .unary(ProviderAPIGrpc.getListGrantsMethod(), this::list);
    }

    private AddGrantResponse add(RpcCall call, AddGrantRequest request) {
        Grant grant = request.getGrant();
        grants.add(
                call.caller(),
                References.target(request.getRef()),
                GrantMessages.grantee(grant.getGrantee()),
                PermissionMessages.of(grant.getPermissions()),
                expires(grant));
        return AddGrantResponse.newBuilder().setStatus(call.ok()).build();
    }

    private static Optional<Instant> expires(Grant grant) {
        return grant.hasExpiration() ? Optional.of(Timestamps.of(grant.getExpiration())) : Optional.empty();
    }

    private UpdateGrantResponse update(RpcCall call, UpdateGrantRequest request) {
        Grant grant = request.getGrant();
        grants.update(
                call.caller(),
                References.target(request.getRef()),
                GrantMessages.grantee(grant.getGrantee()),
                PermissionMessages.of(grant.getPermissions()),
                expires(grant));
        return UpdateGrantResponse.newBuilder().setStatus(call.ok()).build();
    }

    private RemoveGrantResponse remove(RpcCall call, RemoveGrantRequest request) {
        grants.remove(
                call.caller(),
                References.target(request.getRef()),
                GrantMessages.grantee(request.getGrant().getGrantee()));
        return RemoveGrantResponse.newBuilder().setStatus(call.ok()).build();
    }

    private DenyGrantResponse deny(RpcCall call, DenyGrantRequest request) {
        grants.deny(call.caller(), References.target(request.getRef()), GrantMessages.grantee(request.getGrantee()));
        return DenyGrantResponse.newBuilder().setStatus(call.ok()).build();
    }

    private ListGrantsResponse list(RpcCall call, ListGrantsRequest request) {
        PageRequest page = PageRequest.of(request.getPageSize(), request.getPageToken());
        ListGrantsResponse.Builder answer = ListGrantsResponse.newBuilder();
        String last = page.after().orElse("");
        for (org.weft.spi.storage.Grant grant : grants.list(call.caller(), References.target(request.getRef()))) {
            String word = GrantService.word(grant.grantee());
            if (word.compareTo(page.after().orElse("")) <= 0) {
                continue;
            }
            if (page.isFull(answer.getGrantsCount())) {
                answer.setNextPageToken(PageRequest.token(last));
                break;
            }
            answer.addGrants(GrantMessages.message(grant));
            last = word;
        }
        return answer.setStatus(call.ok()).build();
    }
}
