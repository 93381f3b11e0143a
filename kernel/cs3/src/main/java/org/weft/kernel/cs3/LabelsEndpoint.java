/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import com.cs3.gateway.v1beta1.GatewayAPIGrpc;
import com.cs3.identity.user.v1beta1.UserId;
import com.cs3.labels.v1beta1.AddLabelRequest;
import com.cs3.labels.v1beta1.AddLabelResponse;
import com.cs3.labels.v1beta1.LabelsAPIGrpc;
import com.cs3.labels.v1beta1.ListLabelsRequest;
import com.cs3.labels.v1beta1.ListLabelsResponse;
import com.cs3.labels.v1beta1.ListResourcesForLabelRequest;
import com.cs3.labels.v1beta1.ListResourcesForLabelResponse;
import com.cs3.labels.v1beta1.RemoveLabelRequest;
import com.cs3.labels.v1beta1.RemoveLabelResponse;
import com.cs3.storage.provider.v1beta1.ProviderAPIGrpc;
import com.cs3.storage.provider.v1beta1.Reference;
import org.weft.kernel.storage.metadata.Labels;
import org.weft.spi.Caller;
import org.weft.spi.WeftException.Forbidden;

/**
 * Labels, by the service of their own that the CS3 APIs have had since April 2026, and by the calls of the storage provider
 * that came before it. Where both have a call of one name their messages are the same on the wire.
 */
final class LabelsEndpoint {

    private static final String INSTEAD = "WebDAV's REPORT filter-files, which is a stream";

    private final Labels labels;
    private final int messageLimit;

    /**
     * @param messageLimit how large an answer may be
     */
    LabelsEndpoint(Labels labels, int messageLimit) {
        this.labels = labels;
        this.messageLimit = messageLimit;
    }

    void register(RpcTable rpcs) {
        rpcs.unary(GatewayAPIGrpc.getAddLabelMethod(), LabelsAPIGrpc.getAddLabelMethod(), this::add)
                .unary(GatewayAPIGrpc.getRemoveLabelMethod(), LabelsAPIGrpc.getRemoveLabelMethod(), this::remove)
                .unary(GatewayAPIGrpc.getListLabelsMethod(), LabelsAPIGrpc.getListLabelsMethod(), this::list)
                .unary(
                        GatewayAPIGrpc.getListResourcesForLabelMethod(),
                        LabelsAPIGrpc.getListResourcesForLabelMethod(),
                        this::resources)
                .unary(ProviderAPIGrpc.getAddLabelMethod(), this::add)
                .unary(ProviderAPIGrpc.getRemoveLabelMethod(), this::remove);
    }

    private AddLabelResponse add(RpcCall call, AddLabelRequest request) {
        Caller caller = own(call, request.hasUserId(), request.getUserId());
        labels.set(caller, References.target(request.getRef()), request.getLabel(), true);
        return AddLabelResponse.newBuilder().setStatus(call.ok()).build();
    }

    private RemoveLabelResponse remove(RpcCall call, RemoveLabelRequest request) {
        Caller caller = own(call, request.hasUserId(), request.getUserId());
        labels.set(caller, References.target(request.getRef()), request.getLabel(), false);
        return RemoveLabelResponse.newBuilder().setStatus(call.ok()).build();
    }

    private ListLabelsResponse list(RpcCall call, ListLabelsRequest request) {
        Caller caller = own(call, request.hasUserId(), request.getUserId());
        return ListLabelsResponse.newBuilder()
                .addAllLabels(labels.inUse(caller))
                .setStatus(call.ok())
                .build();
    }

    /** Some of them may be gone or out of the caller's reach, which a Stat tells. */
    private ListResourcesForLabelResponse resources(RpcCall call, ListResourcesForLabelRequest request) {
        Caller caller = own(call, request.hasUserId(), request.getUserId());
        ListResourcesForLabelResponse.Builder answer = ListResourcesForLabelResponse.newBuilder();
        KeyedPages all = new KeyedPages(PageRequest.of(0, ""), INSTEAD, messageLimit);
        labels.listed(caller, request.getLabels(), id -> {
            Reference ref = Reference.newBuilder()
                    .setResourceId(ResourceInfos.message(id))
                    .build();
            if (!all.takes(id.toString(), ref)) {
                return false;
            }
            answer.addRef(ref);
            return true;
        });
        if (all.isTooMuch()) {
            return ListResourcesForLabelResponse.newBuilder()
                    .setStatus(all.tooMuch(call))
                    .build();
        }
        return answer.setStatus(call.ok()).build();
    }

    private com.cs3.storage.provider.v1beta1.AddLabelResponse add(
            RpcCall call, com.cs3.storage.provider.v1beta1.AddLabelRequest request) {
        Caller caller = own(call, request.hasUserId(), request.getUserId());
        labels.set(caller, References.target(request.getRef()), request.getLabel(), true);
        return com.cs3.storage.provider.v1beta1.AddLabelResponse.newBuilder()
                .setStatus(call.ok())
                .build();
    }

    private com.cs3.storage.provider.v1beta1.RemoveLabelResponse remove(
            RpcCall call, com.cs3.storage.provider.v1beta1.RemoveLabelRequest request) {
        Caller caller = own(call, request.hasUserId(), request.getUserId());
        labels.set(caller, References.target(request.getRef()), request.getLabel(), false);
        return com.cs3.storage.provider.v1beta1.RemoveLabelResponse.newBuilder()
                .setStatus(call.ok())
                .build();
    }

    private static Caller own(RpcCall call, boolean named, UserId user) {
        Caller caller = call.caller();
        if (named && !IdentityMessages.names(user, caller.user())) {
            throw new Forbidden("labels are each user's own; you can't see or change another's");
        }
        return caller;
    }
}
