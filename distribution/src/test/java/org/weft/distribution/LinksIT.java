/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.cs3.gateway.v1beta1.AuthenticateRequest;
import com.cs3.gateway.v1beta1.GatewayAPIGrpc;
import com.cs3.gateway.v1beta1.GatewayAPIGrpc.GatewayAPIBlockingStub;
import com.cs3.rpc.v1beta1.Code;
import com.cs3.sharing.link.v1beta1.CreatePublicShareRequest;
import com.cs3.sharing.link.v1beta1.CreatePublicShareResponse;
import com.cs3.sharing.link.v1beta1.Grant;
import com.cs3.sharing.link.v1beta1.PublicShare;
import com.cs3.sharing.link.v1beta1.PublicSharePermissions;
import com.cs3.sharing.link.v1beta1.PublicShareReference;
import com.cs3.sharing.link.v1beta1.RemovePublicShareRequest;
import com.cs3.storage.provider.v1beta1.ResourceInfo;
import com.cs3.storage.provider.v1beta1.ResourcePermissions;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Public links of a server as it is shipped, with the programs that people use them with. */
class LinksIT {

    @TempDir
    Path folder = Path.of("");

    private Path source = Path.of("");

    @BeforeEach
    void makeTree() throws IOException {
        source = folder.resolve("source");
        for (int i = 0; i < 30; i++) {
            Path file = source.resolve("dir " + i % 4 + "/ü&" + i % 3 + "/file#" + i + "%.txt");
            Files.createDirectories(file.getParent());
            Files.writeString(file, "content of " + i + "\n".repeat(i));
        }
        Files.write(source.resolve("large.bin"), new byte[20 << 20]);
    }

    private String done(String... words) throws IOException, InterruptedException {
        Command command = Command.run(folder, words);
        assertThat(command.exitCode()).as(command.output()).isZero();
        return command.output();
    }

    private String status(String... words) throws IOException, InterruptedException {
        String[] command = new String[words.length + 6];
        System.arraycopy(new String[] {"curl", "-s", "-o", "/dev/null", "-w", "%{http_code}"}, 0, command, 0, 6);
        System.arraycopy(words, 0, command, 6, words.length);
        return Command.run(folder, command).output();
    }

    private String rclone(String... words) throws IOException, InterruptedException {
        String[] command = new String[words.length + 3];
        command[0] = "rclone";
        command[1] = "--config";
        command[2] = folder.resolve("rclone.conf").toString();
        System.arraycopy(words, 0, command, 3, words.length);
        return done(command);
    }

    private void remote(String name, String url, String user, String password) throws Exception {
        rclone(
                "config",
                "create",
                name,
                "webdav",
                "url",
                url,
                "vendor",
                "other",
                "user",
                user,
                "pass",
                password,
                "--obscure");
    }

