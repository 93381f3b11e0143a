/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.cs3.gateway.v1beta1.GatewayAPIGrpc.GatewayAPIBlockingStub;
import com.cs3.identity.user.v1beta1.UserId;
import com.cs3.identity.user.v1beta1.UserType;
import com.cs3.ocm.provider.v1beta1.ProviderInfo;
import com.cs3.rpc.v1beta1.Code;
import com.cs3.rpc.v1beta1.Status;
import com.cs3.sharing.ocm.v1beta1.AccessMethod;
import com.cs3.sharing.ocm.v1beta1.CreateOCMShareRequest;
import com.cs3.sharing.ocm.v1beta1.CreateOCMShareResponse;
import com.cs3.sharing.ocm.v1beta1.ListReceivedOCMSharesRequest;
import com.cs3.sharing.ocm.v1beta1.ListReceivedOCMSharesResponse;
import com.cs3.sharing.ocm.v1beta1.ReceivedShare;
import com.cs3.sharing.ocm.v1beta1.RemoveOCMShareRequest;
import com.cs3.sharing.ocm.v1beta1.Share;
import com.cs3.sharing.ocm.v1beta1.ShareReference;
import com.cs3.sharing.ocm.v1beta1.ShareState;
import com.cs3.sharing.ocm.v1beta1.UpdateOCMShareRequest;
import com.cs3.sharing.ocm.v1beta1.UpdateReceivedOCMShareRequest;
import com.cs3.sharing.ocm.v1beta1.WebDAVAccessMethod;
import com.cs3.storage.provider.v1beta1.Grantee;
import com.cs3.storage.provider.v1beta1.GranteeType;
import com.cs3.storage.provider.v1beta1.Reference;
import com.cs3.storage.provider.v1beta1.ResourceId;
import com.cs3.storage.provider.v1beta1.ResourcePermissions;
import com.cs3.storage.provider.v1beta1.StatRequest;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.protobuf.FieldMask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two servers as they are shipped, each at an address of its own, whose people invite each other and share: what is given is
 * used with rclone, and what is taken back is gone at once.
 */
class FederationIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String HOME = "/remote.php/webdav/";
    private static final String SHARES = "/remote.php/dav/tree/shares/";

    @TempDir
    Path folder = Path.of("");

    @SuppressWarnings("NullAway.Init") // each test begins with its sites
    private FederatedSite a;

    @SuppressWarnings("NullAway.Init")
    private FederatedSite b;

    /** Starts two sites. */
    private void sites(String... ocm) throws Exception {
        a = FederatedSite.start(folder.resolve("a"), "127.0.0.1", ocm);
        b = FederatedSite.start(folder.resolve("b"), "127.0.0.2", ocm);
    }

    @AfterEach
    void stop() throws Exception {
        a.close();
        b.close();
    }

    /** The one invites, the other accepts; answers what the inviter knows of the other. */
    private static JsonObject befriend(FederatedSite from, String inviter, FederatedSite to, String invited)
            throws Exception {
        String token = from.helper(inviter, "POST", "generate-invite", "{\"description\":\"physics\"}")
                .getAsJsonObject()
                .get("token")
                .getAsString();
        to.helper(
                invited,
                "POST",
                "accept-invite",
                "{\"token\":\"" + token + "\",\"providerDomain\":\"" + from.host() + "\"}");
        JsonArray contacts =
                from.helper(inviter, "GET", "find-accepted-users", "").getAsJsonArray();
        assertThat(contacts).hasSize(1);
        assertThat(to.helper(invited, "GET", "find-accepted-users", "").getAsJsonArray())
                .hasSize(1);
        return contacts.get(0).getAsJsonObject();
    }

    private static void good(Status status) {
        assertThat(status.getCode()).as(status.getMessage()).isEqualTo(Code.CODE_OK);
    }

    private static AccessMethod webdav(ResourcePermissions permissions) {
        return AccessMethod.newBuilder()
                .setWebdavOptions(WebDAVAccessMethod.newBuilder().setPermissions(permissions))
                .build();
    }

    static Share share(
            FederatedSite from, String user, String path, JsonObject contact, ResourcePermissions permissions) {
        GatewayAPIBlockingStub gateway = from.gateway(user);
        ResourceId resource = gateway.stat(StatRequest.newBuilder()
                        .setRef(Reference.newBuilder().setPath(path))
                        .build())
                .getInfo()
                .getId();
        String idp = contact.get("idp").getAsString();
        CreateOCMShareResponse answer = gateway.createOCMShare(CreateOCMShareRequest.newBuilder()
                .setResourceId(resource)
                .setGrantee(Grantee.newBuilder()
                        .setType(GranteeType.GRANTEE_TYPE_USER)
                        .setUserId(UserId.newBuilder()
                                .setIdp(idp)
                                .setOpaqueId(contact.get("user_id").getAsString())
                                .setType(UserType.USER_TYPE_FEDERATED)))
                .setRecipientMeshProvider(ProviderInfo.newBuilder().setDomain(idp))
                .addAccessMethods(webdav(permissions))
                .build());
        good(answer.getStatus());
        return answer.getShare();
    }

    private static List<ReceivedShare> received(FederatedSite site, String user) {
        ListReceivedOCMSharesResponse answer =
                site.gateway(user).listReceivedOCMShares(ListReceivedOCMSharesRequest.getDefaultInstance());
        good(answer.getStatus());
        return answer.getSharesList();
    }

    static void accept(FederatedSite site, String user) {
        List<ReceivedShare> all = received(site, user);
        assertThat(all).hasSize(1);
        assertThat(all.getFirst().getState()).isEqualTo(ShareState.SHARE_STATE_PENDING);
        good(site.gateway(user)
                .updateReceivedOCMShare(UpdateReceivedOCMShareRequest.newBuilder()
                        .setShare(all.getFirst().toBuilder().setState(ShareState.SHARE_STATE_ACCEPTED))
                        .setUpdateMask(FieldMask.newBuilder().addPaths("state"))
                        .build())
                .getStatus());
    }

    private static ShareReference reference(Share share) {
        return ShareReference.newBuilder().setId(share.getId()).build();
    }

    private static void give(FederatedSite site, String user, Share share, ResourcePermissions permissions) {
        good(site.gateway(user)
                .updateOCMShare(UpdateOCMShareRequest.newBuilder()
                        .setRef(reference(share))
                        .addField(UpdateOCMShareRequest.UpdateField.newBuilder().setAccessMethods(webdav(permissions)))
                        .build())
                .getStatus());
    }

    private static void takeBack(FederatedSite site, String user, Share share) {
        good(site.gateway(user)
                .removeOCMShare(RemoveOCMShareRequest.newBuilder()
                        .setRef(reference(share))
                        .build())
                .getStatus());
    }

    private String rclone(String... words) throws IOException, InterruptedException {
        String[] command = new String[words.length + 3];
        command[0] = "rclone";
        command[1] = "--config";
        command[2] = folder.resolve("rclone.conf").toString();
        System.arraycopy(words, 0, command, 3, words.length);
        Command done = Command.run(folder, command);
        assertThat(done.exitCode()).as(done.output()).isZero();
        return done.output();
    }

    private Path tree() throws IOException {
        Path source = folder.resolve("source");
        for (int i = 0; i < 12; i++) {
            Path file = source.resolve("dir " + i % 3 + "/ü&#" + i + "%.txt");
            Files.createDirectories(file.getParent());
            Files.writeString(file, "content of " + i + "\n".repeat(i));
        }
        Files.write(source.resolve("large.bin"), new byte[9 << 20]);
        return source;
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void until(String what, Condition condition) throws Exception {
        Instant end = Instant.now().plus(PATIENCE);
        while (!condition.holds()) {
            assertThat(Instant.now()).as(what).isBefore(end);
            Thread.sleep(100);
        }
    }

    /** From the invitation to the end; what is written at one site is read at the other. */
    private void shareThere(FederatedSite from, String owner, FederatedSite to, String receiver, JsonObject contact)
            throws Exception {
        String own = owner + "s";
        String theirs = receiver + "s";
        from.rclone(folder.resolve("rclone.conf"), own, owner);
        to.rclone(folder.resolve("rclone.conf"), theirs, receiver);
        Path source = tree();
        rclone("copy", source.toString(), own + ":home/work");

        Share share = share(from, owner, "/home/work", contact, Cs3Rights.EDIT);
        assertThat(to.status(receiver, "PROPFIND", SHARES + "work", "")).isEqualTo(404);
        accept(to, receiver);
        assertThat(rclone("lsf", theirs + ":shares")).isEqualTo("work/\n");
        rclone("check", "--download", source.toString(), theirs + ":shares/work");

        Path mine = Files.writeString(folder.resolve("note.txt"), "from the receiver");
        rclone("copyto", mine.toString(), theirs + ":shares/work/dir 0/note.txt");
        assertThat(rclone("cat", own + ":home/work/dir 0/note.txt")).isEqualTo("from the receiver");
        rclone("moveto", theirs + ":shares/work/dir 0/note.txt", theirs + ":shares/work/renamed.txt");
        rclone("copyto", source.resolve("large.bin").toString(), theirs + ":shares/work/copy.bin");
        rclone("deletefile", theirs + ":shares/work/large.bin");
        assertThat(rclone("lsf", own + ":home/work").lines())
                .containsExactlyInAnyOrder("copy.bin", "dir 0/", "dir 1/", "dir 2/", "renamed.txt");

        give(from, owner, share, Cs3Rights.READ);
        assertThat(to.status(receiver, "PUT", SHARES + "work/late.txt", "x")).isEqualTo(403);
        assertThat(to.status(receiver, "DELETE", SHARES + "work/renamed.txt", ""))
                .isEqualTo(403);
        assertThat(rclone("cat", theirs + ":shares/work/renamed.txt")).isEqualTo("from the receiver");
        give(from, owner, share, Cs3Rights.EDIT);
        until("to write is allowed again", () -> to.status(receiver, "PUT", SHARES + "work/again.txt", "x") == 201);

        takeBack(from, owner, share);
        assertThat(to.status(receiver, "GET", SHARES + "work/renamed.txt", "")).isEqualTo(404);
        assertThat(to.status(receiver, "PUT", SHARES + "work/renamed.txt", "x")).isIn(403, 404, 409);
        until("the receiver's site has heard", () -> received(to, receiver).isEmpty());
        assertThat(rclone("lsf", theirs + ":shares")).isEmpty();
        assertThat(from.status(owner, "GET", HOME + "work/again.txt", "")).isEqualTo(200);
    }

    @Test
    void people_at_two_sites_invite_each_other_and_share_both_ways() throws Exception {
        Tools.require("rclone");
        sites();
        JsonObject marie = befriend(a, "einstein", b, "marie");
        assertThat(marie.get("idp").getAsString()).isEqualTo(b.host());
        shareThere(a, "einstein", b, "marie", marie);

        JsonObject einstein = b.helper("marie", "GET", "find-accepted-users", "")
                .getAsJsonArray()
                .get(0)
                .getAsJsonObject();
        shareThere(b, "marie", a, "einstein", einstein);
        assertThat(a.log() + b.log()).doesNotContain("request-failed", "ocm-message-refused");
    }

    @Test
    void the_same_goes_with_tokens_and_among_contacts_alone() throws Exception {
        Tools.require("rclone");
        sites("must-exchange-token = true", "must-invite = true", "must-use-http-sig = true");
        shareThere(a, "einstein", b, "marie", befriend(a, "einstein", b, "marie"));
    }

    @Test
    void a_site_that_goes_down_and_comes_back_loses_nothing() throws Exception {
        sites();
        JsonObject marie = befriend(a, "einstein", b, "marie");
        assertThat(a.status("einstein", "MKCOL", HOME + "work", "")).isEqualTo(201);
        assertThat(a.status("einstein", "PUT", HOME + "work/paper.txt", "E = mc2"))
                .isEqualTo(201);
        Share share = share(a, "einstein", "/home/work", marie, Cs3Rights.READ);
        accept(b, "marie");
        String paper = SHARES + "work/paper.txt";
        assertThat(b.send("marie", "GET", paper, "").body()).isEqualTo("E = mc2");

        a.stop();
        assertThat(b.status("marie", "GET", paper, "")).as("not 401, not 404").isEqualTo(503);
        assertThat(b.status("marie", "PROPFIND", SHARES + "work", "")).isEqualTo(503);
        assertThat(b.send("marie", "PROPFIND", SHARES, "", "Depth", "1").statusCode())
                .isEqualTo(207);
        a.start();
        until("it is there again, without a restart here", () -> b.status("marie", "GET", paper, "") == 200);

        b.stop();
        takeBackWhileDown(share);
    }

    /** What the receiver's site does not hear it finds out by itself, and what was before is there after a restart. */
    private void takeBackWhileDown(Share share) throws Exception {
        b.start();
        assertThat(b.helper("marie", "GET", "find-accepted-users", "").getAsJsonArray())
                .hasSize(1);
        assertThat(b.send("marie", "GET", SHARES + "work/paper.txt", "").body()).isEqualTo("E = mc2");
        assertThat(received(b, "marie").getFirst().getState()).isEqualTo(ShareState.SHARE_STATE_ACCEPTED);

        b.stop();
        Operator operator = new Operator(a.data());
        takeBack(a, "einstein", share);
        operator.awaitMetric("weft_ocm_notices_waiting 1.0");
        operator.awaitMetric("weft_ocm_notices_total{outcome=\"postponed\"}");
        b.start();
        assertThat(b.status("marie", "GET", SHARES + "work/paper.txt", "")).isEqualTo(404);
    }
}
