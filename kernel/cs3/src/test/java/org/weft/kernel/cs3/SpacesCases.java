/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.weft.kernel.cs3.Cs3Client.opaque;

import com.cs3.gateway.v1beta1.GatewayAPIGrpc.GatewayAPIBlockingStub;
import com.cs3.rpc.v1beta1.Code;
import com.cs3.storage.provider.v1beta1.AddGrantRequest;
import com.cs3.storage.provider.v1beta1.CreateStorageSpaceRequest;
import com.cs3.storage.provider.v1beta1.CreateStorageSpaceResponse;
import com.cs3.storage.provider.v1beta1.DeleteStorageSpaceRequest;
import com.cs3.storage.provider.v1beta1.Grant;
import com.cs3.storage.provider.v1beta1.Grantee;
import com.cs3.storage.provider.v1beta1.ListStorageSpacesRequest;
import com.cs3.storage.provider.v1beta1.ListStorageSpacesRequest.Filter;
import com.cs3.storage.provider.v1beta1.ProviderAPIGrpc;
import com.cs3.storage.provider.v1beta1.Quota;
import com.cs3.storage.provider.v1beta1.Reference;
import com.cs3.storage.provider.v1beta1.StatRequest;
import com.cs3.storage.provider.v1beta1.StatResponse;
import com.cs3.storage.provider.v1beta1.StorageSpace;
import com.cs3.storage.provider.v1beta1.TouchFileRequest;
import com.cs3.storage.provider.v1beta1.UpdateStorageSpaceRequest;
import com.cs3.storage.provider.v1beta1.UpdateStorageSpaceRequest.UpdateField;
import com.cs3.storage.provider.v1beta1.UpdateStorageSpaceResponse;
import com.cs3.types.v1beta1.Opaque;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.spi.identity.User;
import org.weft.spi.storage.Right;
import org.weft.spi.storage.Rights;

/** A site, and short ways to make spaces and to look at them over CS3. */
abstract class SpacesCases extends Cs3Cases {

    static final Rights READ = Rights.of(Right.STAT, Right.LIST_CONTAINER, Right.DOWNLOAD);

    SpacesCases(@TempDir Path data) throws Exception {
        super(data);
    }

    GatewayAPIBlockingStub gateway(User user) {
        return served.client().gateway(site.tokenOf(user));
    }

    CreateStorageSpaceResponse create(User by, String name) {
        return gateway(by)
                .createStorageSpace(CreateStorageSpaceRequest.newBuilder()
                        .setType("project")
                        .setName(name)
                        .setQuota(Quota.newBuilder().setQuotaMaxBytes(5000))
                        .setOpaque(opaque("description", "about " + name))
                        .build());
    }

    StorageSpace made(User by, String name) {
        CreateStorageSpaceResponse made = create(by, name);
        assertThat(made.getStatus().getCode()).as(made.getStatus().getMessage()).isEqualTo(Code.CODE_OK);
        return made.getStorageSpace();
    }

    List<StorageSpace> listed(User by, Filter... filters) {
        return gateway(by)
                .listStorageSpaces(ListStorageSpacesRequest.newBuilder()
                        .addAllFilters(List.of(filters))
                        .build())
                .getStorageSpacesList();
    }

    static Filter projects() {
        return Filter.newBuilder()
                .setType(Filter.Type.TYPE_SPACE_TYPE)
                .setSpaceType("project")
                .build();
    }

    static Filter path(Filter.Type type, String path) {
        return Filter.newBuilder().setType(type).setPath(path).build();
    }

    void grant(StorageSpace space, User to, Rights rights) {
        var answer = Cs3Client.with(
                        ProviderAPIGrpc.newBlockingStub(served.client().channel), site.tokenOf(FakeSite.EINSTEIN))
                .addGrant(AddGrantRequest.newBuilder()
                        .setRef(Reference.newBuilder().setResourceId(space.getRoot()))
                        .setGrant(Grant.newBuilder()
                                .setGrantee(Grantee.newBuilder().setUserId(IdentityMessages.message(to.id())))
                                .setPermissions(PermissionMessages.message(rights)))
                        .build());
        assertThat(answer.getStatus().getCode()).isEqualTo(Code.CODE_OK);
    }

    StatResponse stat(User by, String path) {
        return gateway(by)
                .stat(StatRequest.newBuilder().setRef(Cs3Client.path(path)).build());
    }

    Code touch(User by, String path) {
        return gateway(by)
                .touchFile(TouchFileRequest.newBuilder()
                        .setRef(Cs3Client.path(path))
                        .build())
                .getStatus()
                .getCode();
    }

    UpdateStorageSpaceResponse update(User by, StorageSpace space, UpdateField field) {
        return gateway(by)
                .updateStorageSpace(UpdateStorageSpaceRequest.newBuilder()
                        .setStorageSpace(StorageSpace.newBuilder().setId(space.getId()))
                        .setField(field)
                        .build());
    }

    Code delete(User by, StorageSpace space, Opaque opaque) {
        return gateway(by)
                .deleteStorageSpace(DeleteStorageSpaceRequest.newBuilder()
                        .setId(space.getId())
                        .setOpaque(opaque)
                        .build())
                .getStatus()
                .getCode();
    }
}
