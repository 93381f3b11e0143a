/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.hdfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.minikdc.MiniKdc;
import org.apache.hadoop.security.UserGroupInformation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.testkit.storage.StorageBench;

/** An HDFS that asks for Kerberos tickets, with a KDC beside it. In a process of its own: Hadoop knows one way to sign in. */
@Tag("process")
class KerberosTest {

    @TempDir
    private Path tmp;

    @Test
    void a_keytab_lets_the_server_in_and_nothing_else_does() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Secured.class.getName(),
                        tmp.toString())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output.lines()).contains("read: second", "owner: weft", "without a ticket: refused");
    }

    /** The KDC, the cluster and the driver. */
    static final class Secured {
        private static final org.apache.hadoop.fs.Path ROOT = new org.apache.hadoop.fs.Path("/weft");

        private Secured() {}

        public static void main(String[] arguments) throws Exception {
            File folder = new File(arguments[0]);
            MiniKdc kdc = new MiniKdc(MiniKdc.createConf(), folder);
            kdc.start();
            File theirs = new File(folder, "hdfs.keytab");
            File ours = new File(folder, "weft.keytab");
            kdc.createPrincipal(theirs, "hdfs/localhost", "HTTP/localhost");
            kdc.createPrincipal(ours, "weft/localhost");
            Configuration settings = settings(folder, theirs, "@" + kdc.getRealm());
            UserGroupInformation.setConfiguration(settings);
            UserGroupInformation.loginUserFromKeytab("hdfs/localhost@" + kdc.getRealm(), theirs.getPath());
            MiniDFSCluster cluster =
                    new MiniDFSCluster.Builder(settings).numDataNodes(1).build();
            cluster.waitActive();
            DistributedFileSystem files = cluster.getFileSystem();
            files.mkdirs(ROOT);
            files.setOwner(ROOT, "weft", null);
            settings.set("fs.defaultFS", "hdfs://localhost:" + cluster.getNameNodePort());
            Path site = folder.toPath().resolve("site.xml");
            try (OutputStream out = Files.newOutputStream(site)) {
                settings.writeXml(out);
            }
            Optional<String> principal = Optional.of("weft/localhost@" + kdc.getRealm());
            try (StorageBench bench = Benches.with(
                    folder.toPath().resolve("in"),
                    config(site, Optional.empty(), principal, Optional.of(ours.toPath())))) {
                bench.put("/a", "first");
                bench.put("/a", "second");
                System.out.println("read: " + bench.read("/a"));
            }
            System.out.println("owner: "
                    + files.getFileStatus(new org.apache.hadoop.fs.Path(ROOT, "a"))
                            .getOwner());
            try (StorageBench bench = Benches.with(
                    folder.toPath().resolve("out"),
                    config(site, Optional.of("weft"), Optional.empty(), Optional.empty()))) {
                System.out.println("without a ticket: " + bench.names("/"));
            } catch (IOException refused) {
                System.out.println("without a ticket: refused");
            }
            System.exit(0);
        }

        private static Configuration settings(File folder, File keytab, String realm) {
            Configuration settings = new Configuration();
            settings.set("hadoop.security.authentication", "kerberos");
            settings.set("hadoop.security.authorization", "true");
            settings.set("hadoop.security.auth_to_local", "RULE:[2:$1]\nDEFAULT");
            settings.set("hdfs.minidfs.basedir", new File(folder, "dfs").getPath());
            for (String daemon : List.of("namenode", "datanode")) {
                settings.set("dfs." + daemon + ".kerberos.principal", "hdfs/localhost" + realm);
                settings.set("dfs." + daemon + ".keytab.file", keytab.getPath());
            }
            settings.set("dfs.web.authentication.kerberos.principal", "HTTP/localhost" + realm);
            settings.set("dfs.web.authentication.kerberos.keytab", keytab.getPath());
            settings.setBoolean("dfs.block.access.token.enable", true);
            settings.set("dfs.data.transfer.protection", "authentication");
            settings.setBoolean("ignore.secure.ports.for.testing", true);
            return settings;
        }

        private static HdfsConfig config(
                Path site, Optional<String> user, Optional<String> principal, Optional<Path> keytab) {
            return new HdfsConfig(
                    Optional.empty(),
                    ROOT.toString(),
                    List.of(site),
                    Map.of(),
                    user,
                    principal,
                    keytab,
                    false,
                    false,
                    true,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Duration.ofSeconds(20),
                    List.of("SHA1", "MD5", "ADLER32"),
                    MakeRoom.TRASH);
        }
    }
}
