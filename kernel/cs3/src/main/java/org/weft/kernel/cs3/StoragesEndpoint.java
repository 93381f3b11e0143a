/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import com.cs3.storage.registry.v1beta1.GetHomeRequest;
import com.cs3.storage.registry.v1beta1.GetHomeResponse;
import com.cs3.storage.registry.v1beta1.GetStorageProvidersRequest;
import com.cs3.storage.registry.v1beta1.GetStorageProvidersResponse;
import com.cs3.storage.registry.v1beta1.ListStorageProvidersRequest;
import com.cs3.storage.registry.v1beta1.ListStorageProvidersResponse;
import com.cs3.storage.registry.v1beta1.ProviderInfo;
import com.cs3.storage.registry.v1beta1.RegistryAPIGrpc;
import java.util.List;
import java.util.function.Supplier;
import org.weft.kernel.storage.mount.Abilities;
import org.weft.kernel.storage.mount.MountInfo;
import org.weft.kernel.storage.resource.Target;
import org.weft.kernel.storage.spaces.SpaceCatalog;
import org.weft.spi.storage.RelPath;

/** Which storages there are. */
final class StoragesEndpoint {

    private final SpaceCatalog catalog;
    private final Supplier<String> address;

    /**
     * @param address where this server's gRPC port is, as clients write it
     */
    StoragesEndpoint(SpaceCatalog catalog, Supplier<String> address) {
        this.catalog = catalog;
        this.address = address;
    }

    void register(RpcTable rpcs) {
        rpcs.unary(RegistryAPIGrpc.getListStorageProvidersMethod(), this::storages)
                .unary(RegistryAPIGrpc.getGetStorageProvidersMethod(), this::storagesOf)
                .unary(RegistryAPIGrpc.getGetHomeMethod(), this::home);
    }

    private ListStorageProvidersResponse storages(RpcCall call, ListStorageProvidersRequest request) {
        return ListStorageProvidersResponse.newBuilder()
                .setStatus(call.ok())
                .addAllProviders(catalog.mounts().stream().map(this::message).toList())
                .build();
    }

    private GetStorageProvidersResponse storagesOf(RpcCall call, GetStorageProvidersRequest request) {
        List<MountInfo> found = catalog.mountsOf(call.caller(), References.target(request.getRef()));
        return GetStorageProvidersResponse.newBuilder()
                .setStatus(call.ok())
                .addAllProviders(found.stream().map(this::message).toList())
                .build();
    }

    private GetHomeResponse home(RpcCall call, GetHomeRequest request) {
        MountInfo home = catalog.mountsOf(call.caller(), Target.path(RelPath.parse("home")))
                .getFirst();
        return GetHomeResponse.newBuilder()
                .setStatus(call.ok())
                .setProvider(message(home))
                .build();
    }

    private ProviderInfo message(MountInfo mount) {
        Abilities abilities = mount.abilities();
        return ProviderInfo.newBuilder()
                .setProviderId(mount.storage())
                .setProviderPath("/" + mount.path())
                .setAddress(address.get())
                .setDescription(mount.name())
                .setFeatures(ProviderInfo.Features.newBuilder()
                        .setRecycle(abilities.trash())
                        .setFileVersions(abilities.versions()))
                .build();
    }
}
