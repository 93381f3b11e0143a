/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import jdk.security.jarsigner.JarSigner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.testing.WithProcess;

@WithProcess
class SignedPluginsTest {

    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    Path data = Path.of("");

    private Path keys(String owner) throws Exception {
        Path keys = data.resolve(owner + ".p12");
        run(
                "-genkeypair",
                "-alias",
                "key",
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + owner,
                "-ext",
                "bc:c",
                "-keystore",
                keys.toString());
        return keys;
    }

    private static void run(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(Arrays.asList(arguments));
        command.addAll(List.of("-storepass", new String(PASSWORD)));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    private Path certificate(Path keys) throws Exception {
        Path file = keys.resolveSibling(keys.getFileName() + ".pem");
        run("-exportcert", "-rfc", "-alias", "key", "-keystore", keys.toString(), "-file", file.toString());
        return file;
    }

    private static void sign(Path jar, Path keys, Path target) throws Exception {
        KeyStore store = KeyStore.getInstance(keys.toFile(), PASSWORD);
        Certificate[] chain = store.getCertificateChain("key");
        JarSigner signer = new JarSigner.Builder(
                        (PrivateKey) store.getKey("key", PASSWORD),
                        CertificateFactory.getInstance("X.509").generateCertPath(Arrays.asList(chain)))
                .build();
        try (ZipFile in = new ZipFile(jar.toFile());
                OutputStream out = Files.newOutputStream(target)) {
            signer.sign(in, out);
        }
    }

    private Path plugin() throws IOException {
        Path folder = Files.createDirectories(data.resolve("built"));
        return PluginJar.answering("p", "1.0.0", "p", "x")
                .entry("lib/word.jar", new PluginJar("x", "1.0.0").bytes())
                .into(folder, "p.jar");
    }

    private HostFixture hostThatTrusts(Signers signers) throws IOException {
        return new HostFixture(
                data,
                new HostLimits(Duration.ofMinutes(10), Duration.ofMillis(20), HostFixture.STEP, 1),
                new PluginTrust(Set.of(), Optional.of(signers)));
    }

    @Test
    void a_plugin_with_a_trusted_signature_serves_and_one_without_is_refused() throws Exception {
        Path keys = keys("friend");
        try (HostFixture fixture = hostThatTrusts(Signers.read(certificate(keys), Optional.empty()))) {
            sign(plugin(), keys, fixture.site.resolve("p.jar"));
            PluginJar.answering("q", "1.0.0", "q", "x").into(fixture.site, "q.jar");
            var handle = fixture.entry("a", "p");
            fixture.run();

            assertThat(HostFixture.types(handle)).containsExactly("x");
            assertThat(fixture.refusal("q.jar"))
                    .isEqualTo("it is not signed, and [plugins] signers asks for a signature");
        }
    }

    @Test
    void a_signature_of_somebody_else_is_refused_by_name() throws Exception {
        Path friend = keys("friend");
        Path stranger = keys("stranger");
        try (HostFixture fixture = hostThatTrusts(Signers.read(friend, Optional.of(new String(PASSWORD))))) {
            sign(plugin(), stranger, fixture.site.resolve("p.jar"));
            fixture.run();

            assertThat(fixture.refusal("p.jar"))
                    .isEqualTo("it is signed by CN=stranger, whom [plugins] signers does not name");
        }
    }

    @Test
    void a_signer_whom_a_trusted_authority_certifies_is_trusted() throws Exception {
        Path authority = keys("authority");
        Path keys = data.resolve("author.p12");
        Files.copy(authority, keys);
        run("-changealias", "-alias", "key", "-destalias", "authority", "-keystore", keys.toString());
        run(
                "-genkeypair",
                "-alias",
                "key",
                "-keyalg",
                "EC",
                "-dname",
                "CN=author",
                "-signer",
                "authority",
                "-keystore",
                keys.toString());
        try (HostFixture fixture = hostThatTrusts(Signers.read(certificate(authority), Optional.empty()))) {
            sign(plugin(), keys, fixture.site.resolve("p.jar"));
            fixture.run();

            assertThat(fixture.refusal("p.jar")).isEmpty();
        }
    }

    @Test
    void what_was_changed_or_added_after_the_signing_is_refused() throws Exception {
        Path keys = keys("friend");
        try (HostFixture fixture = hostThatTrusts(Signers.read(certificate(keys), Optional.empty()))) {
            Path signed = data.resolve("signed.jar");
            sign(plugin(), keys, signed);
            rewrite(signed, fixture.site.resolve("changed.jar"), "site/Driver.class", false);
            rewrite(signed, fixture.site.resolve("longer.jar"), "site/Evil.class", true);
            fixture.run();

            assertThat(fixture.refusal("changed.jar")).startsWith("its signature is broken: ");
            assertThat(fixture.refusal("longer.jar")).isEqualTo("it is signed in part only; site/Evil.class is not");
        }
    }

    /** Copies an archive with another content of one entry, or with one more. */
    private static void rewrite(Path from, Path to, String name, boolean more) throws IOException {
        try (ZipFile in = new ZipFile(from.toFile());
                ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(to))) {
            for (ZipEntry entry : Collections.list(in.entries())) {
                out.putNextEntry(new ZipEntry(entry.getName()));
                out.write(
                        entry.getName().equals(name)
                                ? new byte[] {1, 2, 3}
                                : in.getInputStream(entry).readAllBytes());
            }
            if (more) {
                out.putNextEntry(new ZipEntry(name));
                out.write(1);
            }
        }
    }

    @Test
    void a_listed_hash_lets_an_archive_in_without_a_signature() throws Exception {
        Path jar = plugin();
        Path keys = keys("friend");
        PluginTrust trust =
                new PluginTrust(Set.of(Preflight.hash(jar)), Optional.of(Signers.read(keys, Optional.of("changeit"))));
        try (HostFixture fixture = new HostFixture(data, HostLimits.usual(), trust)) {
            Files.copy(jar, fixture.site.resolve("p.jar"));
            fixture.run();

            assertThat(fixture.refusal("p.jar")).isEmpty();
        }
    }

    @Test
    void a_file_that_holds_no_certificate_is_named() throws Exception {
        Path file = Files.writeString(data.resolve("nothing.pem"), "nothing");

        assertThatThrownBy(() -> Signers.read(file, Optional.empty()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("nothing.pem");
        assertThatThrownBy(() -> Signers.read(data.resolve("absent.pem"), Optional.empty()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("absent.pem");
    }
}
