/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.weft.kernel.sharing.share.Trio.EDIT;
import static org.weft.kernel.sharing.share.Trio.PASS;
import static org.weft.kernel.sharing.share.Trio.READ;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.storage.resource.Resource;
import org.weft.kernel.storage.resource.Target;
import org.weft.kernel.storage.resource.WriteConditions;
import org.weft.spi.Caller;
import org.weft.spi.Scope;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.share.Link;
import org.weft.spi.share.Share;
import org.weft.spi.storage.Rights;

/** What whoever holds a token for one share can do: what the share says at that moment, and nothing besides. */
class TokensForSharesTest {

    private final Trio trio;

    TokensForSharesTest(@TempDir Path data) {
        trio = new Trio(data);
    }

    @AfterEach
    void close() {
        trio.close();
    }

    private Share link(Caller by, String path, Rights rights) {
        Resource resource = trio.stat(by, path);
        return trio.site
                .sharing
                .rows()
                .insert(Link.builder(
                                ShareRules.freshId(),
                                ShareRules.id(resource.id()),
                                resource.owner().orElseThrow(),
                                "token" + path.hashCode() + by.username() + "xxxxxxxx")
                        .creator(by.user())
                        .rights(rights)
                        .build());
    }

    private static Caller holder(Share share, Scope.Role role) {
        var at = share.resource().orElseThrow();
        return Trio.holder(new Scope.Resource("publicshare:" + share.id(), at.storage(), at.space(), at.node(), role));
    }

    @Test
    void a_token_reaches_the_shared_resource_and_what_is_below() {
        Share share = link(trio.einstein, "home/a/b", READ);
        Caller holder = holder(share, Scope.Role.EDITOR);
        assertThat(trio.rights(holder, trio.id(trio.einstein, "home/a/b/deep.txt")))
                .isEqualTo(READ);
        assertThat(trio.rights(holder, trio.id(trio.einstein, "home/a"))).isEqualTo(Rights.none());
        assertThat(trio.rights(holder, trio.id(trio.einstein, "home/a/bc"))).isEqualTo(Rights.none());
        assertThatThrownBy(() -> trio.stat(holder, "home")).isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> trio.stat(holder, "shares")).isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> trio.stat(holder, "common")).isInstanceOf(NotFound.class);
    }

    @Test
    void a_token_given_out_already_changes_and_dies_with_its_share() {
        Share share = link(trio.einstein, "home/a", EDIT);
        Caller holder = holder(share, Scope.Role.EDITOR);
        Target folder = trio.id(trio.einstein, "home/a");
        assertThat(trio.rights(holder, folder)).isEqualTo(EDIT);
        trio.site.sharing.rows().change(share.id(), before -> {
            Share.Builder<?, ?> builder = before.toBuilder();
            return builder.rights(READ)
                    .expires(trio.site.clock.instant().plusSeconds(60))
                    .build();
        });
        assertThat(trio.rights(holder, folder)).isEqualTo(READ);
        trio.site.clock.forward(Duration.ofSeconds(61));
        assertThat(trio.rights(holder, folder)).isEqualTo(Rights.none());
        Share other = link(trio.einstein, "home/a/b", READ);
        Caller another = holder(other, Scope.Role.VIEWER);
        Target below = trio.id(trio.einstein, "home/a/b");
        assertThat(trio.rights(another, below)).isEqualTo(READ);
        trio.site.sharing.rows().remove(other.id(), one -> one);
        assertThat(trio.rights(another, below)).isEqualTo(Rights.none());
    }

    @Test
    void a_viewer_s_token_only_reads_whatever_the_share_gives() {
        Share share = link(trio.einstein, "home/a", EDIT);
        Caller viewer = holder(share, Scope.Role.VIEWER);
        assertThat(trio.rights(viewer, trio.id(trio.einstein, "home/a"))).isEqualTo(READ);
        assertThatThrownBy(() -> trio.put(viewer, trio.id(trio.einstein, "home/a/f.txt"), "x"))
                .isInstanceOf(Forbidden.class);
    }

    @Test
    void a_link_of_somebody_who_received_the_resource_ends_with_their_right_to_share() {
        Share first = trio.accepted(trio.einstein, "home/a", trio.marie, PASS);
        Share share = link(trio.marie, "shares/a", EDIT);
        Caller holder = holder(share, Scope.Role.EDITOR);
        Target folder = trio.id(trio.einstein, "home/a");
        assertThat(trio.rights(holder, folder)).isEqualTo(EDIT);
        trio.shares().update(trio.einstein, first.id(), LocalShares.Change.rights(EDIT));
        assertThat(trio.rights(holder, folder)).isEqualTo(Rights.none());
    }

    @Test
    void the_shared_resource_itself_stays_where_it_is() {
        Share share = link(trio.einstein, "home/a", EDIT);
        Caller holder = holder(share, Scope.Role.EDITOR);
        Target folder = trio.id(trio.einstein, "home/a");
        assertThatThrownBy(() -> trio.site.files.delete(holder, folder, WriteConditions.plain()))
                .isInstanceOf(Forbidden.class);
        trio.site.files.delete(holder, trio.id(trio.einstein, "home/a/f.txt"), WriteConditions.plain());
        assertThat(trio.names(trio.einstein, "home/a")).containsExactlyInAnyOrder("b", "bc");
    }
}
