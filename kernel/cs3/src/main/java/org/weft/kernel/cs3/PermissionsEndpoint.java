/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import com.cs3.gateway.v1beta1.GatewayAPIGrpc;
import com.cs3.identity.user.v1beta1.UserId;
import com.cs3.permissions.v1beta1.CheckPermissionRequest;
import com.cs3.permissions.v1beta1.CheckPermissionResponse;
import com.cs3.permissions.v1beta1.PermissionsAPIGrpc;
import com.cs3.permissions.v1beta1.SubjectReference;
import com.cs3.storage.provider.v1beta1.ResourcePermissions;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.weft.kernel.identity.ScopeRights;
import org.weft.kernel.sharing.link.LinkRules;
import org.weft.kernel.storage.files.FileService;
import org.weft.kernel.storage.resource.Resource;
import org.weft.kernel.storage.resource.StatSpec;
import org.weft.kernel.storage.spaces.ProjectSpaces;
import org.weft.spi.Caller;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.storage.Right;

/**
 * What the caller may do: on the site, by the names that the servers of ownCloud and Reva ask for, and with a resource, by
 * the names of the fields of {@code ResourcePermissions}. The answers follow from the same rules that decide when the thing
 * is done; nothing is kept for this alone. Nobody is told of others.
 */
final class PermissionsEndpoint {

    private static final String LINK = "PublicLink.Write";
    private static final String SHARE = "Shares.Write";

    private final FileService files;
    private final Map<String, Predicate<Caller>> onTheSite;

    /**
     * @param links the rules of public links, where there are any
     * @param shares whether there are shares
     */
    PermissionsEndpoint(FileService files, ProjectSpaces projects, Optional<LinkRules> links, boolean shares) {
        this.files = files;
        Predicate<Caller> linking = caller -> links.filter(LinkRules::enabled).isPresent() && mayGive(caller);
        Predicate<Caller> openly =
                caller -> links.filter(rules -> !rules.passwordRequired()).isPresent();
        this.onTheSite = new TreeMap<>(Map.ofEntries(
                Map.entry("create-space", projects::mayCreate),
                Map.entry("Drives.Create", projects::mayCreate),
                Map.entry("list-all-spaces", projects::isAdmin),
                Map.entry("Drives.List", projects::isAdmin),
                Map.entry("Drives.ReadWrite", projects::isAdmin),
                Map.entry("Drives.ReadWriteEnabled", projects::isAdmin),
                Map.entry("Drives.ReadWriteProjectQuota", projects::isAdmin),
                Map.entry("Drives.DeleteProject", projects::isAdmin),
                Map.entry(LINK, linking),
                Map.entry("ReadOnlyPublicLinkPassword.Delete", linking.and(openly)),
                Map.entry(SHARE, caller -> shares && mayGive(caller)),
                Map.entry("Favorites.List", ScopeRights::isUser),
                Map.entry(
                        "Favorites.Write",
                        caller -> ScopeRights.isUser(caller)
                                && ScopeRights.scope(caller).has(Right.UPLOAD))));
    }

    private static boolean mayGive(Caller caller) {
        return ScopeRights.isUser(caller) && ScopeRights.scope(caller).has(Right.ADD_GRANT);
    }

    void register(RpcTable rpcs) {
        rpcs.unary(
                GatewayAPIGrpc.getCheckPermissionMethod(), PermissionsAPIGrpc.getCheckPermissionMethod(), this::check);
    }

    private CheckPermissionResponse check(RpcCall call, CheckPermissionRequest request) {
        Caller caller = call.caller();
        requireOneself(caller, request.getSubjectRef());
        if (!has(caller, request)) {
            throw new Forbidden("you don't have the permission '" + shown(request.getPermission()) + "'");
        }
        return CheckPermissionResponse.newBuilder().setStatus(call.ok()).build();
    }

    private static void requireOneself(Caller caller, SubjectReference subject) {
        boolean oneself = switch (subject.getSpecCase()) {
            case USER_ID -> isOneself(caller, subject.getUserId());
            case GROUP_ID -> false;
            case SPEC_NOT_SET -> true;
        };
        if (!oneself) {
            throw new Forbidden("everybody is told of their own permissions, and of nobody else's");
        }
    }

    private static boolean isOneself(Caller caller, UserId id) {
        return caller.user().opaque().equals(id.getOpaqueId())
                && (id.getIdp().isEmpty() || caller.user().idp().equals(id.getIdp()));
    }

    private boolean has(Caller caller, CheckPermissionRequest request) {
        String permission = request.getPermission();
        if (permission.isEmpty()) {
            throw new InvalidArgument("name the permission to check");
        }
        Optional<FieldDescriptor> right = right(permission);
        Predicate<Caller> known = onTheSite.get(permission);
        if (right.isEmpty() && known == null) {
            throw new Forbidden("no permission is called '" + shown(permission) + "' here");
        }
        if (!request.hasRef()) {
            if (known == null) {
                throw new InvalidArgument("'" + shown(permission) + "' is had with a resource: name it in ref");
            }
            return known.test(caller);
        }
        Resource resource = files.stat(caller, References.target(request.getRef()), StatSpec.node());
        if (right.isPresent()) {
            return PermissionMessages.message(resource.rights())
                    .getField(right.get())
                    .equals(true);
        }
        boolean giving = permission.equals(LINK) || permission.equals(SHARE);
        return known != null
                && known.test(caller)
                && (!giving || resource.rights().has(Right.ADD_GRANT));
    }

    private static Optional<FieldDescriptor> right(String permission) {
        FieldDescriptor field = ResourcePermissions.getDescriptor().findFieldByName(permission);
        return field != null && field.getJavaType() == JavaType.BOOLEAN ? Optional.of(field) : Optional.empty();
    }

    private static String shown(String permission) {
        return permission.length() > 100 ? permission.substring(0, 100) + '…' : permission;
    }
}
