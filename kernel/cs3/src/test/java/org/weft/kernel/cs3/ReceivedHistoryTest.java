/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import static org.assertj.core.api.Assertions.assertThat;

import com.cs3.gateway.v1beta1.GatewayAPIGrpc.GatewayAPIBlockingStub;
import com.cs3.rpc.v1beta1.Code;
import com.cs3.storage.provider.v1beta1.ListFileVersionsRequest;
import com.cs3.storage.provider.v1beta1.ListRecycleRequest;
import com.cs3.storage.provider.v1beta1.ListRecycleResponse;
import com.cs3.storage.provider.v1beta1.PurgeRecycleRequest;
import com.cs3.storage.provider.v1beta1.RestoreFileVersionRequest;
import com.cs3.storage.provider.v1beta1.RestoreRecycleItemRequest;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.sharing.share.LocalShares;
import org.weft.kernel.sharing.share.ReceivedShares.Decision;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.kernel.storage.files.PutRequest;
import org.weft.kernel.storage.resource.StatSpec;
import org.weft.kernel.storage.resource.Target;
import org.weft.kernel.storage.resource.WriteConditions;
import org.weft.kernel.testing.OverWire;
import org.weft.spi.Caller;
import org.weft.spi.Scope;
import org.weft.spi.TraceId;
import org.weft.spi.identity.User;
import org.weft.spi.share.Share;
import org.weft.spi.share.ShareState;
import org.weft.spi.storage.Grant;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Right;
import org.weft.spi.storage.Rights;

/** Trash and earlier contents of what was shared, over CS3: marie may change things and bring them back, richard reads. */
@OverWire
class ReceivedHistoryTest {

    private static final Rights EDIT = Rights.read()
            .plus(Rights.of(
                    Right.UPLOAD,
                    Right.CREATE_CONTAINER,
                    Right.DELETE,
                    Right.MOVE,
                    Right.LIST_VERSIONS,
                    Right.RESTORE_VERSION,
                    Right.LIST_RECYCLE,
                    Right.RESTORE_RECYCLE));

    private final FakeSite site;
    private final ServedSite served;

    ReceivedHistoryTest(@TempDir Path data) throws Exception {
        site = new FakeSite(data);
        served = new ServedSite(site);
    }

    @BeforeEach
    void share() {
        site.files.makeFolder(caller(FakeSite.EINSTEIN), at("home/a"), Optional.empty(), WriteConditions.plain());
        put("home/a/f.txt", "one");
        put("home/a/f.txt", "second");
        put("home/secret.txt", "secret");
        accepted(FakeSite.MARIE, EDIT);
        accepted(FakeSite.RICHARD, Rights.read());
    }

    @AfterEach
    void stop() {
        served.close();
        site.close();
    }

    private static Target at(String path) {
        return Target.path(RelPath.parse(path));
    }

    private void put(String path, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        site.files.put(
                caller(FakeSite.EINSTEIN),
                at(path),
                PutRequest.simple(OptionalLong.of(bytes.length)),
                new ByteArrayInputStream(bytes));
    }

    private void accepted(User user, Rights rights) {
        Share share = site.sharing
                .shares()
                .create(
                        caller(FakeSite.EINSTEIN),
                        at("home/a"),
                        new Grant.ToUser(user.id()),
                        rights,
                        LocalShares.Terms.usual());
        site.sharing.received().update(caller(user), share.id(), Decision.state(ShareState.ACCEPTED));
    }

    private static Caller caller(User user) {
        return new Caller(
                user.id(),
                user.username(),
                Set.of(),
                List.of(new Scope.User(Scope.Role.OWNER)),
                Optional.empty(),
                Optional.empty(),
                new TraceId("test"));
    }

    private GatewayAPIBlockingStub gateway(User user) {
        return served.client().gateway(site.tokenOf(user));
    }

