/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.weft.kernel.sharing.share.Trio.EDIT;
import static org.weft.kernel.sharing.share.Trio.READ;
import static org.weft.kernel.sharing.share.Trio.path;
import static org.weft.kernel.sharing.share.Trio.to;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.sharing.share.ReceivedShares.Decision;
import org.weft.kernel.storage.resource.Target;
import org.weft.kernel.storage.spaces.SpaceCatalog;
import org.weft.kernel.storage.spaces.SpaceView;
import org.weft.spi.Caller;
import org.weft.spi.Scope;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.share.Link;
import org.weft.spi.share.Share;
import org.weft.spi.share.ShareState;
import org.weft.spi.storage.Rights;

/** Shares whose time is over: on every path at once, and out of the store later. */
class EndedSharesTest {

    private static final Duration HOUR = Duration.ofHours(1);

    private final Trio trio;

    EndedSharesTest(@TempDir Path data) {
        trio = new Trio(data);
    }

    @AfterEach
    void close() {
        trio.close();
    }

    private Share brief() {
        Instant end = trio.site.clock.instant().plus(HOUR);
        Share share =
                trio.shares().create(trio.einstein, path("home/a"), to(trio.marie), EDIT, LocalShares.Terms.until(end));
        trio.received().update(trio.marie, share.id(), Decision.state(ShareState.ACCEPTED));
        return share;
    }

    private int spaces(Caller caller) {
        List<String> found = new ArrayList<>();
        for (SpaceView.Kind kind : List.of(SpaceView.Kind.MOUNTPOINT, SpaceView.Kind.GRANT)) {
            trio.site.catalog.received(
                    caller, kind, new SpaceCatalog.Nothing(), (space, behind) -> found.add(space.name()));
        }
        return found.size();
    }

    @Test
    void a_share_that_is_over_is_over_on_every_path() {
        Share share = brief();
        Target byId = trio.id(trio.einstein, "home/a/b/deep.txt");
        assertThat(trio.rights(trio.marie, byId)).isEqualTo(EDIT);
        assertThat(trio.names(trio.marie, "home/Shares")).containsExactly("a");
        assertThat(spaces(trio.marie)).isEqualTo(2);

        trio.site.clock.forward(HOUR);
        assertThat(trio.rights(trio.marie, byId)).isEqualTo(Rights.none());
        for (String gone : List.of("shares/a", "shares/a/f.txt", "home/Shares/a/f.txt", "home/Shares")) {
            assertThatThrownBy(() -> trio.stat(trio.marie, gone)).as(gone).isInstanceOf(NotFound.class);
        }
        assertThat(trio.names(trio.marie, "shares")).isEmpty();
        assertThat(trio.names(trio.marie, "home")).doesNotContain("Shares");
        assertThat(spaces(trio.marie)).isZero();
        assertThatThrownBy(() -> trio.put(trio.marie, byId, "too late")).isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> trio.received().get(trio.marie, share.id())).isInstanceOf(NotFound.class);
        assertThat(trio.site.sharing.rows().find(share.id()))
                .as("not swept yet")
                .isPresent();
    }

    @Test
    void a_token_for_a_link_that_is_over_leads_nowhere() {
        var resource = trio.stat(trio.einstein, "home/a");
        Share link = trio.site
                .sharing
                .rows()
                .insert(Link.builder(
                                ShareRules.freshId(),
                                ShareRules.id(resource.id()),
                                trio.einstein.user(),
                                "a-token-of-some-length")
                        .creator(trio.einstein.user())
                        .rights(READ)
                        .expires(trio.site.clock.instant().plus(HOUR))
                        .build());
        var at = link.resource().orElseThrow();
        Caller holder = Trio.holder(
                new Scope.Resource("publicshare:" + link.id(), at.storage(), at.space(), at.node(), Scope.Role.VIEWER));
        Target file = trio.id(trio.einstein, "home/a/f.txt");
        assertThat(trio.rights(holder, file)).isEqualTo(READ);
        trio.site.clock.forward(HOUR);
        assertThat(trio.rights(holder, file)).isEqualTo(Rights.none());
        trio.site.sharing.sweep().run();
        assertThat(trio.site.sharing.rows().find(link.id())).isEmpty();
        assertThat(trio.rights(holder, file)).isEqualTo(Rights.none());
    }

    @Test
    void what_is_over_is_swept_and_what_got_a_longer_life_in_time_is_not() {
        Share ended = brief();
        Share prolonged = trio.shares()
                .create(
                        trio.einstein,
                        path("home/a/b"),
                        to(trio.marie),
                        READ,
                        LocalShares.Terms.until(trio.site.clock.instant().plus(HOUR)));
        trio.shares()
                .update(
                        trio.einstein,
                        prolonged.id(),
                        new LocalShares.Change(
                                Optional.empty(),
                                Optional.of(new LocalShares.Change.Expiry(
                                        Optional.of(trio.site.clock.instant().plus(HOUR.multipliedBy(3))))),
                                Optional.empty()));
        trio.site.clock.forward(HOUR.multipliedBy(2));
        trio.site.sharing.sweep().run();
        assertThat(trio.site.sharing.rows().find(ended.id())).isEmpty();
        assertThat(trio.site.sharing.rows().find(prolonged.id())).isPresent();
        assertThat(trio.rights(trio.marie, trio.id(trio.einstein, "home/a/b"))).isEqualTo(READ);
    }
}
