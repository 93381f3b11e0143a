/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.weft.kernel.identity.directory.Directories;
import org.weft.kernel.runtime.plugin.DriverHandle;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.kernel.testing.ManualClock;
import org.weft.spi.GroupId;
import org.weft.spi.Sink;
import org.weft.spi.UserId;
import org.weft.spi.WeftException.Unavailable;
import org.weft.spi.identity.Directory;
import org.weft.spi.identity.GroupDirectory;
import org.weft.spi.identity.User;
import org.weft.spi.identity.UserDirectory;

/** Whom shares are judged by, while their directory says one thing or another. */
class SharersTest {

    private final ManualClock clock = new ManualClock();
    private final OnePerson directory = new OnePerson();
    private boolean unsure;
    private final Sharers sharers = new Sharers(
            new Directories(() -> List.of(DriverHandle.fixed("people", directory))),
            user -> false,
            this::missed,
            clock);

    private void missed(UserId user) {
        if (unsure) {
            throw new Unavailable(user + " may be there or not");
        }
    }

    private Optional<String> sharer() {
        return sharers.of(FakeSite.MARIE.id()).map(caller -> caller.username());
    }

    @Test
    void who_is_missing_keeps_their_shares_until_it_is_sure_that_they_are_gone() {
        assertThat(sharer()).contains("marie");
        directory.knows = false;
        unsure = true;
        clock.forward(Duration.ofMinutes(5));
        assertThat(sharer()).contains("marie");

        unsure = false;
        assertThat(sharer()).isEmpty();
    }

    @Test
    void of_whom_nothing_was_known_before_it_is_not_said_that_they_are_gone() {
        directory.knows = false;
        unsure = true;
        assertThatThrownBy(this::sharer).isInstanceOf(Unavailable.class);

        directory.knows = true;
        assertThat(sharer()).contains("marie");
    }

    private static final class OnePerson implements Directory, UserDirectory {

        private boolean knows = true;

        @Override
        public Optional<UserDirectory> users() {
            return Optional.of(this);
        }

        @Override
        public Optional<GroupDirectory> groups() {
            return Optional.empty();
        }

        @Override
        public Optional<User> get(UserId id) {
            return Optional.of(FakeSite.MARIE).filter(user -> knows && user.id().equals(id));
        }

        @Override
        public Optional<User> byClaim(String claim, String value) {
            return Optional.empty();
        }

        @Override
        public void find(String query, int limit, Sink<User> sink) {}

        @Override
        public Set<GroupId> groupsOf(UserId id) {
            return Set.of();
        }

        @Override
        public void close() {}
    }
}