    private ListRecycleResponse recycle(User user, String path) {
        return gateway(user)
                .listRecycle(ListRecycleRequest.newBuilder()
                        .setRef(Cs3Client.path(path))
                        .build());
    }

    private static List<String> paths(ListRecycleResponse listed) {
        return listed.getRecycleItemsList().stream()
                .map(item -> item.getRef().getPath())
                .toList();
    }

    private Code restore(User user, String path, String key) {
        return gateway(user)
                .restoreRecycleItem(RestoreRecycleItemRequest.newBuilder()
                        .setRef(Cs3Client.path(path))
                        .setKey(key)
                        .build())
                .getStatus()
                .getCode();
    }

    @Test
    void an_editor_brings_an_earlier_content_back_through_the_share_and_a_reader_does_not() {
        for (String path : List.of("/shares/a/f.txt", "/home/Shares/a/f.txt")) {
            for (User user : List.of(FakeSite.RICHARD, FakeSite.MARIE)) {
                var listed = gateway(user)
                        .listFileVersions(ListFileVersionsRequest.newBuilder()
                                .setRef(Cs3Client.path(path))
                                .build());
                assertThat(listed.getStatus().getCode()).isEqualTo(Code.CODE_OK);
                assertThat(listed.getVersionsList()).isNotEmpty();
                Code code = gateway(user)
                        .restoreFileVersion(RestoreFileVersionRequest.newBuilder()
                                .setRef(Cs3Client.path(path))
                                .setKey(listed.getVersions(listed.getVersionsCount() - 1)
                                        .getKey())
                                .build())
                        .getStatus()
                        .getCode();
                assertThat(code).isEqualTo(user.equals(FakeSite.MARIE) ? Code.CODE_OK : Code.CODE_PERMISSION_DENIED);
            }
            assertThat(site.files
                            .stat(caller(FakeSite.EINSTEIN), at("home/a/f.txt"), StatSpec.node())
                            .node()
                            .size())
                    .isEqualTo("one".length());
        }
    }

    @Test
    void an_editor_brings_back_what_was_deleted_below_the_share_and_sees_nothing_else_of_the_trash() {
        site.files.delete(caller(FakeSite.EINSTEIN), at("home/secret.txt"), WriteConditions.plain());
        site.files.delete(caller(FakeSite.MARIE), at("shares/a/f.txt"), WriteConditions.plain());
        assertThat(recycle(FakeSite.MARIE, "/home").getRecycleItemsList()).isEmpty();
        ListRecycleResponse seen = recycle(FakeSite.MARIE, "/shares/a");
        assertThat(paths(seen)).containsExactly("/shares/a/f.txt");
        assertThat(recycle(FakeSite.RICHARD, "/shares/a").getStatus().getCode()).isEqualTo(Code.CODE_PERMISSION_DENIED);
        String key = seen.getRecycleItems(0).getKey();
        String other = recycle(FakeSite.EINSTEIN, "/home").getRecycleItemsList().stream()
                .filter(item -> item.getRef().getPath().endsWith("secret.txt"))
                .findFirst()
                .orElseThrow()
                .getKey();
        assertThat(restore(FakeSite.MARIE, "/shares/a", other)).isEqualTo(Code.CODE_NOT_FOUND);
        assertThat(restore(FakeSite.RICHARD, "/shares/a", key)).isEqualTo(Code.CODE_PERMISSION_DENIED);
        assertThat(gateway(FakeSite.MARIE)
                        .purgeRecycle(PurgeRecycleRequest.newBuilder()
                                .setRef(Cs3Client.path("/shares/a"))
                                .setKey(key)
                                .build())
                        .getStatus()
                        .getCode())
                .isEqualTo(Code.CODE_PERMISSION_DENIED);
        assertThat(restore(FakeSite.MARIE, "/shares/a", key)).isEqualTo(Code.CODE_OK);
        assertThat(paths(recycle(FakeSite.EINSTEIN, "/home"))).containsExactly("/home/secret.txt");
    }
}
