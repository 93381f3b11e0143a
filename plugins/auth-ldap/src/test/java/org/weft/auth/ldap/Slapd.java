/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.ldap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** An OpenLDAP server of the test's own on loopback, filled from people.ldif, with a certificate of its own. */
final class Slapd implements AutoCloseable {

    static final String PEOPLE = "ou=people,dc=example,dc=org";
    static final String GROUPS = "ou=groups,dc=example,dc=org";
    static final String ACCOUNT = "uid=weft,dc=example,dc=org";
    static final String ACCOUNT_SECRET = "loom";

    private static final Path PROGRAM = Path.of("/usr/sbin/slapd");

    private final Path folder;
    private final String host;
    private final int port = freePort();
    private final int tlsPort = freePort();
    private Optional<Process> running = Optional.empty();

    private Slapd(Path folder, String host) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.host = host;
    }

    /** Starts one; skips the test where slapd is not installed, except on CI, where it has to be. */
    static Slapd start(Path folder, String... moreEntries) throws IOException, InterruptedException {
        return certified(folder, "localhost", moreEntries);
    }

    /** Starts one that says it is another host than the one that it is reached at. */
    static Slapd certified(Path folder, String host, String... moreEntries) throws IOException, InterruptedException {
        if (!Files.isExecutable(PROGRAM)) {
            assertThat(System.getenv("CI"))
                    .as("slapd is missing, and CI must have it")
                    .isNotEqualTo("true");
            Assumptions.abort("skipped: OpenLDAP's server is not installed (no " + PROGRAM + ")");
        }
        Slapd slapd = new Slapd(folder, host);
        slapd.fill(String.join("\n", moreEntries));
        slapd.launch();
        return slapd;
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private void fill(String moreEntries) throws IOException, InterruptedException {
        Files.createDirectories(folder.resolve("data"));
        command(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=" + host,
                "-addext",
                "subjectAltName=DNS:" + host,
                "-keyout",
                "key.pem",
                "-out",
                "cert.pem");
        Files.writeString(folder.resolve("slapd.conf"), """
                include /etc/ldap/schema/core.schema
                include /etc/ldap/schema/cosine.schema
                include /etc/ldap/schema/nis.schema
                include /etc/ldap/schema/inetorgperson.schema
                modulepath /usr/lib/ldap
                moduleload back_mdb
                pidfile %1$s/pid
                TLSCertificateFile %1$s/cert.pem
                TLSCertificateKeyFile %1$s/key.pem
                sizelimit size.soft=100 size.hard=100 size.pr=unlimited size.prtotal=unlimited
                access to attrs=userPassword by anonymous auth by * none
                access to * by dn.exact="%2$s" read by anonymous auth by * none
                database mdb
                suffix "dc=example,dc=org"
                directory %1$s/data
                maxsize 67108864
                index objectClass,uid,mail,entryUUID,member eq
                """.formatted(folder, ACCOUNT));
        String people;
        try (var in = Slapd.class.getResourceAsStream("/people.ldif")) {
            people = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        people = people.replace("@einstein@", salted("relativity")).replace("@marie@", salted("radioactivity"));
        Files.writeString(folder.resolve("all.ldif"), people + "\n" + moreEntries);
        command("/usr/sbin/slapadd", "-q", "-f", "slapd.conf", "-l", "all.ldif");
    }

    private static String salted(String secret) {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            byte[] salt = {1, 2, 3, 4};
            sha1.update(secret.getBytes(StandardCharsets.UTF_8));
            byte[] hash = sha1.digest(salt);
            byte[] both = new byte[hash.length + salt.length];
            System.arraycopy(hash, 0, both, 0, hash.length);
            System.arraycopy(salt, 0, both, hash.length, salt.length);
            return Base64.getEncoder().encodeToString(both);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private void command(String... words) throws IOException, InterruptedException {
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(words)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(2, TimeUnit.MINUTES) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException(words[0] + " failed: " + Files.readString(output));
        }
    }

    void launch() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(List.of(
                        PROGRAM.toString(),
                        "-d",
                        "0",
                        "-f",
                        folder.resolve("slapd.conf").toString(),
                        "-h",
                        url() + " " + tlsUrl()))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        running = Optional.of(process);
        for (int tries = 0; !answers(); tries++) {
            if (!process.isAlive() || tries > 600) {
                throw new IOException("slapd does not answer: " + Files.readString(folder.resolve("log")));
            }
            Thread.sleep(100);
        }
    }

    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", tlsPort), 1000);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Ends the server, as a machine that loses its power. */
    void kill() throws InterruptedException {
        if (running.isPresent()) {
            running.get().destroyForcibly().waitFor();
        }
        running = Optional.empty();
    }

    URI url() {
        return URI.create("ldap://localhost:" + port);
    }

    URI tlsUrl() {
        return URI.create("ldaps://localhost:" + tlsPort);
    }

    Path certificate() {
        return folder.resolve("cert.pem");
    }

    ServerOptions options(URI... more) {
        List<URI> urls = new ArrayList<>(List.of(url()));
        urls.addAll(List.of(more));
        return options(urls, false, Optional.empty());
    }

    ServerOptions options(List<URI> urls, boolean startTls, Optional<Path> trusted) {
        return new ServerOptions(
                urls,
                Optional.of(ACCOUNT),
                Optional.of(ACCOUNT_SECRET),
                startTls,
                trusted,
                false,
                Duration.ofSeconds(20),
                Duration.ofSeconds(60),
                4);
    }

    @Override
    public void close() {
        try {
            kill();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
