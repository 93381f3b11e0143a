/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.spi.Database;
import org.weft.spi.DriverContext;
import org.weft.spi.InvalidConfig;
import org.weft.spi.Meter;
import org.weft.spi.Mutex;
import org.weft.spi.auth.AuthProvider;
import org.weft.spi.auth.AuthProviderFactory;
import org.weft.spi.auth.Credentials;
import org.weft.spi.auth.Outcome;
import org.weft.spi.identity.Directory;
import org.weft.spi.identity.DirectoryFactory;

class FactoriesTest {

    private final DriverContext context = new ClockOnly();

    /** The testkit on the class path offers drivers of its own. */
    @Test
    void the_jar_offers_a_sign_in_and_a_directory_of_the_name_json() {
        assertThat(ServiceLoader.load(AuthProviderFactory.class))
                .extracting(factory -> factory.name())
                .contains("json");
        assertThat(ServiceLoader.load(DirectoryFactory.class))
                .extracting(factory -> factory.name())
                .contains("json");
    }

    @Test
    void the_demo_accounts_sign_in_without_a_file() throws Exception {
        try (AuthProvider auth = new JsonAuthFactory().create(new JsonAuthConfig(Optional.empty(), true), context)) {
            auth.start();

            assertThat(auth.authenticate(new Credentials("basic", "richard", "superfluidity")))
                    .isInstanceOf(Outcome.Accepted.class);
        }
    }

    @Test
    void either_a_file_or_the_demo_accounts_must_be_asked_for(@TempDir Path folder) {
        Optional<Path> file = Optional.of(folder.resolve("users.json"));
        JsonAuthFactory auth = new JsonAuthFactory();
        JsonDirectoryFactory directory = new JsonDirectoryFactory();

        assertInvalid("users", () -> auth.create(new JsonAuthConfig(Optional.empty(), false), context));
        assertInvalid("demo", () -> auth.create(new JsonAuthConfig(file, true), context));
        assertInvalid("users", () -> directory.create(new JsonDirectoryConfig(Optional.empty(), file, false), context));
        assertInvalid("demo", () -> directory.create(new JsonDirectoryConfig(Optional.empty(), file, true), context));
    }

    private static void assertInvalid(String key, ThrowingCallable create) {
        assertThatThrownBy(create)
                .isInstanceOfSatisfying(
                        InvalidConfig.class,
                        invalid -> assertThat(invalid.key()).isEqualTo(key));
    }

    @Test
    void the_first_account_can_be_made_before_the_start(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("users.json");
        JsonDirectoryConfig config = new JsonDirectoryConfig(Optional.of(file), Optional.empty(), false);
        try (Directory directory = new JsonDirectoryFactory().create(config, context)) {
            assertThatThrownBy(directory::start).hasMessageContaining("weft users add");

            directory
                    .accounts()
                    .orElseThrow()
                    .add(Demo.users().current().accounts().getFirst().user(), "relativity".toCharArray());
            directory.start();

            assertThat(directory.users().orElseThrow().byClaim("username", "einstein"))
                    .isPresent();
        }
    }

    /** All that these drivers ask of the kernel. */
    private static final class ClockOnly implements DriverContext {

        @Override
        public String instance() {
            return "json";
        }

        @Override
        public Path stateDirectory() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Clock clock() {
            return new ManualClock();
        }

        @Override
        public Meter meter() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Database database(Database.Durability durability) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Mutex mutex(String key) {
            throw new UnsupportedOperationException();
        }

        @Override
        public ExecutorService executor() {
            throw new UnsupportedOperationException();
        }

        @Override
        public ScheduledExecutorService scheduler() {
            throw new UnsupportedOperationException();
        }
    }
}
