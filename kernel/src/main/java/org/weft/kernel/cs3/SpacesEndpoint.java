/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import com.cs3.gateway.v1beta1.GatewayAPIGrpc;
import com.cs3.rpc.v1beta1.Code;
import com.cs3.storage.provider.v1beta1.ListStorageSpacesRequest;
import com.cs3.storage.provider.v1beta1.ListStorageSpacesRequest.Filter;
import com.cs3.storage.provider.v1beta1.ListStorageSpacesResponse;
import com.cs3.storage.provider.v1beta1.SpacesAPIGrpc;
import com.cs3.storage.provider.v1beta1.StorageSpace;
import com.cs3.storage.provider.v1beta1.StorageSpaceId;
import com.cs3.storage.registry.v1beta1.GetHomeRequest;
import com.cs3.storage.registry.v1beta1.GetHomeResponse;
import com.cs3.storage.registry.v1beta1.GetStorageProvidersRequest;
import com.cs3.storage.registry.v1beta1.GetStorageProvidersResponse;
import com.cs3.storage.registry.v1beta1.ListStorageProvidersRequest;
import com.cs3.storage.registry.v1beta1.ListStorageProvidersResponse;
import com.cs3.storage.registry.v1beta1.ProviderInfo;
import com.cs3.storage.registry.v1beta1.RegistryAPIGrpc;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.weft.kernel.service.Abilities;
import org.weft.kernel.service.Catalogue;
import org.weft.kernel.service.MountSeen;
import org.weft.kernel.service.SpaceSeen;
import org.weft.kernel.service.Target;
import org.weft.spi.Caller;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Space;

/** Which spaces and storages there are. */
final class SpacesEndpoint {

    private final Catalogue catalogue;
    private final Supplier<String> address;

    /**
     * @param address where this server's gRPC port is, as clients write it
     */
    SpacesEndpoint(Catalogue catalogue, Supplier<String> address) {
        this.catalogue = catalogue;
        this.address = address;
    }

    void register(Rpcs rpcs) {
        rpcs.unary(
                        GatewayAPIGrpc.getListStorageSpacesMethod(),
                        SpacesAPIGrpc.getListStorageSpacesMethod(),
                        this::spaces)
                .unary(RegistryAPIGrpc.getListStorageProvidersMethod(), this::storages)
                .unary(RegistryAPIGrpc.getGetStorageProvidersMethod(), this::storagesOf)
                .unary(RegistryAPIGrpc.getGetHomeMethod(), this::home);
    }

    private ListStorageSpacesResponse spaces(Call call, ListStorageSpacesRequest request) {
        Caller caller = call.caller();
        Predicate<SpaceSeen> wanted = space -> true;
        for (Filter filter : request.getFiltersList()) {
            wanted = wanted.and(wanted(filter, caller));
        }
        Page page = Page.of(request.getPageSize(), request.getPageToken());
        Catalogue.Listing listing = catalogue.spaces(caller);
        ListStorageSpacesResponse.Builder answer = ListStorageSpacesResponse.newBuilder();
        boolean passed = page.after().isEmpty();
        for (SpaceSeen space : listing.spaces()) {
            String id = ResourceInfos.spaceId(space.root().id());
            if (!passed) {
                passed = id.equals(page.after().orElse(""));
            } else if (wanted.test(space)) {
                if (page.isFull(answer.getStorageSpacesCount())) {
                    answer.setNextPageToken(Page.token(answer.getStorageSpaces(answer.getStorageSpacesCount() - 1)
                            .getId()
                            .getOpaqueId()));
                    break;
                }
                answer.addStorageSpaces(message(space));
            }
        }
        String message =
                listing.down().isEmpty() ? "" : "left out, because they are down: " + String.join(", ", listing.down());
        return answer.setStatus(call.status(Code.CODE_OK, message)).build();
    }

    private static Predicate<SpaceSeen> wanted(Filter filter, Caller caller) {
        return switch (filter.getType()) {
            case TYPE_ID -> {
                String id = filter.getId().getOpaqueId();
                yield space -> id.equals(ResourceInfos.spaceId(space.root().id()))
                        || id.equals(space.root().id().toString());
            }
            case TYPE_OWNER -> {
                org.weft.spi.UserId owner = Identities.of(filter.getOwner());
                yield space -> space.owner().filter(owner::equals).isPresent();
            }
            case TYPE_SPACE_TYPE -> {
                String type = filter.getSpaceType();
                yield space -> type.equals(type(space.kind()));
            }
            case TYPE_PATH -> {
                RelPath path = RelPath.parse(filter.getPath());
                yield space -> path.startsWith(space.root().path());
            }
            case TYPE_USER -> {
                boolean own = Identities.of(filter.getUser()).equals(caller.user());
                yield space -> own;
            }
            case TYPE_NO, TYPE_INVALID, UNRECOGNIZED -> throw new InvalidArgument("a filter has no type that is known");
        };
    }

    private static String type(Space.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private static StorageSpace message(SpaceSeen space) {
        StorageSpace.Builder message = StorageSpace.newBuilder()
                .setId(StorageSpaceId.newBuilder()
                        .setOpaqueId(ResourceInfos.spaceId(space.root().id())))
                .setRoot(ResourceInfos.message(space.root().id()))
                .setName(space.name())
                .setQuota(Quotas.message(space.quota()))
                .setSpaceType(type(space.kind()))
                .setMtime(Times.message(space.root().node().mtime()))
                .setRootInfo(new ResourceInfos(Optional.empty()).message(space.root()))
                .setPermissionSet(Permissions.message(space.root().rights()));
        space.owner()
                .ifPresent(owner -> message.setOwner(
                        com.cs3.identity.user.v1beta1.User.newBuilder().setId(Identities.message(owner))));
        return message.build();
    }

    private ListStorageProvidersResponse storages(Call call, ListStorageProvidersRequest request) {
        return ListStorageProvidersResponse.newBuilder()
                .setStatus(call.ok())
                .addAllProviders(catalogue.mounts().stream().map(this::message).toList())
                .build();
    }

    private GetStorageProvidersResponse storagesOf(Call call, GetStorageProvidersRequest request) {
        List<MountSeen> found = catalogue.mountsOf(call.caller(), References.target(request.getRef()));
        return GetStorageProvidersResponse.newBuilder()
                .setStatus(call.ok())
                .addAllProviders(found.stream().map(this::message).toList())
                .build();
    }

    private GetHomeResponse home(Call call, GetHomeRequest request) {
        MountSeen home = catalogue
                .mountsOf(call.caller(), Target.path(RelPath.parse("home")))
                .getFirst();
        return GetHomeResponse.newBuilder()
                .setStatus(call.ok())
                .setProvider(message(home))
                .build();
    }

    private ProviderInfo message(MountSeen mount) {
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
