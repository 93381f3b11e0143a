/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.cs3.auth.applications.v1beta1.GenerateAppPasswordRequest;
import com.cs3.auth.applications.v1beta1.ListAppPasswordsRequest;
import com.cs3.gateway.v1beta1.GatewayAPIGrpc.GatewayAPIBlockingStub;
import com.cs3.gateway.v1beta1.WhoAmIRequest;
import com.cs3.identity.user.v1beta1.GetUserByClaimRequest;
import com.cs3.ocm.invite.v1beta1.GenerateInviteTokenRequest;
import com.cs3.rpc.v1beta1.Status;
import com.cs3.sharing.collaboration.v1beta1.ListReceivedSharesRequest;
import com.cs3.sharing.collaboration.v1beta1.ListSharesRequest;
import com.cs3.sharing.collaboration.v1beta1.RemoveShareRequest;
import com.cs3.sharing.collaboration.v1beta1.ShareId;
import com.cs3.sharing.collaboration.v1beta1.ShareReference;
import com.cs3.sharing.link.v1beta1.ListPublicSharesRequest;
import com.cs3.storage.provider.v1beta1.CreateContainerRequest;
import com.cs3.storage.provider.v1beta1.CreateStorageSpaceRequest;
import com.cs3.storage.provider.v1beta1.DeleteRequest;
import com.cs3.storage.provider.v1beta1.InitiateFileDownloadRequest;
import com.cs3.storage.provider.v1beta1.InitiateFileUploadRequest;
import com.cs3.storage.provider.v1beta1.ListContainerRequest;
import com.cs3.storage.provider.v1beta1.ListFileVersionsRequest;
import com.cs3.storage.provider.v1beta1.ListRecycleRequest;
import com.cs3.storage.provider.v1beta1.ListStorageSpacesRequest;
import com.cs3.storage.provider.v1beta1.MoveRequest;
import com.cs3.storage.provider.v1beta1.PurgeRecycleRequest;
import com.cs3.storage.provider.v1beta1.Reference;
import com.cs3.storage.provider.v1beta1.ResourceId;
import com.cs3.storage.provider.v1beta1.StatRequest;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.testing.OverWire;

/** What each kind of token opens over CS3, and what it does not. */
@OverWire
class ScopesOverCs3Test {

    private static final List<String> FILES = List.of("get.txt", "move.txt", "delete.txt", "open.txt");

    /**
     * Calls, and the answer to each token in the order of {@link ScopedTokens#all}: {@code +} when it is done, {@code d} when
     * it is denied, {@code n} when nothing is there for it, {@code i} when it makes no sense, {@code X} when the call itself is
     * refused, before anything is looked at, {@code ?} when the site does not offer it.
     */
    private static final String ACTS = """
        who am i            | ++++++++++++++XX
        stat in             | ++++nnnn++++++XX
        stat out            | ++++nnnnnnnnnnXX
        stat in by path     | ++++nnnn++nnnnXX
        stat out by path    | ++++nnnnnnnnnnXX
        stat above          | ++++nnnnnnnnnnXX
        stat beside         | iiiiiiiiiiiiiiXX
        stat beside by path | iiiiiiiiiiiiiiXX
        list in             | ++++nnnn++++d+XX
        list out            | ++++nnnnnnnnnnXX
        download in         | ++++nnnn++++n+XX
        download out        | ++++nnnnnnnnnnXX
        versions in         | ++++nnnn++ddn+XX
        versions out        | ++++nnnnnnnnnnXX
        upload in           | ++ddnnnn+dd+++XX
        upload out          | ++ddnnnnnnnnnnXX
        folder in           | ++ddnnnn+dd+n+XX
        folder out          | ++ddnnnnnnnnnnXX
        move within         | ++ddnnnn+dd+n+XX
        move out of it      | ++ddnnnnnddnnnXX
        move into it        | ++ddnnnnnnnnnnXX
        delete in           | ++ddnnnn+dd+n+XX
        delete out          | ++ddnnnnnnnnnnXX
        list trash          | ++ddXXXXXXXXXXXX
        empty trash         | +dddXXXXXXXXXXXX
        shares              | ++++XXXXXXXXXXXX
        received            | ++++XXXXXXXXXXXX
        links               | ++++XXXXXXXXXXXX
        end a share         | +dddXXXXXXXXXXXX
        find somebody       | ++++XXXXXXXXXXXX
        app passwords       | +dddXXXXXXXXXXXX
        make one            | +dddXXXXXXXXXXXX
        spaces              | ++++XXXXXXXXXXXX
        make a space        | +dddXXXXXXXXXXXX
        invite              | ?dddXXXXXXXXXXXX
        """;

