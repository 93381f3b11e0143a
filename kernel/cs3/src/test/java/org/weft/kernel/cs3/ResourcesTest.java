/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import static org.assertj.core.api.Assertions.assertThat;

import com.cs3.gateway.v1beta1.GatewayAPIGrpc;
import com.cs3.rpc.v1beta1.Code;
import com.cs3.storage.provider.v1beta1.CreateContainerRequest;
import com.cs3.storage.provider.v1beta1.DeleteRequest;
import com.cs3.storage.provider.v1beta1.GetHomeRequest;
import com.cs3.storage.provider.v1beta1.GetPathRequest;
import com.cs3.storage.provider.v1beta1.ListContainerRequest;
import com.cs3.storage.provider.v1beta1.ListContainerResponse;
import com.cs3.storage.provider.v1beta1.ListContainerStreamRequest;
import com.cs3.storage.provider.v1beta1.ListContainerStreamResponse;
import com.cs3.storage.provider.v1beta1.ListStorageSpacesRequest;
import com.cs3.storage.provider.v1beta1.MoveRequest;
import com.cs3.storage.provider.v1beta1.Reference;
import com.cs3.storage.provider.v1beta1.ResourceId;
import com.cs3.storage.provider.v1beta1.ResourceInfo;
import com.cs3.storage.provider.v1beta1.ResourceType;
import com.cs3.storage.provider.v1beta1.TouchFileRequest;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.spi.storage.MakeSpec;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.RelPath;

/** Resources over CS3: made, found, listed, moved and deleted. */
class ResourcesTest extends Cs3Cases {

    ResourcesTest(@TempDir Path data) throws Exception {
        super(data);
    }

    private String marie() {
        return site.tokenOf(FakeSite.MARIE);
    }

    @Test
    void a_resource_is_made_seen_moved_and_deleted() {
        var gateway = client().gateway(einstein());
        assertThat(gateway.getHome(GetHomeRequest.getDefaultInstance()).getPath())
                .isEqualTo("/home");
        assertOk(gateway.createContainer(CreateContainerRequest.newBuilder()
                        .setRef(Cs3Client.path("/home/a"))
                        .build())
                .getStatus());
        assertOk(gateway.touchFile(TouchFileRequest.newBuilder()
                        .setRef(Cs3Client.path("/home/a/b.txt"))
                        .build())
                .getStatus());
        ResourceInfo file = stat(einstein(), Cs3Client.path("/home/a/b.txt")).getInfo();
        assertThat(file.getType()).isEqualTo(ResourceType.RESOURCE_TYPE_FILE);
        assertThat(file.getPath()).isEqualTo("/home/a/b.txt");
        assertThat(file.getName()).isEqualTo("b.txt");
        assertThat(file.getMimeType()).isEqualTo("text/plain");
        assertThat(file.getEtag()).startsWith("\"").endsWith("\"");
        assertThat(file.getOwner().getOpaqueId()).isEqualTo("4c510ada");
        assertThat(file.getPermissionSet().getInitiateFileUpload()).isTrue();
        assertThat(file.getParentId())
                .isEqualTo(stat(einstein(), Cs3Client.path("/home/a")).getInfo().getId());
        assertThat(file.getSpace().getId().getOpaqueId())
                .isEqualTo(file.getId().getStorageId() + "$" + file.getId().getSpaceId());
        assertOk(gateway.move(MoveRequest.newBuilder()
                        .setSource(Cs3Client.path("/home/a/b.txt"))
                        .setDestination(Cs3Client.path("/home/c.txt"))
                        .build())
                .getStatus());
        assertThat(gateway.getPath(GetPathRequest.newBuilder()
                                .setResourceId(file.getId())
                                .build())
                        .getPath())
                .isEqualTo("/home/c.txt");
        assertOk(gateway.delete(DeleteRequest.newBuilder()
                        .setRef(Reference.newBuilder().setResourceId(file.getId()))
                        .build())
                .getStatus());
        assertThat(stat(einstein(), Cs3Client.path("/home/c.txt")).getStatus().getCode())
                .isEqualTo(Code.CODE_NOT_FOUND);
    }

    @Test
    void a_resource_is_found_by_id_by_a_path_below_an_id_and_by_ids_without_a_space() {
        var gateway = client().gateway(einstein());
        gateway.createContainer(CreateContainerRequest.newBuilder()
                .setRef(Cs3Client.path("/home/a"))
                .build());
        gateway.touchFile(TouchFileRequest.newBuilder()
                .setRef(Cs3Client.path("/home/a/b"))
                .build());
        ResourceId folder =
                stat(einstein(), Cs3Client.path("/home/a")).getInfo().getId();
        ResourceId file =
                stat(einstein(), Cs3Client.path("/home/a/b")).getInfo().getId();
        Reference relative =
                Reference.newBuilder().setResourceId(folder).setPath("./b").build();
        Reference spaceless = Reference.newBuilder()
                .setResourceId(file.toBuilder().clearSpaceId())
                .build();
        Reference text = Reference.newBuilder()
                .setResourceId(ResourceId.newBuilder()
                        .setOpaqueId(file.getStorageId() + "$" + file.getSpaceId() + "!" + file.getOpaqueId()))
                .build();
        Reference inSpace = Reference.newBuilder()
                .setResourceId(folder.toBuilder().clearOpaqueId())
                .setPath("./a/b")
                .build();
        for (Reference reference : List.of(relative, spaceless, text, inSpace)) {
            assertThat(stat(einstein(), reference).getInfo().getId())
                    .as(reference.toString())
                    .isEqualTo(file);
        }
    }

