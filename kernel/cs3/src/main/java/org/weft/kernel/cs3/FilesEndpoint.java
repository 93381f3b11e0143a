/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import com.cs3.gateway.v1beta1.GatewayAPIGrpc;
import com.cs3.storage.provider.v1beta1.CreateContainerRequest;
import com.cs3.storage.provider.v1beta1.CreateContainerResponse;
import com.cs3.storage.provider.v1beta1.CreateHomeRequest;
import com.cs3.storage.provider.v1beta1.CreateHomeResponse;
import com.cs3.storage.provider.v1beta1.DeleteRequest;
import com.cs3.storage.provider.v1beta1.DeleteResponse;
import com.cs3.storage.provider.v1beta1.GetHomeRequest;
import com.cs3.storage.provider.v1beta1.GetHomeResponse;
import com.cs3.storage.provider.v1beta1.GetPathRequest;
import com.cs3.storage.provider.v1beta1.GetPathResponse;
import com.cs3.storage.provider.v1beta1.GetQuotaResponse;
import com.cs3.storage.provider.v1beta1.MoveRequest;
import com.cs3.storage.provider.v1beta1.MoveResponse;
import com.cs3.storage.provider.v1beta1.ProviderAPIGrpc;
import com.cs3.storage.provider.v1beta1.Reference;
import com.cs3.storage.provider.v1beta1.StatRequest;
import com.cs3.storage.provider.v1beta1.StatResponse;
import com.cs3.storage.provider.v1beta1.TouchFileRequest;
import com.cs3.storage.provider.v1beta1.TouchFileResponse;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.weft.kernel.storage.copy.CopyService;
import org.weft.kernel.storage.files.FileService;
import org.weft.kernel.storage.files.PutRequest;
import org.weft.kernel.storage.resource.Resource;
import org.weft.kernel.storage.resource.StatSpec;
import org.weft.kernel.storage.resource.Target;
import org.weft.kernel.storage.resource.WriteConditions;
import org.weft.spi.Caller;
import org.weft.spi.WeftException.AlreadyExists;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.OnConflict;
import org.weft.spi.storage.Precondition;
import org.weft.spi.storage.Quota;
import org.weft.spi.storage.Right;

/** Resources one by one: to see, make, move and delete them. */
final class FilesEndpoint {

    private final FileService files;
    private final CopyService copies;

    FilesEndpoint(FileService files, CopyService copies) {
        this.files = files;
        this.copies = copies;
    }

    void register(RpcTable rpcs) {
        rpcs.unary(GatewayAPIGrpc.getStatMethod(), ProviderAPIGrpc.getStatMethod(), this::stat)
                .unary(GatewayAPIGrpc.getGetPathMethod(), ProviderAPIGrpc.getGetPathMethod(), this::path)
                .unary(GatewayAPIGrpc.getGetHomeMethod(), ProviderAPIGrpc.getGetHomeMethod(), this::home)
                .unary(GatewayAPIGrpc.getCreateHomeMethod(), ProviderAPIGrpc.getCreateHomeMethod(), this::createHome)
                .unary(
                        GatewayAPIGrpc.getCreateContainerMethod(),
                        ProviderAPIGrpc.getCreateContainerMethod(),
                        this::createContainer)
                .unary(GatewayAPIGrpc.getTouchFileMethod(), ProviderAPIGrpc.getTouchFileMethod(), this::touch)
                .unary(GatewayAPIGrpc.getDeleteMethod(), ProviderAPIGrpc.getDeleteMethod(), this::delete)
                .unary(GatewayAPIGrpc.getMoveMethod(), ProviderAPIGrpc.getMoveMethod(), this::move)
                .unary(
                        GatewayAPIGrpc.getGetQuotaMethod(),
                        (call, request) -> quota(call, request.hasRef(), request.getRef()))
                .unary(
                        ProviderAPIGrpc.getGetQuotaMethod(),
                        (call, request) -> quota(call, request.hasRef(), request.getRef()));
    }