    @TempDir
    Path data;

    @TestFactory
    List<DynamicTest> tokens() throws Exception {
        return ScopedTokens.each(data, FILES, ScopesOverCs3Test::judge);
    }

    private static void judge(ScopedTokens tokens, int column) throws Exception {
        Map<String, Character> wanted = new LinkedHashMap<>();
        Map<String, Character> found = new LinkedHashMap<>();
        ACTS.lines().forEach(row -> {
            int bar = row.indexOf('|');
            wanted.put(
                    row.substring(0, bar).strip(),
                    row.substring(bar + 1).strip().charAt(column));
        });
        GatewayAPIBlockingStub gateway =
                tokens.whole.gateway(List.copyOf(tokens.all().values()).get(column));
        new Acts(tokens).all().forEach((name, act) -> found.put(name, answer(gateway, act)));
        assertThat(found).containsExactlyEntriesOf(wanted);
    }

    private interface Act {
        Status ask(GatewayAPIBlockingStub gateway);
    }

    private static char answer(GatewayAPIBlockingStub gateway, Act act) {
        try {
            return switch (act.ask(gateway).getCode()) {
                case CODE_OK -> '+';
                case CODE_PERMISSION_DENIED -> 'd';
                case CODE_NOT_FOUND -> 'n';
                case CODE_INVALID_ARGUMENT -> 'i';
                default -> '?';
            };
        } catch (StatusRuntimeException refused) {
            return switch (refused.getStatus().getCode()) {
                case PERMISSION_DENIED, UNAUTHENTICATED -> 'X';
                default -> '?';
            };
        }
    }

    private record Acts(ScopedTokens tokens) {

        Map<String, Act> all() {
            Map<String, Act> acts = new LinkedHashMap<>();
            files(acts);
            changes(acts);
            people(acts);
            return acts;
        }

        private void files(Map<String, Act> acts) {
            acts.put(
                    "who am i",
                    to -> to.whoAmI(WhoAmIRequest.getDefaultInstance()).getStatus());
            acts.put("stat in", to -> stat(to, in(".")));
            acts.put("stat out", to -> stat(to, out(".")));
            acts.put("stat in by path", to -> stat(to, path("/home/a/b")));
            acts.put("stat out by path", to -> stat(to, path("/home/a/bc")));
            acts.put("stat above", to -> stat(to, path("/home/a")));
            acts.put("stat beside", to -> stat(to, in("./../bc")));
            acts.put("stat beside by path", to -> stat(to, path("/home/a/b/../bc")));
            acts.put("list in", to -> list(to, in(".")));
            acts.put("list out", to -> list(to, out(".")));
            acts.put("download in", to -> download(to, in("./get.txt")));
            acts.put("download out", to -> download(to, out("./get.txt")));
            acts.put("versions in", to -> versions(to, in("./get.txt")));
            acts.put("versions out", to -> versions(to, out("./get.txt")));
            acts.put("upload in", to -> upload(to, in("./new.txt")));
            acts.put("upload out", to -> upload(to, out("./new.txt")));
        }

        private void changes(Map<String, Act> acts) {
            acts.put("folder in", to -> folder(to, in("./folder")));
            acts.put("folder out", to -> folder(to, out("./folder")));
            acts.put("move within", to -> move(to, in("./move.txt"), in("./moved.txt")));
            acts.put("move out of it", to -> move(to, in("./open.txt"), out("./carried.txt")));
            acts.put("move into it", to -> move(to, out("./move.txt"), in("./carried.txt")));
            acts.put("delete in", to -> delete(to, in("./delete.txt")));
            acts.put("delete out", to -> delete(to, out("./delete.txt")));
            acts.put(
                    "list trash",
                    to -> to.listRecycle(ListRecycleRequest.newBuilder()
                                    .setRef(path("/home"))
                                    .build())
                            .getStatus());
            acts.put(
                    "empty trash",
                    to -> to.purgeRecycle(PurgeRecycleRequest.newBuilder()
                                    .setRef(path("/home"))
                                    .build())
                            .getStatus());
        }

