/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import static org.assertj.core.api.Assertions.assertThat;

import com.cs3.app.provider.v1beta1.OpenInAppResponse;
import com.cs3.app.provider.v1beta1.ProviderAPIGrpc;
import com.cs3.app.provider.v1beta1.Target;
import com.cs3.app.provider.v1beta1.ViewMode;
import com.cs3.app.registry.v1beta1.AddAppProviderRequest;
import com.cs3.app.registry.v1beta1.GetAppProvidersRequest;
import com.cs3.app.registry.v1beta1.GetDefaultAppProviderForMimeTypeRequest;
import com.cs3.app.registry.v1beta1.ListAppProvidersRequest;
import com.cs3.app.registry.v1beta1.ListSupportedMimeTypesRequest;
import com.cs3.app.registry.v1beta1.ListSupportedMimeTypesResponse;
import com.cs3.app.registry.v1beta1.ProviderInfo;
import com.cs3.app.registry.v1beta1.RegistryAPIGrpc;
import com.cs3.app.registry.v1beta1.SetDefaultAppProviderForMimeTypeRequest;
import com.cs3.gateway.v1beta1.GatewayAPIGrpc.GatewayAPIBlockingStub;
import com.cs3.gateway.v1beta1.OpenInAppRequest;
import com.cs3.rpc.v1beta1.Code;
import com.cs3.storage.provider.v1beta1.ResourceInfo;
import com.cs3.storage.provider.v1beta1.StatRequest;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.apps.OfficeSite;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.kernel.testing.OverWire;
import org.weft.spi.identity.User;

/** Apps as CS3 clients ask for them. */
@OverWire
class AppsTest {

    @TempDir
    Path data;

    private OfficeSite office;
    private ServedSite served;

    @BeforeEach
    void start() throws Exception {
        office = new OfficeSite(data, URI.create("https://office.example.org/edit"), "https://weft.example.org");
        office.put(FakeSite.EINSTEIN, "home/a.txt", "old");
        served = new ServedSite(office.site, office.apps);
    }

    @AfterEach
    void stop() throws Exception {
        served.close();
        office.close();
    }

    private GatewayAPIBlockingStub gateway(User user) {
        return served.client().gateway(office.site.tokenOf(user));
    }

    private OpenInAppResponse open(User user, String path, String app) {
        return gateway(user)
                .openInApp(OpenInAppRequest.newBuilder()
                        .setRef(Cs3Client.path(path))
                        .setViewMode(OpenInAppRequest.ViewMode.VIEW_MODE_READ_WRITE)
                        .setApp(app)
                        .build());
    }

    @Test
    void a_file_is_opened_by_the_gateway() {
        OpenInAppResponse opened = open(FakeSite.EINSTEIN, "/home/a.txt", "");

        assertThat(opened.getStatus().getCode()).isEqualTo(Code.CODE_OK);
        assertThat(opened.getAppUrl().getAppUrl()).isEqualTo("https://office.example.org/edit");
        assertThat(opened.getAppUrl().getMethod()).isEqualTo("POST");
        assertThat(opened.getAppUrl().getTarget()).isEqualTo(Target.TARGET_IFRAME);
        assertThat(opened.getAppUrl().getFormParametersMap()).containsKeys("access_token", "access_token_ttl");
        assertThat(opened.getAppUrl().getFormParametersOrThrow("access_token"))
                .as("never the caller's own token")
                .isNotEqualTo(office.site.tokenOf(FakeSite.EINSTEIN));
        assertThat(open(FakeSite.EINSTEIN, "/home/a.txt", "Pencil").getStatus().getCode())
                .isEqualTo(Code.CODE_NOT_FOUND);
        assertThat(open(FakeSite.EINSTEIN, "/home/b.txt", "").getStatus().getCode())
                .isEqualTo(Code.CODE_NOT_FOUND);
    }

