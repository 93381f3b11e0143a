/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.sftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weft.spi.Caller;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.NoSpace;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.storage.Content;
import org.weft.spi.storage.Guard;
import org.weft.spi.storage.ListSpec;
import org.weft.spi.storage.OnConflict;
import org.weft.spi.storage.Precondition;
import org.weft.spi.storage.PutSpec;
import org.weft.spi.storage.ReadSpec;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.StorageDriver;
import org.weft.storage.sftp.fixture.OpenSsh;
import org.weft.testkit.TestContext;
import org.weft.testkit.storage.StorageBench;

/** What becomes of calls and files when the server stops, goes, changes its key, or has what can't be shown. */
@Tag("process")
class ServerGoneTest {

    private static final Caller ANNA = StorageBench.caller("anna");

    @TempDir
    Path tmp;

    private OpenSsh server;
    private Path disk;
    private TestContext context;
    private StorageDriver driver;

    @BeforeEach
    void start() throws IOException {
        server = OpenSsh.start(tmp.resolve("sshd"));
        disk = Files.createDirectories(tmp.resolve("disk"));
        context = TestContext.in(tmp.resolve("state"));
        driver = new SftpFactory().create(Lab.config(server, disk, Duration.ofSeconds(10)), context);
    }

    @AfterEach
    void stop() throws IOException {
        driver.close();
        context.close();
        server.signal("CONT", true);
        server.close();
    }

    private static Ref at(String path) {
        return Ref.path(RelPath.parse(path));
    }