        private void people(Map<String, Act> acts) {
            acts.put(
                    "shares",
                    to -> to.listShares(ListSharesRequest.getDefaultInstance()).getStatus());
            acts.put(
                    "received",
                    to -> to.listReceivedShares(ListReceivedSharesRequest.getDefaultInstance())
                            .getStatus());
            acts.put(
                    "links",
                    to -> to.listPublicShares(ListPublicSharesRequest.getDefaultInstance())
                            .getStatus());
            acts.put(
                    "end a share",
                    to -> to.removeShare(RemoveShareRequest.newBuilder()
                                    .setRef(ShareReference.newBuilder()
                                            .setId(ShareId.newBuilder()
                                                    .setOpaqueId(
                                                            tokens.share.id().value())))
                                    .build())
                            .getStatus());
            acts.put(
                    "find somebody",
                    to -> to.getUserByClaim(GetUserByClaimRequest.newBuilder()
                                    .setClaim("username")
                                    .setValue("marie")
                                    .build())
                            .getStatus());
            acts.put(
                    "app passwords",
                    to -> to.listAppPasswords(ListAppPasswordsRequest.getDefaultInstance())
                            .getStatus());
            acts.put(
                    "make one",
                    to -> to.generateAppPassword(GenerateAppPasswordRequest.getDefaultInstance())
                            .getStatus());
            acts.put(
                    "spaces",
                    to -> to.listStorageSpaces(ListStorageSpacesRequest.getDefaultInstance())
                            .getStatus());
            acts.put(
                    "make a space",
                    to -> to.createStorageSpace(CreateStorageSpaceRequest.newBuilder()
                                    .setType("project")
                                    .setName("p")
                                    .build())
                            .getStatus());
            acts.put(
                    "invite",
                    to -> to.generateInviteToken(GenerateInviteTokenRequest.getDefaultInstance())
                            .getStatus());
        }

        private static Reference path(String path) {
            return Reference.newBuilder().setPath(path).build();
        }

        private Reference in(String path) {
            return below("home/a/b", path);
        }

        private Reference out(String path) {
            return below("home/a/bc", path);
        }

        private Reference below(String folder, String path) {
            org.weft.kernel.storage.resource.ResourceId id = tokens.id(folder);
            return Reference.newBuilder()
                    .setResourceId(ResourceId.newBuilder()
                            .setStorageId(id.storage())
                            .setSpaceId(id.space().value())
                            .setOpaqueId(id.node().value()))
                    .setPath(path)
                    .build();
        }

        private static Status stat(GatewayAPIBlockingStub to, Reference ref) {
            return to.stat(StatRequest.newBuilder().setRef(ref).build()).getStatus();
        }

        private static Status list(GatewayAPIBlockingStub to, Reference ref) {
            return to.listContainer(
                            ListContainerRequest.newBuilder().setRef(ref).build())
                    .getStatus();
        }

        private static Status download(GatewayAPIBlockingStub to, Reference ref) {
            return to.initiateFileDownload(
                            InitiateFileDownloadRequest.newBuilder().setRef(ref).build())
                    .getStatus();
        }

        private static Status versions(GatewayAPIBlockingStub to, Reference ref) {
            return to.listFileVersions(
                            ListFileVersionsRequest.newBuilder().setRef(ref).build())
                    .getStatus();
        }

        private static Status upload(GatewayAPIBlockingStub to, Reference ref) {
            return to.initiateFileUpload(
                            InitiateFileUploadRequest.newBuilder().setRef(ref).build())
                    .getStatus();
        }

        private static Status folder(GatewayAPIBlockingStub to, Reference ref) {
            return to.createContainer(
                            CreateContainerRequest.newBuilder().setRef(ref).build())
                    .getStatus();
        }

        private static Status move(GatewayAPIBlockingStub to, Reference from, Reference destination) {
            return to.move(MoveRequest.newBuilder()
                            .setSource(from)
                            .setDestination(destination)
                            .build())
                    .getStatus();
        }

        private static Status delete(GatewayAPIBlockingStub to, Reference ref) {
            return to.delete(DeleteRequest.newBuilder().setRef(ref).build()).getStatus();
        }
    }
}
