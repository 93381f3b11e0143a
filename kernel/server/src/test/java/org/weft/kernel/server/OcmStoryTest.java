/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.weft.kernel.testing.Eventually.until;

import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.weft.kernel.sharing.ocm.OcmPermissions;
import org.weft.kernel.sharing.ocm.OutgoingShares;
import org.weft.kernel.sharing.ocm.ShareDelivery;
import org.weft.kernel.sharing.share.ReceivedShares;
import org.weft.kernel.sharing.share.ReceivedShares.Decision;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.kernel.storage.resource.Target;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.WeftException.AlreadyExists;
import org.weft.spi.WeftException.Unavailable;
import org.weft.spi.share.OcmIn;
import org.weft.spi.share.OcmOut;
import org.weft.spi.share.SharePolicy;
import org.weft.spi.share.ShareState;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Rights;

/** Einstein at one site and Marie at another share with each other; both sites are real, and speak over HTTP. */
class OcmStoryTest extends SharedBetweenSites {

    @Test
    void a_folder_is_shared_accepted_used_narrowed_and_taken_back() throws Exception {
        sites();
        paperInFolder();
        OcmOut share = share("home/Relativity", List.of("read", "write"));
        assertThat(share.delivery()).isEqualTo(OcmOut.Delivery.SENT);

        ReceivedShares.ReceivedShare offered = onlyReceived();
        assertThat(offered.reception().state()).isEqualTo(ShareState.PENDING);
        assertThat(offered.share().owner()).isEqualTo(at(a, FakeSite.EINSTEIN.id()));
        assertThat(((OcmIn) offered.share()).protocols()).doesNotContain(a.secret(share.id()));
        assertThat(get("Relativity/paper.txt")).isEqualTo("404");

        accept();
        until(() -> "accepted"
                .equals(a.shares
                        .sharing()
                        .sent()
                        .get(EINSTEIN, share.id())
                        .attributes()
                        .get(ShareDelivery.STATE)));
        assertThat(get("Relativity/paper.txt")).isEqualTo("E = mc2");
        assertThat(b.ask("marie", "PROPFIND", SHARES, "", "Depth", "1").body()).contains("Relativity");
        HttpResponse<String> listing = b.ask("marie", "PROPFIND", SHARES + "Relativity", "", "Depth", "1");
        assertThat(listing.statusCode()).isEqualTo(207);
        assertThat(listing.body()).contains("/shares/Relativity/paper.txt").doesNotContain(a.host);

        assertThat(b.ask("marie", "PUT", SHARES + "Relativity/notes.txt", "radium")
                        .statusCode())
                .isEqualTo(201);
        assertThat(a.ask("einstein", "GET", HOME + "Relativity/notes.txt", "").body())
                .isEqualTo("radium");
        assertThat(b.ask("marie", "MKCOL", SHARES + "Relativity/more", "").statusCode())
                .isEqualTo(201);
        assertThat(b.ask(
                                "marie",
                                "MOVE",
                                SHARES + "Relativity/notes.txt",
                                "",
                                "Destination",
                                SHARES + "Relativity/more/notes.txt")
                        .statusCode())
                .isEqualTo(201);
        assertThat(a.ask("einstein", "GET", HOME + "Relativity/more/notes.txt", "")
                        .body())
                .isEqualTo("radium");

        a.shares
                .sharing()
                .sent()
                .update(
                        EINSTEIN,
                        share.id(),
                        new OutgoingShares.Changes(Optional.of(Rights.read()), false, Optional.empty()));
        assertThat(b.ask("marie", "PUT", SHARES + "Relativity/late.txt", "x").statusCode())
                .isEqualTo(403);
        assertThat(get("Relativity/paper.txt")).isEqualTo("E = mc2");
        until(() -> onlyReceived().share().rights().equals(Rights.read()));

        a.shares.sharing().sent().remove(EINSTEIN, share.id());
        assertThat(get("Relativity/paper.txt")).isEqualTo("404");
        until(() -> b.received(MARIE).isEmpty());
        assertThat(b.ask("marie", "PROPFIND", SHARES, "", "Depth", "1").body()).doesNotContain("Relativity");
    }

    @Test
    void a_single_file_is_shared_with_tokens() throws Exception {
        sites("must-exchange-token = true");
        assertThat(a.ask("einstein", "PUT", HOME + "one.txt", "1").statusCode()).isEqualTo(201);
        OcmOut share = share("home/one.txt", List.of("read", "write"));
        assertThat(share.requirements()).containsExactly("must-exchange-token");
        accept();

        assertThat(get("one.txt")).isEqualTo("1");
        assertThat(b.ask("marie", "PUT", SHARES + "one.txt", "2").statusCode()).isEqualTo(204);
        assertThat(a.ask("einstein", "GET", HOME + "one.txt", "").body()).isEqualTo("2");

        String secret = a.secret(share.id());
        assertThat(a.send(
                                "PROPFIND",
                                "/remote.php/dav/ocm/" + share.id(),
                                "",
                                "Depth",
                                "0",
                                "Authorization",
                                "Bearer " + secret)
                        .statusCode())
                .isEqualTo(401);
        a.shares.sharing().sent().remove(EINSTEIN, share.id());
        assertThat(get("one.txt")).isEqualTo("404");
    }

    @Test
    void a_site_that_is_gone_is_told_as_such_and_comes_back() throws Exception {
        sites();
        paperInFolder();
        share("home/Relativity", List.of("read"));
        accept();
        assertThat(get("Relativity/paper.txt")).isEqualTo("E = mc2");

        a.stop();
        assertThat(get("Relativity/paper.txt")).isEqualTo("503");
        assertThat(b.ask("marie", "PROPFIND", HOME, "", "Depth", "1").statusCode())
                .isEqualTo(207);
        a.start();
        assertThat(get("Relativity/paper.txt")).isEqualTo("E = mc2");

        b.stop();
        assertThatThrownBy(() -> share("home/secret.txt", List.of("read"))).isInstanceOf(Unavailable.class);
        assertThat(a.sent(EINSTEIN)).hasSize(1);
    }

