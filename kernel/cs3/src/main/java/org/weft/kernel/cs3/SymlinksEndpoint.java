/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import com.cs3.gateway.v1beta1.GatewayAPIGrpc;
import com.cs3.storage.provider.v1beta1.CreateReferenceRequest;
import com.cs3.storage.provider.v1beta1.CreateReferenceResponse;
import com.cs3.storage.provider.v1beta1.CreateSymlinkRequest;
import com.cs3.storage.provider.v1beta1.CreateSymlinkResponse;
import com.cs3.storage.provider.v1beta1.ProviderAPIGrpc;
import org.weft.kernel.storage.files.FileService;
import org.weft.kernel.storage.resource.Resource;
import org.weft.kernel.storage.resource.ResourceId;
import org.weft.kernel.storage.resource.StatSpec;
import org.weft.kernel.storage.resource.Target;
import org.weft.kernel.storage.resource.WriteConditions;
import org.weft.spi.WeftException.Conflict;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.PreconditionFailed;
import org.weft.spi.storage.Precondition;
import org.weft.spi.storage.RelPath;

/**
 * Links within a storage. A symbolic link says a path relative to its folder; a target that begins with a slash is a path
 * as the caller sees the tree. A reference to a resource of the same storage is kept as such a link; nothing keeps
 * references that lead elsewhere.
 */
final class SymlinksEndpoint {

    private static final String SCHEME = "cs3:";

    private final FileService files;

    SymlinksEndpoint(FileService files) {
        this.files = files;
    }

    void register(RpcTable rpcs) {
        rpcs.unary(GatewayAPIGrpc.getCreateSymlinkMethod(), ProviderAPIGrpc.getCreateSymlinkMethod(), this::symlink)
                .unary(ProviderAPIGrpc.getCreateReferenceMethod(), this::reference);
    }

    private CreateSymlinkResponse symlink(RpcCall call, CreateSymlinkRequest request) {
        Target target = References.target(request.getRef());
        String says = request.getTarget();
        if (says.isEmpty()) {
            throw new InvalidArgument("the link needs a target");
        }
        if (says.startsWith("/")) {
            says = relative(call, target, Target.path(RelPath.parse(says)));
        }
        files.link(call.caller(), target, says, change(request.getOpaque()));
        return CreateSymlinkResponse.newBuilder().setStatus(call.ok()).build();
    }

    private CreateReferenceResponse reference(RpcCall call, CreateReferenceRequest request) {
        Target target = References.target(request.getRef());
        String uri = request.getTargetUri();
        if (uri.isEmpty()) {
            throw new InvalidArgument("the reference needs a target_uri");
        }
        if (!uri.startsWith(SCHEME)) {
            throw new PreconditionFailed("only references within a storage can be kept: cs3:/path or cs3:resource-id");
        }
        String named = uri.substring(SCHEME.length());
        Target to = named.startsWith("/") ? Target.path(RelPath.parse(named)) : Target.id(ResourceId.parse(named));
        files.link(call.caller(), target, relative(call, target, to), change(request.getOpaque()));
        return CreateReferenceResponse.newBuilder().setStatus(call.ok()).build();
    }

    private static WriteConditions change(com.cs3.types.v1beta1.Opaque opaque) {
        return RequestConditions.of(Precondition.none(), "", opaque);
    }

    /** What a link must say to lead to a resource of its own storage. */
    private String relative(RpcCall call, Target link, Target to) {
        Target folder = link.parent().orElseThrow(() -> new Conflict("a link can't take the place of a folder"));
        Resource from = files.stat(call.caller(), folder, StatSpec.node());
        Resource there = files.stat(call.caller(), to, StatSpec.node());
        if (!from.id().storage().equals(there.id().storage())) {
            throw new PreconditionFailed("a link can't lead from one storage into another");
        }
        RelPath at = from.node().path();
        RelPath goal = there.node().path();
        StringBuilder says = new StringBuilder();
        while (!goal.startsWith(at)) {
            says.append("../");
            at = at.parent();
        }
        RelPath rest = goal.relativeTo(at);
        says.append(rest.isRoot() ? "." : rest.toString());
        return says.toString();
    }
}