    @Test
    void what_belongs_to_another_looks_as_if_it_were_not_there() {
        client().gateway(einstein())
                .touchFile(TouchFileRequest.newBuilder()
                        .setRef(Cs3Client.path("/home/secret"))
                        .build());
        ResourceId secret =
                stat(einstein(), Cs3Client.path("/home/secret")).getInfo().getId();
        Reference byId = Reference.newBuilder().setResourceId(secret).build();
        assertThat(stat(marie(), byId).getStatus().getCode()).isEqualTo(Code.CODE_NOT_FOUND);
        assertThat(client().gateway(marie())
                        .delete(DeleteRequest.newBuilder().setRef(byId).build())
                        .getStatus()
                        .getCode())
                .isEqualTo(Code.CODE_NOT_FOUND);
        ResourceId marieHome = stat(marie(), Cs3Client.path("/home")).getInfo().getId();
        Reference smuggled = Reference.newBuilder()
                .setResourceId(secret.toBuilder().setSpaceId(marieHome.getSpaceId()))
                .build();
        assertThat(stat(marie(), smuggled).getStatus().getCode()).isEqualTo(Code.CODE_NOT_FOUND);
    }

    @Test
    void a_bad_reference_is_an_invalid_argument() {
        for (Reference bad : List.of(
                Reference.getDefaultInstance(),
                Cs3Client.path("relative"),
                Cs3Client.path("/home/../common"),
                Reference.newBuilder()
                        .setResourceId(ResourceId.newBuilder().setStorageId("x").setOpaqueId("a/b"))
                        .build())) {
            assertThat(stat(einstein(), bad).getStatus().getCode()).isEqualTo(Code.CODE_INVALID_ARGUMENT);
        }
    }

    @Test
    void the_spaces_are_the_home_and_the_common_storage() {
        assertThat(client().gateway(einstein())
                        .listStorageSpaces(ListStorageSpacesRequest.getDefaultInstance())
                        .getStorageSpacesList())
                .extracting(space -> space.getRootInfo().getPath() + " " + space.getSpaceType())
                .containsExactly("/common project", "/home personal");
    }

    @Test
    void a_listing_too_large_for_a_message_is_refused_whole_and_told_in_pages_and_as_a_stream() throws Exception {
        fill("big", 25_000);
        var gateway = client().gateway(einstein());
        ListContainerRequest whole = ListContainerRequest.newBuilder()
                .setRef(Cs3Client.path("/common/big"))
                .build();
        ListContainerResponse refused = gateway.listContainer(whole);
        assertThat(refused.getStatus().getCode()).isEqualTo(Code.CODE_RESOURCE_EXHAUSTED);
        assertThat(refused.getStatus().getMessage()).contains("ListContainerStream");
        assertThat(refused.getInfosList()).isEmpty();
        List<String> paged = new ArrayList<>();
        String token = "";
        do {
            ListContainerResponse page = gateway.listContainer(
                    whole.toBuilder().setPageSize(7000).setPageToken(token).build());
            assertThat(page.getSerializedSize())
                    .isLessThanOrEqualTo(Cs3Limits.usual().message());
            page.getInfosList().forEach(info -> paged.add(info.getName()));
            token = page.getNextPageToken();
        } while (!token.isEmpty());
        List<String> streamed = new ArrayList<>();
        gateway.listContainerStream(ListContainerStreamRequest.newBuilder()
                        .setRef(Cs3Client.path("/common/big"))
                        .build())
                .forEachRemaining(message -> streamed.add(message.getInfo().getName()));
        assertThat(paged).hasSize(25_000).doesNotHaveDuplicates();
        assertThat(streamed).isEqualTo(paged);
    }

    @Test
    void a_client_that_takes_nothing_stops_the_listing_and_fills_no_memory() throws Exception {
        fill("big", 25_000);
        BlockingQueue<String> taken = new ArrayBlockingQueue<>(10);
        Metadata metadata = new Metadata();
        metadata.put(AuthInterceptor.TOKEN, einstein());
        ClientCall<ListContainerStreamRequest, ListContainerStreamResponse> call =
                client().channel.newCall(GatewayAPIGrpc.getListContainerStreamMethod(), CallOptions.DEFAULT);
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onMessage(ListContainerStreamResponse message) {
                        taken.add(message.getInfo().getName());
                    }
                },
                metadata);
        call.request(1);
        call.sendMessage(ListContainerStreamRequest.newBuilder()
                .setRef(Cs3Client.path("/common/big"))
                .build());
        call.halfClose();
        assertThat(taken.poll(20, TimeUnit.SECONDS)).isNotNull();
        long before = -1;
        while (site.common.pushed() != before) {
            before = site.common.pushed();
            Thread.sleep(300);
        }
        assertThat(site.common.pushed()).isPositive().isLessThan(20_000);
        assertThat(taken).isEmpty();
        call.cancel("enough", null);
    }

    @Test
    void a_failed_stream_ends_with_its_status() {
        var answers = client().gateway(einstein())
                .listContainerStream(ListContainerStreamRequest.newBuilder()
                        .setRef(Cs3Client.path("/home/none"))
                        .build());
        assertThat(answers.next().getStatus().getCode()).isEqualTo(Code.CODE_NOT_FOUND);
        assertThat(answers.hasNext()).isFalse();
    }

    private void fill(String folder, int count) throws Exception {
        RelPath path = RelPath.parse(folder);
        var caller = site.signIn.verify(einstein()).caller();
        site.common.makeFolder(caller, Ref.path(path), MakeSpec.simple());
        for (int i = 0; i < count; i++) {
            site.common.makeFolder(
                    caller, Ref.path(path.resolve("a-child-with-a-name-that-takes-its-room-" + i)), MakeSpec.simple());
        }
    }
}