    private StatResponse stat(RpcCall call, StatRequest request) {
        Optional<Set<String>> fields = FieldMasks.of(request.hasFieldMask(), request.getFieldMask());
        StatSpec spec = MetadataKeys.wanted(request.getArbitraryMetadataKeysList(), fields);
        Resource resource = files.stat(call.caller(), References.target(request.getRef()), spec);
        return StatResponse.newBuilder()
                .setStatus(call.ok())
                .setInfo(new ResourceInfos(fields).message(resource))
                .build();
    }

    private GetPathResponse path(RpcCall call, GetPathRequest request) {
        Resource resource = files.stat(call.caller(), References.target(request.getResourceId()), StatSpec.node());
        if (!resource.rights().has(Right.GET_PATH)) {
            throw new Forbidden("you may not see the path of this resource");
        }
        return GetPathResponse.newBuilder()
                .setStatus(call.ok())
                .setPath(ResourceInfos.path(resource))
                .build();
    }

    private GetHomeResponse home(RpcCall call, GetHomeRequest request) {
        Resource home = files.home(call.caller());
        return GetHomeResponse.newBuilder()
                .setStatus(call.ok())
                .setPath("/" + home.path())
                .build();
    }

    private CreateHomeResponse createHome(RpcCall call, CreateHomeRequest request) {
        files.home(call.caller());
        return CreateHomeResponse.newBuilder().setStatus(call.ok()).build();
    }

    private CreateContainerResponse createContainer(RpcCall call, CreateContainerRequest request) {
        WriteConditions conditions = RequestConditions.of(Precondition.none(), "", request.getOpaque());
        files.makeFolder(call.caller(), References.target(request.getRef()), Optional.empty(), conditions);
        return CreateContainerResponse.newBuilder().setStatus(call.ok()).build();
    }

    private TouchFileResponse touch(RpcCall call, TouchFileRequest request) {
        PutRequest empty = new PutRequest(
                OptionalLong.of(0),
                Optional.empty(),
                List.of(),
                OnConflict.FAIL,
                Optional.empty(),
                RequestConditions.of(Precondition.none(), request.getLockId(), request.getOpaque()));
        files.put(call.caller(), References.target(request.getRef()), empty, InputStream.nullInputStream());
        return TouchFileResponse.newBuilder().setStatus(call.ok()).build();
    }

    private DeleteResponse delete(RpcCall call, DeleteRequest request) {
        WriteConditions conditions =
                RequestConditions.of(Precondition.none(), request.getLockId(), request.getOpaque());
        files.delete(call.caller(), References.target(request.getRef()), conditions);
        return DeleteResponse.newBuilder().setStatus(call.ok()).build();
    }

    /** A file replaces a file, as from Reva and as a rename does on a disk; a folder is never replaced. */
    private MoveResponse move(RpcCall call, MoveRequest request) {
        Caller caller = call.caller();
        Target source = References.target(request.getSource());
        WriteConditions shown = RequestConditions.of(Precondition.none(), request.getLockId(), request.getOpaque());
        boolean file = !files.stat(caller, source, StatSpec.node()).isFolder();
        WriteConditions conditions = new WriteConditions(shown.precondition(), shown.lockTokens(), (there, locks) -> {
            if (there.filter(Node::isFolder).isPresent()) {
                throw new AlreadyExists("a folder is in the place that the file shall have");
            }
        });
        copies.move(
                caller,
                source,
                References.target(request.getDestination()),
                new org.weft.kernel.storage.files.MoveRequest(file, Precondition.none(), file ? conditions : shown));
        return MoveResponse.newBuilder().setStatus(call.ok()).build();
    }

    private GetQuotaResponse quota(RpcCall call, boolean named, Reference reference) {
        Quota quota = named
                ? files.quota(call.caller(), References.target(reference))
                : files.quota(
                        call.caller(), Target.path(files.home(call.caller()).path()));
        return GetQuotaResponse.newBuilder()
                .setStatus(call.ok())
                .setTotalBytes(QuotaMessages.total(quota))
                .setUsedBytes(quota.used().orElse(0))
                .setOpaque(QuotaMessages.remaining(quota))
                .build();
    }
}
