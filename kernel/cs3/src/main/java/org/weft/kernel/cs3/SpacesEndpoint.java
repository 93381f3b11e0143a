/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import com.cs3.gateway.v1beta1.GatewayAPIGrpc;
import com.cs3.rpc.v1beta1.Code;
import com.cs3.storage.provider.v1beta1.CreateStorageSpaceRequest;
import com.cs3.storage.provider.v1beta1.CreateStorageSpaceResponse;
import com.cs3.storage.provider.v1beta1.DeleteStorageSpaceRequest;
import com.cs3.storage.provider.v1beta1.DeleteStorageSpaceResponse;
import com.cs3.storage.provider.v1beta1.ListStorageSpacesRequest;
import com.cs3.storage.provider.v1beta1.ListStorageSpacesRequest.Filter;
import com.cs3.storage.provider.v1beta1.ListStorageSpacesResponse;
import com.cs3.storage.provider.v1beta1.SpacesAPIGrpc;
import com.cs3.storage.provider.v1beta1.StorageSpace;
import com.cs3.storage.provider.v1beta1.UpdateStorageSpaceRequest;
import com.cs3.storage.provider.v1beta1.UpdateStorageSpaceResponse;
import com.cs3.types.v1beta1.Opaque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.weft.kernel.storage.resource.ResourceId;
import org.weft.kernel.storage.spaces.ProjectSpaces;
import org.weft.kernel.storage.spaces.SpaceCatalog;
import org.weft.kernel.storage.spaces.SpaceDescription;
import org.weft.kernel.storage.spaces.SpaceView;
import org.weft.spi.Caller;
import org.weft.spi.UserId;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.Unsupported;
import org.weft.spi.storage.RelPath;

/** Spaces: to list, make, change and delete them. */
final class SpacesEndpoint {

    /** So many at once, where the client asks for no number. */
    private static final int MOST = 1000;

    private final SpaceCatalog catalog;
    private final ProjectSpaces projects;

    SpacesEndpoint(SpaceCatalog catalog, ProjectSpaces projects) {
        this.catalog = catalog;
        this.projects = projects;
    }

    void register(RpcTable rpcs) {
        rpcs.unary(GatewayAPIGrpc.getListStorageSpacesMethod(), SpacesAPIGrpc.getListStorageSpacesMethod(), this::list)
                .unary(
                        GatewayAPIGrpc.getCreateStorageSpaceMethod(),
                        SpacesAPIGrpc.getCreateStorageSpaceMethod(),
                        this::create)
                .unary(
                        GatewayAPIGrpc.getUpdateStorageSpaceMethod(),
                        SpacesAPIGrpc.getUpdateStorageSpaceMethod(),
                        this::update)
                .unary(
                        GatewayAPIGrpc.getDeleteStorageSpaceMethod(),
                        SpacesAPIGrpc.getDeleteStorageSpaceMethod(),
                        this::delete);
    }

    private ListStorageSpacesResponse list(RpcCall call, ListStorageSpacesRequest request) {
        Caller caller = call.caller();
        Predicate<SpaceView> wanted = space -> true;
        Optional<String> one = Optional.empty();
        Set<String> types = new HashSet<>();
        for (Filter filter : request.getFiltersList()) {
            wanted = wanted.and(wanted(filter, caller));
            if (filter.getType() == Filter.Type.TYPE_ID) {
                one = Optional.of(filter.getId().getOpaqueId());
            } else if (filter.getType() == Filter.Type.TYPE_SPACE_TYPE) {
                types.add(filter.getSpaceType());
            }
        }
        Pages pages = new Pages(PageRequest.of(request.getPageSize(), request.getPageToken()), wanted);
        List<String> down = List.of();
        if (one.isPresent()) {
            one(caller, one.get()).ifPresent(space -> pages.take(space, new SpaceCatalog.Nothing()));
        } else {
            boolean all = RequestConditions.plain(request.getOpaque(), "unrestricted")
                    .filter("true"::equals)
                    .isPresent();
            down = all(caller, all, types, pages);
        }
        String message = down.isEmpty() ? "" : "left out, because they are down: " + String.join(", ", down);
        return pages.answer.setStatus(call.status(Code.CODE_OK, message)).build();
    }

    private Optional<SpaceView> one(Caller caller, String text) {
        StorageSpaceId id = StorageSpaceId.parse(text);
        Optional<SpaceView> space = catalog.space(caller, id.storage(), id.space());
        return space.isPresent() || text.indexOf('!') < 0 ? space : catalog.received(caller, ResourceId.parse(text));
    }

    /** What was received is told as mount points; as grants too to those who ask for these. */
    private List<String> all(Caller caller, boolean all, Set<String> types, Pages pages) {
        List<String> down = List.of();
        String grant = SpaceMessages.type(SpaceView.Kind.GRANT);
        String point = SpaceMessages.type(SpaceView.Kind.MOUNTPOINT);
        if (!types.contains(grant) && !types.contains(point)) {
            down = catalog.spaces(caller, all, pages.after(), pages::take);
        }
        if (types.isEmpty() || types.contains(point)) {
            catalog.received(caller, SpaceView.Kind.MOUNTPOINT, pages.after(), pages::take);
        }
        if (types.contains(grant)) {
            catalog.received(caller, SpaceView.Kind.GRANT, pages.after(), pages::take);
        }
        return down;
    }

    /** An answer while it grows. */
    private static final class Pages {

        private static final String STORAGE = "storage ";
        private static final String PROJECT = "project ";
        private static final String RECEIVED = "received ";