    /** The gateway, for einstein. */
    static GatewayAPIBlockingStub signedIn(ManagedChannel channel) {
        GatewayAPIBlockingStub gateway = GatewayAPIGrpc.newBlockingStub(channel);
        String token = gateway.authenticate(AuthenticateRequest.newBuilder()
                        .setType("basic")
                        .setClientId("einstein")
                        .setClientSecret("relativity")
                        .build())
                .getToken();
        Metadata metadata = new Metadata();
        metadata.put(Metadata.Key.of("x-access-token", Metadata.ASCII_STRING_MARSHALLER), token);
        return gateway.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata));
    }

    private static PublicShare link(
            GatewayAPIBlockingStub gateway, String path, ResourcePermissions rights, String password) {
        CreatePublicShareResponse answer = gateway.createPublicShare(CreatePublicShareRequest.newBuilder()
                .setResourceInfo(ResourceInfo.newBuilder().setPath(path))
                .setGrant(Grant.newBuilder()
                        .setPermissions(PublicSharePermissions.newBuilder().setPermissions(rights))
                        .setPassword(password))
                .build());
        assertThat(answer.getStatus().getCode())
                .as(answer.getStatus().getMessage())
                .isEqualTo(Code.CODE_OK);
        return answer.getShare();
    }

    @Test
    void a_tree_is_read_edited_and_handed_in_by_links() throws Exception {
        Tools.require("rclone");
        Tools.require("curl");
        Tools.require("unzip");
        Path data = folder.resolve("data");
        PublicShare view;
        try (RunningWeft weft = RunningWeft.start(data, "--demo")) {
            ManagedChannel channel =
                    NettyChannelBuilder.forTarget(weft.grpc()).usePlaintext().build();
            GatewayAPIBlockingStub gateway = signedIn(channel);
            remote("own", weft.http() + "/remote.php/webdav", "einstein", "relativity");
            rclone("copy", source.toString(), "own:tree");

            view = link(gateway, "/home/tree", Cs3Rights.READ, "open sesame");
            String dav = weft.http() + "/remote.php/dav/public-files/" + view.getToken();
            remote("view", dav, "public", "open sesame");
            rclone("check", "--download", source.toString(), "view:");
            assertThat(Command.run(folder, "curl", "-s", weft.http() + "/s/" + view.getToken())
                            .output())
                    .contains("asks for a password")
                    .doesNotContain("tree");
            done(
                    "curl",
                    "-sfL",
                    "-c",
                    folder.resolve("cookies").toString(),
                    "-b",
                    folder.resolve("cookies").toString(),
                    "--data-urlencode",
                    "password=open sesame",
                    weft.http() + "/s/" + view.getToken());
            done(
                    "curl",
                    "-sf",
                    "-b",
                    folder.resolve("cookies").toString(),
                    "-o",
                    "tree.zip",
                    weft.http() + "/s/" + view.getToken() + "/download");
            done("unzip", "-q", "tree.zip", "-d", "unpacked");
            done(
                    "diff",
                    "-r",
                    source.toString(),
                    folder.resolve("unpacked/tree").toString());

            PublicShare edit = link(gateway, "/home/tree", Cs3Rights.EDIT, "");
            remote("edit", weft.http() + "/dav/public-files/" + edit.getToken(), "public", "");
            rclone("moveto", "edit:large.bin", "edit:dir 0/moved.bin");
            rclone("copyto", source.resolve("large.bin").toString(), "edit:new.bin");
            assertThat(rclone("lsf", "own:tree")).contains("new.bin").doesNotContain("large.bin");
            assertThat(rclone("lsf", "own:tree/dir 0")).contains("moved.bin");

            PublicShare drop = link(gateway, "/home/tree", Cs3Rights.DROP, "");
            String box = weft.http() + "/remote.php/dav/public-files/" + drop.getToken();
            assertThat(status("-T", source.resolve("large.bin").toString(), box + "/new.bin"))
                    .isEqualTo("201");
            assertThat(status(box + "/new.bin")).isEqualTo("403");
            assertThat(status("-X", "PROPFIND", "-H", "Depth: 1", box)).isEqualTo("403");
            assertThat(rclone("lsf", "own:tree")).contains("new.bin", "new (1).bin");

            gateway.removePublicShare(RemovePublicShareRequest.newBuilder()
                    .setRef(PublicShareReference.newBuilder().setId(drop.getId()))
                    .build());
            assertThat(status("-T", source.resolve("large.bin").toString(), box + "/late.bin"))
                    .isEqualTo("404");
            channel.shutdownNow();
        }
        try (RunningWeft again = RunningWeft.start(data, "--demo")) {
            String dav = again.http() + "/remote.php/dav/public-files/" + view.getToken() + "/new.bin";
            assertThat(status(dav)).isEqualTo("401");
            assertThat(status("-u", "public:open sesame", dav)).isEqualTo("200");
            assertThat(again.log()).doesNotContain(view.getToken());
        }
    }

    @Test
    void an_internal_link_leads_who_signs_in_and_has_access_and_nobody_else() throws Exception {
        Tools.require("curl");
        String cookies = folder.resolve("cookies").toString();
        try (RunningWeft weft = RunningWeft.start(folder.resolve("data"), "--demo")) {
            String file = weft.http() + "/remote.php/webdav/large.bin";
            done(
                    "curl",
                    "-sf",
                    "-u",
                    "einstein:relativity",
                    "-T",
                    source.resolve("large.bin").toString(),
                    file);
            ManagedChannel channel =
                    NettyChannelBuilder.forTarget(weft.grpc()).usePlaintext().build();
            CreatePublicShareResponse made = signedIn(channel)
                    .createPublicShare(CreatePublicShareRequest.newBuilder()
                            .setResourceInfo(ResourceInfo.newBuilder().setPath("/home/large.bin"))
                            .setInternal(true)
                            .build());
            channel.shutdownNow();
            assertThat(made.getStatus().getCode())
                    .as(made.getStatus().getMessage())
                    .isEqualTo(Code.CODE_OK);
            String page = weft.http() + "/s/" + made.getShare().getToken();
            String dav = weft.http() + "/remote.php/dav/public-files/"
                    + made.getShare().getToken() + "/large.bin";

            assertThat(status(page)).isEqualTo("303");
            assertThat(status(page + "/download")).isEqualTo("303");
            assertThat(status(dav)).isEqualTo("401");
            assertThat(status("-u", "marie:radioactivity", dav)).isEqualTo("404");
            assertThat(status("-u", "einstein:relativity", dav)).isEqualTo("200");
            String form = "user=einstein&password=relativity&back=/s/"
                    + made.getShare().getToken();
            assertThat(done("curl", "-sfL", "-c", cookies, "-b", cookies, "-d", form, weft.http() + "/signin"))
                    .contains("large.bin", "In your files at");
            done("curl", "-sf", "-b", cookies, "-o", "led.bin", page + "/download");
            assertThat(folder.resolve("led.bin")).hasSameBinaryContentAs(source.resolve("large.bin"));
        }
    }

    @Test
    void a_browser_downloads_by_a_url_that_a_program_signed_until_its_key_is_ended() throws Exception {
        Tools.require("curl");
        try (RunningWeft weft = RunningWeft.start(folder.resolve("data"), "--demo")) {
            String basic = "einstein:relativity";
            String file = weft.http() + "/remote.php/webdav/large.bin";
            done("curl", "-sf", "-u", basic, "-T", source.resolve("large.bin").toString(), file);
            String keys = weft.http() + "/ocs/v1.php/cloud/user/signing-key";
            String told = done("curl", "-sf", "-u", basic, "-H", "OCS-APIRequest: true", keys);
            String key = told.substring(told.indexOf("<signing-key>") + 13, told.indexOf("</signing-key>"));
            String claims = "OC-Credential=einstein&OC-Date="
                    + URLEncoder.encode(Instant.now().toString(), StandardCharsets.UTF_8)
                    + "&OC-Expires=1200&OC-Verb=GET";

            String url = signed(file + '?' + claims, key);
            done("curl", "-sf", "-o", "signed.bin", url);
            assertThat(folder.resolve("signed.bin")).hasSameBinaryContentAs(source.resolve("large.bin"));
            String archive = weft.http() + "/archiver?path=/home/large.bin&format=zip&" + claims;
            assertThat(status(signed(archive, key))).isEqualTo("200");
            assertThat(status(signed(archive, key) + "&path=/home")).isEqualTo("401");
            assertThat(status("-X", "DELETE", url)).isEqualTo("401");

            done("curl", "-sf", "-u", basic, "-H", "OCS-APIRequest: true", "-X", "DELETE", keys);
            assertThat(status(url)).isEqualTo("401");
            assertThat(weft.log()).doesNotContain(key);
        }
    }

    private static String signed(String url, String key) throws Exception {
        byte[] hash = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512")
                .generateSecret(new PBEKeySpec(url.toCharArray(), key.getBytes(StandardCharsets.US_ASCII), 10_000, 256))
                .getEncoded();
        return url + "&OC-Signature=" + HexFormat.of().formatHex(hash);
    }

    @Test
    void litmus_finds_a_webdav_server_behind_an_editable_link() throws Exception {
        Tools.require("litmus");
        try (RunningWeft weft = RunningWeft.start(folder.resolve("data"), "--demo")) {
            ManagedChannel channel =
                    NettyChannelBuilder.forTarget(weft.grpc()).usePlaintext().build();
            PublicShare edit = link(signedIn(channel), "/home", Cs3Rights.EDIT, "open sesame");
            channel.shutdownNow();

            Command litmus = Command.run(
                    folder,
                    "litmus",
                    "-k",
                    weft.http() + "/remote.php/dav/public-files/" + edit.getToken() + "/",
                    "public",
                    "open sesame");

            assertThat(litmus.output()).contains("summary for `locks'").doesNotContain("FAIL");
            assertThat(litmus.exitCode()).as(litmus.output()).isZero();
        }
    }
}
