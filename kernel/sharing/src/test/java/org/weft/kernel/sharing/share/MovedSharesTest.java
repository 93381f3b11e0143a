/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.weft.kernel.sharing.share.Trio.EDIT;
import static org.weft.kernel.sharing.share.Trio.PASS;
import static org.weft.kernel.sharing.share.Trio.READ;
import static org.weft.kernel.sharing.share.Trio.to;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.sharing.db.ShareRevisionTable;
import org.weft.kernel.sharing.share.ReceivedShares.Decision;
import org.weft.kernel.storage.resource.Target;
import org.weft.spi.share.Share;
import org.weft.spi.share.ShareState;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.Rights;

/** What becomes of shares when what was shared, or whoever shared it, is elsewhere. */
class MovedSharesTest {

    private final Trio trio;

    MovedSharesTest(@TempDir Path data) {
        trio = new Trio(data);
    }

    @AfterEach
    void close() {
        trio.close();
    }

    @Test
    void an_accepted_share_keeps_its_name_and_place_wherever_its_resource_is_moved() {
        Share share = trio.accepted(trio.einstein, "home/a/b", trio.marie, EDIT);
        trio.folder(trio.einstein, "home/elsewhere");
        trio.move(trio.einstein, "home/a/b", "home/elsewhere/other");
        assertThat(trio.names(trio.marie, "home/Shares")).containsExactly("b");
        assertThat(trio.names(trio.marie, "home/Shares/b")).containsExactly("deep.txt");
        assertThat(trio.received().get(trio.marie, share.id()).place())
                .map(Object::toString)
                .contains("shares/b");
        trio.put(trio.marie, "home/Shares/b/new.txt", "hers");
        assertThat(trio.names(trio.einstein, "home/elsewhere/other")).contains("new.txt");
    }

    @Test
    void what_is_moved_into_a_shared_folder_is_shared_and_what_is_moved_out_is_not() {
        trio.accepted(trio.einstein, "home/a/b", trio.marie, READ);
        Target file = trio.id(trio.einstein, "home/a/f.txt");
        assertThat(trio.rights(trio.marie, file)).isEqualTo(Rights.none());
        trio.move(trio.einstein, "home/a/f.txt", "home/a/b/f.txt");
        assertThat(trio.rights(trio.marie, file)).isEqualTo(READ);
        trio.move(trio.einstein, "home/a/b/f.txt", "home/a/bc/f.txt");
        assertThat(trio.rights(trio.marie, file)).isEqualTo(Rights.none());
    }

    @Test
    void a_folder_whose_name_begins_like_a_shared_one_is_not_shared() {
        trio.put(trio.einstein, "home/a/bc/other.txt", "other");
        trio.put(trio.einstein, "home/a/b.txt", "other");
        trio.accepted(trio.einstein, "home/a/b", trio.marie, READ);
        for (String other : List.of("home/a", "home/a/bc", "home/a/bc/other.txt", "home/a/b.txt")) {
            assertThat(trio.rights(trio.marie, trio.id(trio.einstein, other)))
                    .as(other)
                    .isEqualTo(Rights.none());
        }
        trio.folder(trio.marie, "home/Shares-of-mine");
        trio.folder(trio.marie, "home/Shares (and more)");
        assertThat(trio.names(trio.marie, "home/Shares-of-mine")).isEmpty();
        assertThat(trio.names(trio.marie, "home/Shares (and more)")).isEmpty();
        assertThat(trio.names(trio.marie, "home"))
                .containsExactlyInAnyOrder("Shares", "Shares-of-mine", "Shares (and more)");
    }

    @Test
    void a_share_goes_along_to_another_storage() {
        Share share = trio.share(trio.einstein, "home/a/b", to(trio.marie), READ);
        trio.move(trio.einstein, "home/a/b", "common/b");
        Share moved = trio.site.sharing.rows().get(share.id());
        assertThat(moved.resource().orElseThrow().node())
                .isEqualTo(trio.stat(trio.einstein, "common/b").node().id());
        assertThat(moved.resource().orElseThrow().storage())
                .isEqualTo(trio.stat(trio.einstein, "common/b").id().storage());
    }

    @Test
    void who_loses_the_right_to_share_has_shared_nothing_until_it_comes_back() {
        Share given = trio.accepted(trio.einstein, "home/a", trio.marie, PASS);
        Share passed = trio.share(trio.marie, "shares/a", to(trio.richard), READ);
        trio.received().update(trio.richard, passed.id(), Decision.state(ShareState.ACCEPTED));
        assertThat(trio.names(trio.richard, "home")).containsExactly("Shares");
        trio.shares().update(trio.einstein, given.id(), LocalShares.Change.rights(EDIT));
        assertThat(trio.names(trio.richard, "home/Shares")).isEmpty();
        assertThat(trio.rights(trio.richard, trio.id(trio.einstein, "home/a"))).isEqualTo(Rights.none());
        trio.shares().update(trio.einstein, given.id(), LocalShares.Change.rights(PASS));
        assertThat(trio.names(trio.richard, "home/Shares")).containsExactly("a");
    }

    @Test
    void shares_of_what_is_gone_for_good_are_swept_and_those_of_the_rest_stay() {
        Share gone = trio.share(trio.einstein, "home/a/b", to(trio.marie), READ);
        Share stays = trio.share(trio.einstein, "home/a/bc", to(trio.marie), READ);
        NodeId absent = gone.resource().orElseThrow().node();
        ShareRevisions revisions = new ShareRevisions(new ShareRevisionTable(trio.site.database));
        ShareSweep sweep = new ShareSweep(
                trio.site.sharing.rows(),
                revisions,
                trio.site.sharing.rules(),
                OcmShareEvents.none(),
                (space, node) -> node.equals(absent));
        sweep.sweep();
        assertThat(trio.site.sharing.rows().find(gone.id())).isEmpty();
        assertThat(trio.site.sharing.rows().find(stays.id())).isPresent();
        assertThat(trio.rights(trio.marie, trio.id(trio.einstein, "home/a/bc"))).isEqualTo(READ);
    }

    @Test
    void shares_of_what_lies_in_the_trash_are_kept() {
        Share trashed = trio.share(trio.einstein, "home/a/f.txt", to(trio.marie), READ);
        trio.delete(trio.einstein, "home/a/f.txt");
        trio.site.sharing.sweep().run();
        assertThat(trio.site.sharing.rows().find(trashed.id())).isPresent();
    }
}
