/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server.links;

import static org.assertj.core.api.Assertions.assertThat;

import com.cs3.gateway.v1beta1.AuthenticateRequest;
import com.cs3.gateway.v1beta1.AuthenticateResponse;
import com.cs3.gateway.v1beta1.GatewayAPIGrpc.GatewayAPIBlockingStub;
import com.cs3.rpc.v1beta1.Code;
import com.cs3.sharing.link.v1beta1.CreatePublicShareRequest;
import com.cs3.sharing.link.v1beta1.CreatePublicShareResponse;
import com.cs3.sharing.link.v1beta1.GetPublicShareByTokenRequest;
import com.cs3.sharing.link.v1beta1.Grant;
import com.cs3.sharing.link.v1beta1.PublicShare;
import com.cs3.sharing.link.v1beta1.PublicSharePermissions;
import com.cs3.sharing.link.v1beta1.PublicShareReference;
import com.cs3.sharing.link.v1beta1.UpdatePublicShareRequest;
import com.cs3.sharing.link.v1beta1.UpdatePublicShareRequest.Update;
import com.cs3.sharing.link.v1beta1.UpdatePublicShareResponse;
import com.cs3.storage.provider.v1beta1.ArbitraryMetadata;
import com.cs3.storage.provider.v1beta1.Reference;
import com.cs3.storage.provider.v1beta1.ResourceInfo;
import com.cs3.storage.provider.v1beta1.StatRequest;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.cs3.Cs3Client;
import org.weft.kernel.cs3.PermissionMessages;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.kernel.testing.OverWire;
import org.weft.spi.storage.Rights;

/** A site with links of Einstein's, over CS3. */
@OverWire
abstract class PublicSharesCases {

    @TempDir
    Path data;

    LinkedServer site;

    Cs3Client client;

    GatewayAPIBlockingStub einstein;

    @BeforeEach
    void start() throws Exception {
        site = new LinkedServer(data);
        client = new Cs3Client(site.grpc());
        einstein = client.gateway(site.site.tokenOf(FakeSite.EINSTEIN));
        site.make("home/work");
        site.make("home/work/sub");
        site.put("home/work/a.txt", "first");
        site.put("home/outside.txt", "outside");
    }

    @AfterEach
    void stop() {
        client.close();
        site.close();
    }

    static PublicSharePermissions permissions(Rights rights) {
        return PublicSharePermissions.newBuilder()
                .setPermissions(PermissionMessages.message(rights))
                .build();
    }

    CreatePublicShareResponse create(String path, Rights rights, String password, String... metadata) {
        ArbitraryMetadata.Builder said = ArbitraryMetadata.newBuilder();
        for (int i = 0; i < metadata.length; i += 2) {
            said.putMetadata(metadata[i], metadata[i + 1]);
        }
        return einstein.createPublicShare(CreatePublicShareRequest.newBuilder()
                .setResourceInfo(ResourceInfo.newBuilder().setPath(path).setArbitraryMetadata(said))
                .setGrant(Grant.newBuilder().setPermissions(permissions(rights)).setPassword(password))
                .build());
    }

    static PublicShareReference ref(PublicShare share) {
        return PublicShareReference.newBuilder().setId(share.getId()).build();
    }

    AuthenticateResponse signIn(String token, String secret) {
        return client.gateway()
                .authenticate(AuthenticateRequest.newBuilder()
                        .setType("publicshares")
                        .setClientId(token)
                        .setClientSecret(secret)
                        .build());
    }

    GatewayAPIBlockingStub guest(String token, String secret) {
        AuthenticateResponse answer = signIn(token, secret);
        assertThat(answer.getStatus().getCode()).isEqualTo(Code.CODE_OK);
        return client.gateway(answer.getToken());
    }

    void password(PublicShare share, String password) {
        assertThat(update(
                                share,
                                Update.newBuilder()
                                        .setType(Update.Type.TYPE_PASSWORD)
                                        .setGrant(Grant.newBuilder().setPassword(password)))
                        .getStatus()
                        .getCode())
                .isEqualTo(Code.CODE_OK);
    }

    UpdatePublicShareResponse update(PublicShare share, Update.Builder update) {
        return einstein.updatePublicShare(UpdatePublicShareRequest.newBuilder()
                .setRef(ref(share))
                .setUpdate(update)
                .build());
    }

    Code open(GetPublicShareByTokenRequest.Builder request) {
        return client.gateway()
                .getPublicShareByToken(request.build())
                .getStatus()
                .getCode();
    }

    static Code stat(GatewayAPIBlockingStub stub, Reference reference) {
        return stub.stat(StatRequest.newBuilder().setRef(reference).build())
                .getStatus()
                .getCode();
    }
}
