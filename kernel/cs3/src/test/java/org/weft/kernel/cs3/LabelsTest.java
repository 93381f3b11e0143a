/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import static org.assertj.core.api.Assertions.assertThat;

import com.cs3.gateway.v1beta1.GatewayAPIGrpc.GatewayAPIBlockingStub;
import com.cs3.labels.v1beta1.AddLabelRequest;
import com.cs3.labels.v1beta1.LabelsAPIGrpc;
import com.cs3.labels.v1beta1.ListLabelsRequest;
import com.cs3.labels.v1beta1.ListResourcesForLabelRequest;
import com.cs3.labels.v1beta1.RemoveLabelRequest;
import com.cs3.rpc.v1beta1.Code;
import com.cs3.storage.provider.v1beta1.ProviderAPIGrpc;
import com.cs3.storage.provider.v1beta1.Reference;
import com.cs3.storage.provider.v1beta1.ResourceInfo;
import com.cs3.storage.provider.v1beta1.StatRequest;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.sharing.site.FakeSite;

/** Labels by the calls of the CS3 APIs that are for them, new and old. */
class LabelsTest extends VersionsAndTrashSite {

    LabelsTest(@TempDir Path folder) throws Exception {
        super(folder);
    }

    @Test
    void what_bears_a_label_is_listed_until_the_label_is_taken_off() throws Exception {
        put("/home/a.txt", "1");
        put("/home/b.txt", "2");
        add("/home/a.txt", "favorite");
        add("/home/b.txt", "favorite");
        add("/home/b.txt", "to read");

        assertThat(labels(gateway)).containsExactly("favorite", "to read");
        assertThat(resources("favorite")).extracting(this::name).containsExactlyInAnyOrder("a.txt", "b.txt");
        assertThat(resources("to read")).extracting(this::name).containsExactly("b.txt");
        assertThat(stat("/home/b.txt").getArbitraryMetadata().getMetadataMap())
                .containsEntry("http://owncloud.org/ns/favorite", "1");

        assertOk(gateway.removeLabel(RemoveLabelRequest.newBuilder()
                        .setRef(Cs3Client.path("/home/b.txt"))
                        .setLabel("to read")
                        .build())
                .getStatus());
        assertThat(labels(gateway)).containsExactly("favorite");
        assertThat(resources("to read")).isEmpty();
    }

    @Test
    void labels_are_each_users_own() throws Exception {
        put("/home/a.txt", "1");
        add("/home/a.txt", "favorite");

        assertThat(labels(served.client().gateway(site.tokenOf(FakeSite.MARIE))))
                .isEmpty();
        assertThat(gateway.listLabels(ListLabelsRequest.newBuilder()
                                .setUserId(IdentityMessages.message(FakeSite.MARIE.id()))
                                .build())
                        .getStatus()
                        .getCode())
                .isEqualTo(Code.CODE_PERMISSION_DENIED);
    }

    @Test
    void the_service_of_labels_and_the_storage_provider_answer_as_the_gateway_does() throws Exception {
        put("/home/a.txt", "1");
        String token = site.tokenOf(FakeSite.EINSTEIN);
        var channel = served.client().channel;
        var provider = Cs3Client.with(ProviderAPIGrpc.newBlockingStub(channel), token);
        assertOk(provider.addLabel(com.cs3.storage.provider.v1beta1.AddLabelRequest.newBuilder()
                        .setRef(Cs3Client.path("/home/a.txt"))
                        .setLabel("old")
                        .build())
                .getStatus());

        var service = Cs3Client.with(LabelsAPIGrpc.newBlockingStub(channel), token);
        assertThat(service.listLabels(ListLabelsRequest.getDefaultInstance()).getLabelsList())
                .containsExactly("old");
        assertThat(service.listResourcesForLabel(ListResourcesForLabelRequest.newBuilder()
                                .setLabels("old")
                                .build())
                        .getRefList())
                .extracting(this::name)
                .containsExactly("a.txt");

        assertOk(provider.removeLabel(com.cs3.storage.provider.v1beta1.RemoveLabelRequest.newBuilder()
                        .setRef(Cs3Client.path("/home/a.txt"))
                        .setLabel("old")
                        .build())
                .getStatus());
        assertThat(labels(gateway)).isEmpty();
    }

    private void add(String path, String label) {
        assertOk(gateway.addLabel(AddLabelRequest.newBuilder()
                        .setRef(Cs3Client.path(path))
                        .setLabel(label)
                        .build())
                .getStatus());
    }

    private static List<String> labels(GatewayAPIBlockingStub of) {
        var answer = of.listLabels(ListLabelsRequest.getDefaultInstance());
        assertOk(answer.getStatus());
        return answer.getLabelsList();
    }

    private List<Reference> resources(String label) {
        var answer = gateway.listResourcesForLabel(
                ListResourcesForLabelRequest.newBuilder().setLabels(label).build());
        assertOk(answer.getStatus());
        return answer.getRefList();
    }

    private String name(Reference ref) {
        ResourceInfo info =
                gateway.stat(StatRequest.newBuilder().setRef(ref).build()).getInfo();
        return info.getName();
    }
}