    @Test
    void a_file_is_opened_by_the_provider() {
        ResourceInfo info = gateway(FakeSite.EINSTEIN)
                .stat(StatRequest.newBuilder()
                        .setRef(Cs3Client.path("/home/a.txt"))
                        .build())
                .getInfo();
        ProviderAPIGrpc.ProviderAPIBlockingStub provider = Cs3Client.with(
                ProviderAPIGrpc.newBlockingStub(served.client().channel), office.site.tokenOf(FakeSite.EINSTEIN));

        OpenInAppResponse opened = provider.openInApp(com.cs3.app.provider.v1beta1.OpenInAppRequest.newBuilder()
                .setResourceInfo(info)
                .setViewMode(ViewMode.VIEW_MODE_READ_ONLY)
                .build());

        assertThat(opened.getStatus().getCode()).isEqualTo(Code.CODE_OK);
        assertThat(opened.getAppUrl().getFormParametersMap()).containsEntry("mode", "READ_ONLY");
    }

    @Test
    void apps_and_types_are_listed_and_stay_as_they_are() {
        GatewayAPIBlockingStub gateway = gateway(FakeSite.EINSTEIN);
        ListAppProvidersRequest all = ListAppProvidersRequest.getDefaultInstance();
        var before = gateway.listAppProviders(all).getProvidersList();
        ListSupportedMimeTypesResponse types =
                gateway.listSupportedMimeTypes(ListSupportedMimeTypesRequest.getDefaultInstance());

        assertThat(before).extracting(ProviderInfo::getName).containsExactly("Paper", "Pen");
        assertThat(types.getMimeTypes(0).getMimeType()).isEqualTo("text/plain");
        assertThat(types.getMimeTypes(0).getDefaultApplication()).isEqualTo("Pen");
        assertThat(gateway.listAppProviders(all).getProvidersList()).isEqualTo(before);
        assertThat(gateway.getAppProviders(GetAppProvidersRequest.newBuilder()
                                .setResourceInfo(ResourceInfo.newBuilder().setMimeType("application/pdf"))
                                .build())
                        .getProvidersCount())
                .isEqualTo(2);
    }

    @Test
    void defaults_are_chosen_by_those_whom_the_site_names() {
        SetDefaultAppProviderForMimeTypeRequest paper = SetDefaultAppProviderForMimeTypeRequest.newBuilder()
                .setMimeType("text/plain")
                .setProvider(ProviderInfo.newBuilder().setName("Paper"))
                .build();
        GetDefaultAppProviderForMimeTypeRequest text = GetDefaultAppProviderForMimeTypeRequest.newBuilder()
                .setMimeType("text/plain")
                .build();

        assertThat(gateway(FakeSite.EINSTEIN)
                        .setDefaultAppProviderForMimeType(paper)
                        .getStatus()
                        .getCode())
                .isEqualTo(Code.CODE_PERMISSION_DENIED);
        assertThat(gateway(FakeSite.MARIE)
                        .setDefaultAppProviderForMimeType(paper)
                        .getStatus()
                        .getCode())
                .isEqualTo(Code.CODE_OK);
        RegistryAPIGrpc.RegistryAPIBlockingStub registry = Cs3Client.with(
                RegistryAPIGrpc.newBlockingStub(served.client().channel), office.site.tokenOf(FakeSite.EINSTEIN));
        assertThat(registry.getDefaultAppProviderForMimeType(text).getProvider().getName())
                .isEqualTo("Paper");
        assertThat(registry.getDefaultAppProviderForMimeType(
                                text.toBuilder().setMimeType("image/png").build())
                        .getStatus()
                        .getCode())
                .isEqualTo(Code.CODE_NOT_FOUND);
    }

    @Test
    void nobody_adds_apps_over_the_network() {
        assertThat(gateway(FakeSite.MARIE)
                        .addAppProvider(AddAppProviderRequest.newBuilder()
                                .setProvider(ProviderInfo.newBuilder().setName("Evil"))
                                .build())
                        .getStatus()
                        .getCode())
                .isEqualTo(Code.CODE_PERMISSION_DENIED);
    }
}