    @Test
    void what_is_shared_follows_its_resource_and_ends_with_its_owners_right() throws Exception {
        sites();
        paperInFolder();
        share("home/Relativity", List.of("read", "write"));
        accept();
        assertThat(a.ask("einstein", "MOVE", HOME + "Relativity", "", "Destination", HOME + "Renamed")
                        .statusCode())
                .isEqualTo(201);
        assertThat(get("Relativity/paper.txt")).isEqualTo("E = mc2");
        assertThat(a.ask("einstein", "DELETE", HOME + "Renamed", "").statusCode())
                .isEqualTo(204);
        assertThat(get("Relativity/paper.txt")).isEqualTo("404");
    }

    @Test
    void what_cannot_be_shared_is_refused_in_the_right_words() throws Exception {
        sites();
        paperInFolder();
        share("home/Relativity", List.of("read"));
        assertThatThrownBy(() -> share("home/Relativity", List.of("read"))).isInstanceOf(AlreadyExists.class);
        assertThatThrownBy(() -> share("home/Nothing", List.of("read")))
                .isInstanceOf(org.weft.spi.WeftException.NotFound.class);
        assertThatThrownBy(() -> a.shares
                        .sharing()
                        .sent()
                        .create(
                                EINSTEIN,
                                new OutgoingShares.Wanted(
                                        Target.path(RelPath.parse("home/secret.txt")),
                                        new UserId(b.host, "nobody", UserType.FEDERATED),
                                        false,
                                        Rights.read(),
                                        Optional.empty(),
                                        "")))
                .isInstanceOf(org.weft.spi.WeftException.NotFound.class)
                .hasMessageContaining("NOT_FOUND");
        assertThat(a.sent(EINSTEIN)).hasSize(1);
    }

    @Test
    void a_declined_share_ends_at_the_owner() throws Exception {
        sites();
        paperInFolder();
        share("home/Relativity", List.of("read"));
        b.shares.sharing().received().update(MARIE, onlyReceived().share().id(), Decision.state(ShareState.REJECTED));
        until(() -> a.sent(EINSTEIN).isEmpty());
    }

    @Test
    void to_delete_what_was_received_declines_it_and_its_owner_hears_of_it() throws Exception {
        sites();
        paperInFolder();
        share("home/Relativity", List.of("read", "write"));
        accept();
        assertThat(get("Relativity/paper.txt")).isEqualTo("E = mc2");

        assertThat(b.ask("marie", "DELETE", SHARES + "Relativity", "").statusCode())
                .isEqualTo(204);
        assertThat(get("Relativity/paper.txt")).isEqualTo("404");
        assertThat(onlyReceived().reception().state()).isEqualTo(ShareState.REJECTED);
        until(() -> a.sent(EINSTEIN).isEmpty());
        assertThat(a.ask("einstein", "GET", HOME + "Relativity/paper.txt", "").body())
                .isEqualTo("E = mc2");
        assertThatThrownBy(this::accept)
                .isInstanceOf(org.weft.spi.WeftException.PreconditionFailed.class)
                .hasMessageContaining("ended");
    }

    @Test
    void the_rules_of_the_site_are_asked_about_shares_with_other_sites_too() throws Exception {
        sites();
        paperInFolder();
        a.people
                .site()
                .policy
                .set(wanted -> wanted instanceof OcmOut
                        ? new SharePolicy.Refuse("nothing leaves the house")
                        : new SharePolicy.Allow());
        assertThatThrownBy(() -> share("home/Relativity", List.of("read")))
                .isInstanceOf(org.weft.spi.WeftException.Forbidden.class)
                .hasMessageContaining("nothing leaves the house");
        assertThat(b.received(MARIE)).isEmpty();

        Instant end = Instant.now().plusSeconds(3600).truncatedTo(java.time.temporal.ChronoUnit.SECONDS);
        a.people.site().policy.set(wanted -> new SharePolicy.Narrow(Rights.read(), Optional.of(end)));
        OcmOut share = share("home/Relativity", List.of("read", "write"));
        assertThat(share.rights()).isEqualTo(Rights.read());
        assertThat(onlyReceived().share().expires()).contains(end);
        accept();
        assertThat(b.ask("marie", "PUT", SHARES + "Relativity/new.txt", "x").statusCode())
                .isEqualTo(403);
        OutgoingShares.Changes more = new OutgoingShares.Changes(
                Optional.of(OcmPermissions.of(List.of("read", "write"))), false, Optional.empty());
        assertThat(a.shares.sharing().sent().update(EINSTEIN, share.id(), more).rights())
                .isEqualTo(Rights.read());
    }

    @Test
    void only_contacts_share_where_that_is_the_rule() throws Exception {
        sites("must-invite = true");
        paperInFolder();
        assertThatThrownBy(() -> share("home/Relativity", List.of("read")))
                .isInstanceOf(org.weft.spi.WeftException.NotFound.class)
                .hasMessageContaining("contacts");
        a.befriend(EINSTEIN.user(), at(b, MARIE.user()));
        assertThatThrownBy(() -> share("home/Relativity", List.of("read")))
                .isInstanceOf(org.weft.spi.WeftException.Forbidden.class);
        b.befriend(MARIE.user(), at(a, EINSTEIN.user()));
        assertThat(share("home/Relativity", List.of("read")).delivery()).isEqualTo(OcmOut.Delivery.SENT);
    }
}
