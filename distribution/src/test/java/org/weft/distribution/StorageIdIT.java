/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.cs3.gateway.v1beta1.GatewayAPIGrpc.GatewayAPIBlockingStub;
import com.cs3.storage.provider.v1beta1.Reference;
import com.cs3.storage.provider.v1beta1.ResourceInfo;
import com.cs3.storage.provider.v1beta1.StatRequest;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.storage.s3.fixture.S3Server;

/** When the database is lost and the tree is not, clients find everything under the ids that they know. */
class StorageIdIT {

    @TempDir
    Path folder = Path.of("");

    @Test
    void a_bucket_alone_gives_the_same_ids_back_over_webdav_and_cs3() throws Exception {
        try (S3Server s3 = S3Server.start(Files.createDirectories(folder.resolve("s3")))) {
            s3.newBucket("ids");
            Path config = config("""
                driver = "s3"
                [storage.options]
                endpoint = "%s"
                bucket = "ids"
                prefix = "weft/"
                access-key = "%s"
                secret-key = "%s"
                """.formatted(s3.endpoint(), S3Server.ACCESS_KEY, S3Server.SECRET_KEY));
            Seen before = filled(config);
            Command rebuilt = Command.run(
                    folder,
                    RunningWeft.distribution()
                            .toAbsolutePath()
                            .resolve("bin/weft")
                            .toString(),
                    "storage",
                    "rebuild",
                    "home",
                    "--data",
                    folder.resolve("two").toString(),
                    "--config",
                    config.toString());
            assertThat(rebuilt.exitCode()).as(rebuilt.output()).isZero();
            assertThat(seenAgain(config)).isEqualTo(before);
        }
    }

    @Test
    void a_local_folder_alone_gives_the_same_ids_back_over_webdav_and_cs3() throws Exception {
        Path config = config("""
            driver = "localfs"
            [storage.options]
            root = "%s"
            """.formatted(Files.createDirectories(folder.resolve("tree"))));
        Seen before = filled(config);
        assertThat(seenAgain(config)).isEqualTo(before);
    }

    private Seen filled(Path config) throws IOException, InterruptedException {
        Tools.require("curl");
        try (RunningWeft weft = RunningWeft.start(folder.resolve("one"), "--demo", "--config", config.toString())) {
            Files.writeString(folder.resolve("file"), "kept");
            curl("-T", "file", weft.http() + "/remote.php/webdav/file");
            return look(weft);
        }
    }

    /** What clients see when the server has a new data folder and with it a new database. */
    private Seen seenAgain(Path config) throws IOException, InterruptedException {
        try (RunningWeft weft = RunningWeft.start(folder.resolve("two"), "--demo", "--config", config.toString())) {
            return look(weft);
        }
    }

    /**
     * What clients see of the file.
     *
     * @param id over WebDAV
     * @param storage over CS3
     * @param node over CS3
     */
    private record Seen(String id, String storage, String node) {}

    private Seen look(RunningWeft weft) throws IOException, InterruptedException {
        String answer = curl(
                "-X",
                "PROPFIND",
                "-H",
                "Depth: 0",
                "-d",
                "<propfind xmlns='DAV:'><prop><id xmlns='http://owncloud.org/ns'/></prop></propfind>",
                weft.http() + "/remote.php/webdav/file");
        String id = answer.replaceFirst("(?s).*<oc:id>([^<]+)</oc:id>.*", "$1");
        assertThat(id).as(answer).doesNotContain("<");
        ManagedChannel channel =
                NettyChannelBuilder.forTarget(weft.grpc()).usePlaintext().build();
        try {
            GatewayAPIBlockingStub gateway = Cs3ClientIT.signedIn(channel);
            ResourceInfo info = gateway.stat(StatRequest.newBuilder()
                            .setRef(Reference.newBuilder().setPath("/home/file"))
                            .build())
                    .getInfo();
            return new Seen(id, info.getId().getStorageId(), info.getId().getOpaqueId());
        } finally {
            channel.shutdownNow();
        }
    }

    private Path config(String driver) throws IOException {
        return Files.writeString(folder.resolve("weft.toml"), """
            [[storage]]
            name = "home"
            mount = "/home"
            everyone = "none"
            required = true
            """ + driver);
    }

    private String curl(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("curl", "-sS", "-u", "einstein:relativity"));
        command.addAll(List.of(words));
        return Command.run(folder, command.toArray(String[]::new)).output();
    }
}
