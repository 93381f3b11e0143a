/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.weft.kernel.sharing.share.Trio.EDIT;
import static org.weft.kernel.sharing.share.Trio.PASS;
import static org.weft.kernel.sharing.share.Trio.READ;
import static org.weft.kernel.sharing.share.Trio.path;
import static org.weft.kernel.sharing.share.Trio.to;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.sharing.share.ReceivedShares.Decision;
import org.weft.spi.Caller;
import org.weft.spi.share.Share;
import org.weft.spi.share.ShareState;

/** The entity tag of the folder of what was received: what it tells of, and what it costs to know it. */
class ReceivedFolderSummaryTest {

    private final Trio trio;

    ReceivedFolderSummaryTest(@TempDir Path data) {
        trio = new Trio(data);
    }

    @AfterEach
    void close() {
        trio.close();
    }

    private String tag(Caller who) {
        String tag = trio.stat(who, "home/Shares").node().etag();
        assertThat(trio.stat(who, "home").node().etag())
                .as("the home tells of it too")
                .contains(tag.substring(tag.length() - 8));
        return tag;
    }

    private void shareMany(int from, int to) {
        for (int number = from; number < to; number++) {
            trio.folder(trio.einstein, "home/a/b/n" + number);
            trio.accepted(trio.einstein, "home/a/b/n" + number, trio.marie, READ);
        }
    }

    private int looks(String path) {
        trio.stat(trio.marie, path);
        int before = trio.site.homes.stats.get();
        trio.stat(trio.marie, path);
        return trio.site.homes.stats.get() - before;
    }

    @Test
    void while_nothing_changes_many_shares_cost_as_many_looks_as_few() {
        shareMany(0, 5);
        int few = looks("home");
        shareMany(5, 60);
        assertThat(looks("home")).isEqualTo(few);
        trio.put(trio.einstein, "home/a/b/n7/f.txt", "changed");
        int before = trio.site.homes.stats.get();
        trio.stat(trio.marie, "home");
        assertThat(trio.site.homes.stats.get() - before)
                .as("once something has changed")
                .isGreaterThan(60);
        assertThat(looks("home")).isEqualTo(few);
    }

    @Test
    void a_listing_of_what_was_received_looks_at_each_resource_once() {
        shareMany(0, 40);
        trio.stat(trio.marie, "home/Shares");
        int before = trio.site.homes.stats.get();
        assertThat(trio.names(trio.marie, "home/Shares")).hasSize(40);
        assertThat(trio.site.homes.stats.get() - before).isBetween(40, 60);
    }

    @Test
    void it_changes_with_what_is_in_it_and_with_nothing_else() {
        trio.accepted(trio.einstein, "home/a/b", trio.marie, EDIT);
        String before = tag(trio.marie);
        assertThat(tag(trio.marie)).isEqualTo(before);
        trio.put(trio.einstein, "home/a/f.txt", "not shared");
        assertThat(tag(trio.marie)).as("what else the giver does is not told").isEqualTo(before);
        trio.put(trio.einstein, "home/a/b/deep.txt", "changed deep");
        String changed = tag(trio.marie);
        assertThat(changed).isNotEqualTo(before);
        trio.put(trio.marie, "home/Shares/b/mine.txt", "by the receiver");
        assertThat(tag(trio.marie)).isNotEqualTo(changed);
    }

    @Test
    void it_changes_when_whoever_passed_something_on_has_it_no_more_and_when_it_is_back() {
        Share given = trio.accepted(trio.einstein, "home/a", trio.marie, PASS);
        trio.accepted(trio.einstein, "home/a/bc", trio.richard, READ);
        Share passed =
                trio.shares().create(trio.marie, path("shares/a/b"), to(trio.richard), READ, LocalShares.Terms.usual());
        trio.received().update(trio.richard, passed.id(), Decision.state(ShareState.ACCEPTED));
        String before = tag(trio.richard);
        trio.shares().update(trio.einstein, given.id(), LocalShares.Change.rights(READ));
        String without = tag(trio.richard);
        assertThat(without).isNotEqualTo(before);
        trio.shares().update(trio.einstein, given.id(), LocalShares.Change.rights(PASS));
        assertThat(tag(trio.richard)).isEqualTo(before);
        trio.site.storage.grants().deny(trio.einstein, path("home/a/b"), to(trio.richard));
        assertThat(tag(trio.richard)).as("closed by a grant").isEqualTo(without);
    }

    @Test
    void it_changes_when_a_share_ends_or_its_resource_comes_and_goes() {
        trio.accepted(trio.einstein, "home/a/bc", trio.marie, READ);
        String one = tag(trio.marie);
        Share brief = trio.shares()
                .create(
                        trio.einstein,
                        path("home/a/b"),
                        to(trio.marie),
                        READ,
                        LocalShares.Terms.until(trio.site.clock.instant().plus(Duration.ofMinutes(1))));
        trio.received().update(trio.marie, brief.id(), Decision.state(ShareState.ACCEPTED));
        String both = tag(trio.marie);
        assertThat(both).isNotEqualTo(one);
        trio.site.clock.forward(Duration.ofMinutes(2));
        assertThat(tag(trio.marie)).isEqualTo(one);
        trio.shares()
                .update(
                        trio.einstein,
                        trio.share(trio.einstein, "home/a/b", to(trio.marie), READ)
                                .id(),
                        new LocalShares.Change(Optional.empty(), Optional.empty(), Optional.of("again")));
        assertThat(tag(trio.marie)).as("pending").isEqualTo(one);
        trio.delete(trio.einstein, "home/a/bc");
        assertThat(trio.names(trio.marie, "home/Shares")).isEmpty();
        assertThat(tag(trio.marie)).isNotEqualTo(one);
    }
}