    private void put(String path, String text) throws IOException {
        driver.put(ANNA, at(path), PutSpec.simple(), new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    private String read(String path) throws IOException {
        try (Content content = driver.open(ANNA, at(path), ReadSpec.whole())) {
            return new String(((Content.OfStream) content).stream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Connections that were lost are noticed by the call that meets them; the next has new ones. */
    private String readAtLast(String path) throws IOException {
        for (int tries = 0; ; tries++) {
            try {
                return read(path);
            } catch (IOException | WeftException away) {
                if (tries == 20) {
                    throw away;
                }
            }
            try {
                Thread.sleep(500);
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
        }
    }

    @Test
    void a_host_key_that_changed_is_refused_in_words() throws IOException {
        OpenSsh.makeKey(tmp.resolve("other"), "ed25519", "");
        server.writeKnownHosts(tmp.resolve("other.pub"));
        assertThatThrownBy(driver::start)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("host key has changed")
                .hasMessageContaining("SHA256:");
        assertThat(driver.health().isUp()).isFalse();
    }

    @Test
    void a_host_that_is_not_known_is_refused_in_words() throws IOException {
        Files.writeString(server.knownHosts(), "");
        assertThatThrownBy(driver::start)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not in the known hosts");
    }

    @Test
    void a_server_that_can_not_rename_over_a_file_is_refused_in_words() throws IOException {
        try (OpenSsh old = OpenSsh.start(tmp.resolve("old"), "posix-rename")) {
            StorageDriver other = new SftpFactory().create(Lab.config(old, disk, Duration.ofSeconds(10)), context);
            assertThatThrownBy(other::start).hasMessageContaining("posix-rename@openssh.com");
            other.close();
        }
    }

    @Test
    void a_server_without_the_other_extensions_serves_without_a_quota() throws IOException {
        try (OpenSsh plain = OpenSsh.start(tmp.resolve("plain"), "fsync,statvfs,fstatvfs")) {
            StorageDriver other = new SftpFactory().create(Lab.config(plain, disk, Duration.ofSeconds(10)), context);
            other.start();
            other.put(ANNA, at("a"), PutSpec.simple(), new ByteArrayInputStream(new byte[] {1}));
            assertThat(other.stat(ANNA, at("a")).size()).isEqualTo(1);
            assertThat(other.quota(ANNA, at("")).remaining()).isEmpty();
            other.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ed25519", "ecdsa", "rsa"})
    void a_key_of_each_kind_signs_in_with_its_passphrase(String kind) throws IOException {
        Path key = tmp.resolve(kind);
        OpenSsh.makeKey(key, kind, "open sesame");
        server.authorize(tmp.resolve(kind + ".pub"));
        for (String word : List.of("open sesame", "guessed")) {
            StorageDriver other = new SftpFactory().create(Lab.config(server, disk, key, word), context);
            if (word.equals("guessed")) {
                assertThatThrownBy(other::start).hasMessageContaining("is the passphrase right?");
            } else {
                other.start();
                assertThat(other.health().isUp()).isTrue();
            }
            other.close();
        }
    }

    @Test
    void a_full_disk_is_told_and_the_old_content_stays() throws Exception {
        Path small = Files.createDirectories(tmp.resolve("small"));
        Process mount =
                new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=4m", "weft-test", small.toString()).start();
        Assumptions.assumeTrue(mount.waitFor() == 0, "this user may not mount a file system");
        StorageDriver other = new SftpFactory().create(Lab.config(server, small, Duration.ofSeconds(10)), context);
        try {
            other.start();
            other.put(
                    ANNA, at("a"), PutSpec.simple(), new ByteArrayInputStream("old".getBytes(StandardCharsets.UTF_8)));
            InputStream large = new ByteArrayInputStream(new byte[8 << 20]);
            assertThatThrownBy(() -> other.put(ANNA, at("a"), PutSpec.simple(), large))
                    .isInstanceOf(NoSpace.class);
            assertThat(Files.readString(small.resolve("a"))).isEqualTo("old");
            other.put(ANNA, at("b"), PutSpec.simple(), new ByteArrayInputStream(new byte[2 << 20]));
        } finally {
            other.close();
            new ProcessBuilder("umount", "--lazy", small.toString()).start().waitFor();
        }
    }

    @Test
    void a_server_that_stops_to_answer_ends_calls_and_is_used_again_when_it_goes_on() throws IOException {
        driver.start();
        put("a", "text");
        server.signal("STOP", true);
        assertThatThrownBy(() -> read("a")).isInstanceOfAny(IOException.class, WeftException.class);
        assertThatThrownBy(() -> put("a", "new")).isInstanceOfAny(IOException.class, WeftException.class);
        assertThat(driver.health().isUp()).isFalse();
        server.signal("CONT", true);
        assertThat(readAtLast("a")).isEqualTo("text");
        assertThat(driver.health().isUp()).isTrue();
    }

    @Test
    void a_server_that_goes_in_the_middle_of_a_write_leaves_the_old_content() throws IOException {
        driver.start();
        put("a", "old");
        InputStream body = new InputStream() {
            private int given;

            @Override
            public int read() throws IOException {
                if (++given == 1_000_000) {
                    server.signal("KILL", false);
                }
                return given > 8_000_000 ? -1 : 'x';
            }

            @Override
            public int read(byte[] into, int offset, int count) throws IOException {
                int one = count == 0 ? 0 : read();
                if (one > 0) {
                    into[offset] = (byte) one;
                }
                return one > 0 ? 1 : one;
            }
        };
        assertThatThrownBy(() -> driver.put(ANNA, at("a"), PutSpec.simple(), body))
                .isInstanceOfAny(IOException.class, WeftException.class);
        assertThat(readAtLast("a")).isEqualTo("old");
        assertThat(Files.readString(disk.resolve("a"))).isEqualTo("old");
        put("a", "new");
        assertThat(read("a")).isEqualTo("new");
    }

    @Test
    void what_lies_behind_a_link_is_not_reached() throws IOException {
        Path outside = Files.createDirectories(tmp.resolve("outside"));
        Files.writeString(outside.resolve("secret"), "secret");
        driver.start();
        Files.createSymbolicLink(disk.resolve("link"), outside);
        Files.createSymbolicLink(disk.resolve("file"), outside.resolve("secret"));
        assertThat(names()).isEmpty();
        assertThatThrownBy(() -> read("link/secret")).isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> read("file")).isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> put("link/new", "x")).isInstanceOf(WeftException.class);
        assertThat(outside.resolve("new")).doesNotExist();
    }

    @Test
    void a_folder_that_became_a_link_is_not_followed() throws IOException {
        Path outside = Files.createDirectories(tmp.resolve("outside"));
        Files.writeString(outside.resolve("a"), "secret");
        driver.start();
        Files.createDirectory(disk.resolve("f"));
        put("f/a", "public");
        Files.move(disk.resolve("f"), tmp.resolve("f"));
        Files.createSymbolicLink(disk.resolve("f"), outside);
        assertThatThrownBy(() -> read("f/a")).isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> put("f/a", "x")).isInstanceOf(WeftException.class);
        assertThat(Files.readString(outside.resolve("a"))).isEqualTo("secret");
    }

    @Test
    void a_name_that_is_no_utf8_is_not_shown_and_the_others_are() throws IOException {
        driver.start();
        put("é", "x");
        OpenSsh.run("sh", "-c", "touch \"$1/$(printf 'bad\\377')\"", "sh", disk.toString());
        assertThat(names()).containsExactly("é");
    }

    @Test
    void more_than_the_disk_holds_is_refused_before_it_is_sent() throws IOException {
        driver.start();
        put("a", "old");
        PutSpec huge = new PutSpec(
                OptionalLong.of(Long.MAX_VALUE / 2),
                Optional.empty(),
                Precondition.none(),
                Guard.none(),
                OnConflict.REPLACE,
                List::of,
                Optional.empty());
        InputStream never = InputStream.nullInputStream();
        assertThatThrownBy(() -> driver.put(ANNA, at("a"), huge, never)).isInstanceOf(NoSpace.class);
        assertThat(read("a")).isEqualTo("old");
    }

    private List<String> names() throws IOException {
        List<String> names = new ArrayList<>();
        driver.list(ANNA, at(""), ListSpec.all(), node -> names.add(node.name()));
        return names;
    }
}