        private final PageRequest page;
        private final Predicate<SpaceView> wanted;
        private final ListStorageSpacesResponse.Builder answer = ListStorageSpacesResponse.newBuilder();
        private SpaceCatalog.After last = new SpaceCatalog.Nothing();
        private boolean full;

        Pages(PageRequest page, Predicate<SpaceView> wanted) {
            this.page = page.size() == 0 || page.size() > MOST ? new PageRequest(MOST, page.after()) : page;
            this.wanted = wanted;
        }

        SpaceCatalog.After after() {
            String token = page.after().orElse("");
            if (token.startsWith(STORAGE)) {
                return new SpaceCatalog.AfterStorage(token.substring(STORAGE.length()));
            }
            if (token.startsWith(PROJECT)) {
                return new SpaceCatalog.AfterProject(token.substring(PROJECT.length()));
            }
            if (token.startsWith(RECEIVED)) {
                return new SpaceCatalog.AfterReceived(token.substring(RECEIVED.length()));
            }
            if (!token.isEmpty()) {
                throw new InvalidArgument("this page_token is not from this server");
            }
            return new SpaceCatalog.Nothing();
        }

        boolean take(SpaceView space, SpaceCatalog.After behind) {
            if (full) {
                return false;
            }
            if (!wanted.test(space)) {
                return true;
            }
            if (page.isFull(answer.getStorageSpacesCount())) {
                answer.setNextPageToken(PageRequest.token(word(last)));
                full = true;
                return false;
            }
            answer.addStorageSpaces(SpaceMessages.message(space));
            last = behind;
            return true;
        }

        private static String word(SpaceCatalog.After after) {
            return switch (after) {
                case SpaceCatalog.Nothing nothing -> "";
                case SpaceCatalog.AfterStorage storage -> STORAGE + storage.name();
                case SpaceCatalog.AfterProject project -> PROJECT + project.name();
                case SpaceCatalog.AfterReceived received -> RECEIVED + received.name();
            };
        }
    }

    private static Predicate<SpaceView> wanted(Filter filter, Caller caller) {
        return switch (filter.getType()) {
            case TYPE_ID -> {
                String text = filter.getId().getOpaqueId();
                StorageSpaceId id = StorageSpaceId.parse(text);
                yield space -> space.kind().isReceived()
                        ? text.equals(SpaceMessages.id(space))
                        : id.equals(StorageSpaceId.of(space.id()));
            }
            case TYPE_OWNER -> {
                UserId owner = IdentityMessages.of(filter.getOwner());
                yield space -> space.owner().filter(owner::equals).isPresent();
            }
            case TYPE_SPACE_TYPE -> {
                String type = filter.getSpaceType();
                yield space -> type.equals(SpaceMessages.type(space.kind()));
            }
            case TYPE_PATH -> {
                RelPath path = RelPath.parse(filter.getPath());
                yield space -> path.startsWith(space.path());
            }
            case TYPE_USER -> {
                boolean own = IdentityMessages.of(filter.getUser()).equals(caller.user());
                yield space -> own;
            }
            case TYPE_NO, TYPE_INVALID, UNRECOGNIZED -> throw new InvalidArgument("a filter has no type that is known");
        };
    }

    private CreateStorageSpaceResponse create(RpcCall call, CreateStorageSpaceRequest request) {
        if (request.getType().equals("personal")) {
            throw new Unsupported("a personal space is made at its owner's first use of it");
        }
        if (!request.getType().isEmpty() && !request.getType().equals("project")) {
            throw new InvalidArgument("the type of a space to make is 'project'");
        }
        Opaque opaque = request.getOpaque();
        SpaceDescription words = new SpaceDescription(
                RequestConditions.plain(opaque, "spaceAlias").orElse(""),
                RequestConditions.plain(opaque, "description").orElse(""),
                "",
                "");
        Optional<UserId> owner = request.hasOwner() && request.getOwner().hasId()
                ? Optional.of(IdentityMessages.of(request.getOwner().getId()))
                : Optional.empty();
        long quota = request.getQuota().getQuotaMaxBytes();
        SpaceView made = projects.create(
                call.caller(),
                owner,
                request.getName(),
                SpaceMessages.bytes(quota).filter(bytes -> bytes > 0),
                words);
        return CreateStorageSpaceResponse.newBuilder()
                .setStatus(call.ok())
                .setStorageSpace(SpaceMessages.message(made))
                .build();
    }

    private UpdateStorageSpaceResponse update(RpcCall call, UpdateStorageSpaceRequest request) {
        StorageSpace wanted = request.getStorageSpace();
        StorageSpaceId id = StorageSpaceId.parse(wanted.getId().getOpaqueId());
        Caller caller = call.caller();
        SpaceView space;
        if (request.getOpaque().containsMap("restore") || wanted.getOpaque().containsMap("restore")) {
            space = projects.restore(caller, id.storage(), id.space());
        } else {
            space = projects.update(caller, id.storage(), id.space(), SpaceMessages.change(request));
        }
        return UpdateStorageSpaceResponse.newBuilder()
                .setStatus(call.ok())
                .setStorageSpace(SpaceMessages.message(space))
                .build();
    }

    private DeleteStorageSpaceResponse delete(RpcCall call, DeleteStorageSpaceRequest request) {
        StorageSpaceId id = StorageSpaceId.parse(request.getId().getOpaqueId());
        if (request.getOpaque().containsMap("purge")) {
            projects.purge(call.caller(), id.storage(), id.space());
        } else {
            projects.disable(call.caller(), id.storage(), id.space());
        }
        return DeleteStorageSpaceResponse.newBuilder().setStatus(call.ok()).build();
    }
}
