/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.WeftException;
import org.weft.spi.auth.Credentials;
import org.weft.spi.auth.Outcome;
import org.weft.spi.identity.User;

class UsersFileTest {

    @TempDir
    private Path folder;

    private static User lise() {
        return new User(
                new UserId("https://idp.example", "lise-id", UserType.PRIMARY),
                "lise",
                "lise@example.org",
                false,
                "Lise \"<Meitner>\"",
                List.of("physics-lovers"),
                OptionalLong.of(7),
                OptionalLong.empty(),
                Map.of("k", new User.OpaqueValue("plain", "eA==")));
    }

    private static UsersFile file(Path path) {
        return new UsersFile(path, new BouncyHashes());
    }

    private static Outcome signIn(Path path, String username, String secret) throws IOException {
        JsonAuth auth = new JsonAuth(new WatchedFile<>(path, UsersReader::read, new ManualClock()), new BouncyHashes());
        auth.start();
        return auth.authenticate(new Credentials("basic", username, secret));
    }

    @Test
    void an_added_account_signs_in_with_all_its_fields() throws IOException {
        Path path = TestFiles.copy("users.json", folder);

        file(path).add(lise(), "fission é\uD83D\uDE80".toCharArray());

        assertThat(signIn(path, "lise", "fission é\uD83D\uDE80"))
                .isInstanceOfSatisfying(
                        Outcome.Accepted.class,
                        accepted -> assertThat(accepted.user()).isEqualTo(lise()));
        assertThat(Files.readString(path))
                .contains("$argon2id$v=19$m=19456,t=2,p=1$")
                .doesNotContain("fission");
    }

    @Test
    void an_edit_changes_nothing_else() throws IOException {
        Path path = TestFiles.copy("users.json", folder);
        file(path).setSecret("marie", "polonium".toCharArray());
        String canonical = Files.readString(path);

        file(path).add(lise(), "fission".toCharArray());
        file(path).remove("lise");

        assertThat(Files.readString(path)).isEqualTo(canonical);
        assertThat(canonical)
                .contains("    {\n        \"id\": {\n            \"opaque_id\": \"4c510ada")
                .contains("2.50")
                .contains("null")
                .contains("\"secret\": \"relativity\"")
                .doesNotContain("radioactivity");
        assertThat(signIn(path, "marie", "polonium")).isInstanceOf(Outcome.Accepted.class);
        assertThat(signIn(path, "einstein", "relativity")).isInstanceOf(Outcome.Accepted.class);
    }

    @Test
    void the_first_account_makes_the_file_for_its_owner_alone() throws IOException {
        Path path = folder.resolve("new/users.json");
        assertThat(list(path)).isEmpty();

        file(path).add(lise(), "fission".toCharArray());

        assertThat(list(path)).containsExactly("lise");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-------");
    }

    @Test
    void permissions_and_links_stay() throws IOException {
        Path path = TestFiles.copy("users.json", folder);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r-----"));
        Path link = Files.createSymbolicLink(folder.resolve("link.json"), path);

        file(link).remove("richard");

        assertThat(link).isSymbolicLink();
        assertThat(list(path)).containsExactly("einstein", "marie");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-r-----");
    }

    private static List<String> list(Path path) {
        List<String> names = new ArrayList<>();
        file(path).list(user -> names.add(user.username()));
        return names;
    }

    @Test
    void what_can_not_be_done_is_refused_and_leaves_the_file_as_it_was() throws IOException {
        Path path = TestFiles.copy("users.json", folder);
        String before = Files.readString(path);
        UsersFile file = file(path);
        char[] secret = "x".toCharArray();
        User sameName = User.of(new UserId("i", "o", UserType.PRIMARY), "marie", "");
        User sameId = User.of(
                new UserId("https://idp.example", "4c510ada-c86b-4815-8820-42cdf82c3d51", UserType.PRIMARY), "b", "");

        assertThatThrownBy(() -> file.add(sameName, secret)).isInstanceOf(WeftException.AlreadyExists.class);
        assertThatThrownBy(() -> file.add(sameId, secret)).isInstanceOf(WeftException.AlreadyExists.class);
        assertThatThrownBy(() -> file.add(lise(), new char[0])).isInstanceOf(WeftException.InvalidArgument.class);
        assertThatThrownBy(() -> file.setSecret("nobody", secret)).isInstanceOf(WeftException.NotFound.class);
        assertThatThrownBy(() -> file.remove("nobody")).isInstanceOf(WeftException.NotFound.class);
        assertThatThrownBy(() -> file(folder.resolve("none.json")).remove("nobody"))
                .isInstanceOf(WeftException.NotFound.class);

        assertThat(Files.readString(path)).isEqualTo(before);
        assertThat(filesIn(folder)).containsExactly("users.json");
    }

    @Test
    void a_broken_file_is_told_and_not_touched() throws IOException {
        Path path = folder.resolve("users.json");
        Files.writeString(path, "[\n{\"username\": \"a\"}]");

        assertThatThrownBy(() -> file(path).add(lise(), "x".toCharArray()))
                .isInstanceOf(WeftException.Unavailable.class)
                .hasMessage("users.json can't be changed: users.json:2: \"id.opaque_id\" is missing or empty");
        assertThat(Files.readString(path)).isEqualTo("[\n{\"username\": \"a\"}]");
    }

    private static List<String> filesIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Test
    void no_change_of_several_at_a_time_is_lost() throws Exception {
        Path path = folder.resolve("users.json");
        List<Future<?>> changes = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 12; i++) {
                User user = User.of(new UserId("i", "o" + i, UserType.PRIMARY), "user" + (10 + i), "");
                changes.add(threads.submit(() -> file(path).add(user, "x".toCharArray())));
            }
        }

        for (Future<?> change : changes) {
            change.get();
        }
        assertThat(list(path)).hasSize(12).isSorted();
        assertThat(filesIn(folder)).containsExactly("users.json");
    }

    @Test
    void the_callers_copy_of_a_secret_is_left_to_the_caller() {
        char[] secret = "fission".toCharArray();

        file(folder.resolve("users.json")).add(lise(), secret);

        assertThat(secret).containsExactly('f', 'i', 's', 's', 'i', 'o', 'n');
    }
}
