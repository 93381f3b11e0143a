/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.sharing.link.LinkCredential;
import org.weft.kernel.sharing.link.LinkType;
import org.weft.kernel.sharing.link.PublicLinks;
import org.weft.kernel.sharing.site.LinkedSite;
import org.weft.kernel.storage.locks.AcquiredLock;
import org.weft.kernel.storage.locks.LockService;
import org.weft.kernel.storage.resource.Target;
import org.weft.spi.Caller;
import org.weft.spi.TraceId;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.share.Link;
import org.weft.spi.share.Share;
import org.weft.spi.storage.Lock;
import org.weft.spi.storage.LockRequest;
import org.weft.spi.storage.Right;
import org.weft.spi.storage.Rights;

/** What whoever manages something may end, and what others may not. */
class LockAndShareManagersTest {

    @TempDir
    Path data;

    private static LockRequest request(Caller who, Duration time) {
        return new LockRequest("one", Lock.Sharing.EXCLUSIVE, true, who.user(), Optional.empty(), "", time);
    }

    private static Caller visitor(LinkedSite site, Link link) {
        return site.links
                .authenticator()
                .enter(link.token(), LinkCredential.none(), "192.0.2.1")
                .caller(new TraceId("test"));
    }

    @Test
    void a_visitors_lock_lasts_ten_minutes_and_ends_with_the_link() throws Exception {
        try (LinkedSite site = new LinkedSite(data)) {
            site.make("home/work");
            Link link = site.link("home/work", LinkType.EDIT);
            Caller visitor = visitor(site, link);
            LockService locks = site.site.storage.locks();
            Target target = PublicLinks.target(link);
            AcquiredLock taken = locks.acquire(visitor, target, request(visitor, Duration.ofDays(1)), false);
            assertThat(taken.lock().expires()).isBefore(Instant.now().plus(Duration.ofMinutes(11)));
            Lock renewed = locks.refresh(visitor, target, "one", Duration.ofHours(9));
            assertThat(renewed.expires()).isBefore(Instant.now().plus(Duration.ofMinutes(11)));
            assertThat(locks.covering(site.einstein(), target)).hasSize(1);
            site.links.links().remove(site.einstein(), link.id());
            assertThat(locks.covering(site.einstein(), target)).isEmpty();
            site.put("home/work/mine.txt", "mine");
        }
    }

    @Test
    void nor_does_it_outlast_the_link_when_the_visitor_says_that_an_application_took_it() throws Exception {
        try (LinkedSite site = new LinkedSite(data)) {
            site.make("home/work");
            Link link = site.link("home/work", LinkType.EDIT);
            Caller visitor = visitor(site, link);
            LockService locks = site.site.storage.locks();
            Target target = PublicLinks.target(link);
            LockRequest request = new LockRequest(
                    "one",
                    Lock.Sharing.EXCLUSIVE,
                    true,
                    visitor.user(),
                    Optional.of("an editor, so it says"),
                    "",
                    Duration.ofDays(30));
            AcquiredLock taken = locks.acquire(visitor, target, request, false);
            assertThat(taken.lock().expires()).isBefore(Instant.now().plus(Duration.ofMinutes(31)));
            site.links.links().remove(site.einstein(), link.id());
            assertThat(locks.covering(site.einstein(), target)).isEmpty();
            site.put("home/work/mine.txt", "mine");
        }
    }

    @Test
    void the_owner_ends_anybodys_lock() throws Exception {
        try (LinkedSite site = new LinkedSite(data)) {
            site.make("home/work");
            Link link = site.link("home/work", LinkType.EDIT);
            LockService locks = site.site.storage.locks();
            Target target = PublicLinks.target(link);
            Caller visitor = visitor(site, link);
            Caller other = visitor(site, site.link("home/work", LinkType.EDIT));
            locks.acquire(visitor, target, request(visitor, Duration.ofMinutes(5)), false);
            assertThatThrownBy(() -> locks.release(other, target, "one")).isInstanceOf(Forbidden.class);
            locks.release(site.einstein(), target, "one");
            assertThat(locks.covering(site.einstein(), target)).isEmpty();
        }
    }

    @Test
    void who_only_passes_something_on_ends_and_narrows_nothing_beyond_their_own_rights() {
        try (Trio trio = new Trio(data)) {
            Rights passes = Rights.read()
                    .plus(Rights.of(Right.LIST_GRANTS, Right.ADD_GRANT, Right.UPDATE_GRANT, Right.REMOVE_GRANT));
            Share edit = trio.accepted(trio.einstein, "home/a", trio.richard, Trio.EDIT);
            trio.accepted(trio.einstein, "home/a", trio.marie, passes);
            assertThatThrownBy(() -> trio.shares().remove(trio.marie, edit.id()))
                    .isInstanceOf(Forbidden.class);
            assertThatThrownBy(() -> trio.shares().update(trio.marie, edit.id(), LocalShares.Change.rights(Trio.READ)))
                    .isInstanceOf(Forbidden.class);
            assertThat(trio.rights(trio.richard, trio.id(trio.einstein, "home/a"))
                            .has(Right.UPLOAD))
                    .isTrue();
            Share denial = trio.share(trio.einstein, "home/a/b", Trio.to(trio.richard), Rights.none());
            assertThatThrownBy(() -> trio.shares().remove(trio.marie, denial.id()))
                    .isInstanceOf(Forbidden.class);
            trio.shares().update(trio.einstein, edit.id(), LocalShares.Change.rights(Trio.READ));
            trio.shares().remove(trio.marie, edit.id());
        }
    }
}
