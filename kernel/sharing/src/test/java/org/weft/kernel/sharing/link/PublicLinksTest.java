/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.identity.signin.SignInLimits;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.kernel.sharing.site.LinkedSite;
import org.weft.kernel.storage.files.FileService;
import org.weft.kernel.storage.files.MoveRequest;
import org.weft.kernel.storage.resource.StatSpec;
import org.weft.kernel.storage.resource.Target;
import org.weft.kernel.storage.resource.WriteConditions;
import org.weft.spi.Caller;
import org.weft.spi.TraceId;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.Unauthenticated;
import org.weft.spi.share.Link;
import org.weft.spi.share.Share;
import org.weft.spi.share.SharePolicy;
import org.weft.spi.storage.Grant;
import org.weft.spi.storage.Precondition;
import org.weft.spi.storage.Right;
import org.weft.spi.storage.Rights;

class PublicLinksTest {

    private static final TraceId TRACE = new TraceId("of-the-test");

    @TempDir
    Path data;

    @SuppressWarnings("NullAway.Init") // each test begins with the site it needs
    private LinkedSite site;

    private LinkedSite site(LinkRules rules, SharePolicy... policies) throws IOException {
        site = new LinkedSite(data, rules, List.of(policies));
        site.make("home/work");
        site.put("home/work/a.txt", "first");
        return site;
    }

    private LinkedSite site() throws IOException {
        return site(LinkRules.usual());
    }

    @AfterEach
    void stop() {
        site.close();
    }

    private PublicLinks links() {
        return site.links.links();
    }

    private Link create(NewLink wanted) {
        return links().create(site.einstein(), LinkedSite.at("home/work"), wanted);
    }

    private Caller visitor(Link link) {
        return site.links
                .authenticator()
                .enter(link.token(), LinkCredential.none(), "192.0.2.1")
                .caller(TRACE);
    }

    private Set<Right> rights(Link link) {
        return site.site
                .files
                .stat(visitor(link), PublicLinks.target(link), StatSpec.node())
                .rights()
                .toSet();
    }

    @Test
    void tokens_are_long_and_each_another() throws IOException {
        site();
        Set<String> tokens = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            Link link = create(NewLink.of(LinkType.VIEW.rights()));
            assertThat(link.token()).matches("[A-Za-z0-9]{22}");
            tokens.add(link.token());
            tokens.add(link.id().value());
        }
        assertThat(tokens).hasSize(400);
    }

    @Test
    void a_password_is_kept_as_a_slow_salted_hash_alone() throws IOException {
        site();
        Link one = create(NewLink.of(LinkType.VIEW.rights()).withPassword("open sesame"));
        Link two = create(NewLink.of(LinkType.VIEW.rights()).withPassword("open sesame"));

        assertThat(one.passwordHash().orElseThrow())
                .startsWith("$pbkdf2-sha512$i=210000$")
                .doesNotContain("sesame")
                .isNotEqualTo(two.passwordHash().orElseThrow());
        assertThat(NewLink.of(Rights.read()).withPassword("open sesame").toString())
                .doesNotContain("sesame");
        assertThat(new LinkCredential.Password("open sesame").toString()).doesNotContain("sesame");
        LinkPasswords passwords = new LinkPasswords(SignInLimits.standard(), 10);
        for (String broken : new String[] {
            "",
            "open sesame",
            "$pbkdf2-sha512$",
            "$pbkdf2-sha512$i=0$AA$AA",
            "$pbkdf2-sha512$i=99999999$AA$AA",
            "$pbkdf2-sha512$i=10$$",
            "$pbkdf2-sha512$i=x$AA$AA"
        }) {
            assertThat(passwords.matches("open sesame", broken, () -> {}))
                    .as(broken)
                    .isFalse();
        }
        assertThat(passwords.matches("ü", passwords.hash("ü"), () -> {})).isTrue();
    }

    @Test
    void a_link_gives_no_more_than_its_creator_has_at_that_moment() throws IOException {
        site();
        Rights read = LinkType.VIEW.rights().plus(Rights.of(Right.ADD_GRANT));
        Grant.Grantee marie = new Grant.ToUser(FakeSite.MARIE.id());
        Target work = Target.id(site.site
                .files
                .stat(site.einstein(), LinkedSite.at("home/work"), StatSpec.node())
                .id());
        site.site
                .storage
                .grants()
                .add(site.einstein(), work, marie, LinkType.EDIT.rights().plus(read), Optional.empty());
        Caller creator = site.caller(FakeSite.MARIE);
        Link link = links().create(creator, work, NewLink.of(LinkType.EDIT.rights()));
        assertThat(link.owner()).isEqualTo(FakeSite.EINSTEIN.id());
        assertThat(link.creator()).isEqualTo(FakeSite.MARIE.id());
        assertThat(rights(link)).contains(Right.UPLOAD, Right.DOWNLOAD);
        assertThat(links().get(site.einstein(), link.id()).id())
                .as("the owner sees it too")
                .isEqualTo(link.id());

        site.site.storage.grants().update(site.einstein(), work, marie, read, Optional.empty());
        assertThat(rights(link)).contains(Right.DOWNLOAD).doesNotContain(Right.UPLOAD, Right.DELETE);
        assertThatThrownBy(() -> links().create(creator, work, NewLink.of(LinkType.EDIT.rights())))
                .isInstanceOf(Forbidden.class);
        assertThatThrownBy(() -> links().update(creator, link.id(), new LinkChange.ToRights(LinkType.EDIT.rights())))
                .isInstanceOf(Forbidden.class);

        site.site.storage.grants().remove(site.einstein(), work, marie);
        Caller visitor = visitor(link);
        assertThatThrownBy(() -> site.site.files.stat(visitor, work, StatSpec.node()))
                .isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> links().create(creator, work, NewLink.of(LinkType.VIEW.rights())))
                .isInstanceOf(NotFound.class);
    }

    @Test
    void rights_that_reach_beyond_the_resource_are_never_given() throws IOException {
        site();

        assertThat(rights(create(NewLink.of(Rights.all()))))
                .contains(Right.DELETE)
                .doesNotContain(
                        Right.ADD_GRANT, Right.LIST_GRANTS, Right.DENY_GRANT, Right.LIST_RECYCLE, Right.PURGE_RECYCLE);
        assertThatThrownBy(() -> create(NewLink.of(Rights.of(Right.STAT, Right.ADD_GRANT))))
                .isInstanceOf(InvalidArgument.class);
    }

    @Test
    void a_visitor_passes_nothing_on() throws IOException {
        site();
        Link link = create(NewLink.of(LinkType.EDIT.rights()));
        Caller visitor = visitor(link);

        assertThatThrownBy(() -> links().create(visitor, PublicLinks.target(link), NewLink.of(LinkType.VIEW.rights())))
                .isInstanceOf(Forbidden.class);
        assertThatThrownBy(() -> links().get(visitor, link.id())).isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> links().remove(visitor, link.id())).isInstanceOf(NotFound.class);
        assertThat(links().list(visitor, PublicLinks.Filter.any(), Optional.empty(), 10))
                .isEmpty();
    }

    @Test
    void a_link_follows_its_resource() throws IOException {
        site();
        Link link = create(NewLink.of(LinkType.VIEW.rights()));
        site.site
                .storage
                .copies()
                .move(
                        site.einstein(),
                        LinkedSite.at("home/work"),
                        LinkedSite.at("home/renamed"),
                        new MoveRequest(false, Precondition.none(), WriteConditions.plain()));

        assertThat(site.site
                        .files
                        .stat(visitor(link), PublicLinks.target(link).resolve("a.txt"), StatSpec.node())
                        .name())
                .isEqualTo("a.txt");
    }

    @Test
    void the_site_can_ask_for_passwords_and_limit_lifetimes() throws IOException {
        site(new LinkRules(true, true, Optional.of(Duration.ofDays(7))));
        NewLink plain = NewLink.of(LinkType.VIEW.rights());

        assertThatThrownBy(() -> create(plain))
                .isInstanceOf(InvalidArgument.class)
                .hasMessageContaining("password");
        Instant now = site.clock.instant();
        assertThatThrownBy(() -> create(plain.withPassword("x").until(now.plus(Duration.ofDays(8)))))
                .isInstanceOf(InvalidArgument.class);
        assertThatThrownBy(() -> create(plain.withPassword("x").until(now.minusSeconds(1))))
                .isInstanceOf(InvalidArgument.class);
        Link link = create(plain.withPassword("x"));
        assertThat(link.expires().orElseThrow()).isBetween(now.plus(Duration.ofDays(6)), now.plus(Duration.ofDays(8)));
        assertThatThrownBy(
                        () -> links().update(site.einstein(), link.id(), new LinkChange.ToPassword(Optional.empty())))
                .isInstanceOf(InvalidArgument.class);
        assertThat(links().update(site.einstein(), link.id(), new LinkChange.ToExpiry(Optional.empty()))
                        .expires())
                .isPresent();
    }

    @Test
    void a_site_without_links_lets_none_be_made_or_opened() throws IOException {
        site(new LinkRules(false, false, Optional.empty()));

        assertThatThrownBy(() -> create(NewLink.of(LinkType.VIEW.rights()))).isInstanceOf(Forbidden.class);
        assertThatThrownBy(() ->
                        site.links.authenticator().enter("abcdefghijklmnopqrstuv", LinkCredential.none(), "192.0.2.1"))
                .isInstanceOf(NotFound.class);
    }

    @Test
    void policies_narrow_and_refuse() throws IOException {
        Instant end = Instant.parse("2099-01-01T00:00:00Z");
        site(LinkRules.usual(), new NoUploads(end));

        Link link = create(NewLink.of(LinkType.EDIT.rights()));
        assertThat(link.rights().has(Right.UPLOAD)).isFalse();
        assertThat(link.rights().has(Right.DOWNLOAD)).isTrue();
        assertThat(link.expires()).contains(end);
        assertThatThrownBy(() -> create(NewLink.of(LinkType.UPLOAD_ONLY.rights())))
                .isInstanceOf(Forbidden.class);
        assertThatThrownBy(() ->
                        links().update(site.einstein(), link.id(), new LinkChange.ToDisplayName("forbidden name")))
                .isInstanceOf(Forbidden.class)
                .hasMessage("not this name");
        assertThat(links().get(site.einstein(), link.id()).displayName()).isEmpty();
    }

    private record NoUploads(Instant end) implements SharePolicy {
        @Override
        public Verdict judge(Caller who, Share wanted) {
            if (wanted instanceof Link link && link.displayName().startsWith("forbidden")) {
                return new Refuse("not this name");
            }
            Rights kept = wanted.rights().minus(Right.UPLOAD, Right.CREATE_CONTAINER, Right.STAT);
            return new Narrow(kept.isEmpty() ? kept : kept.plus(Rights.of(Right.STAT)), Optional.of(end));
        }

        @Override
        public void close() {}
    }

    @Test
    void of_many_quick_links_made_at_once_one_stays() throws Exception {
        site();
        Set<String> ids = new HashSet<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Link>> wanted = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                wanted.add(() -> create(NewLink.of(LinkType.VIEW.rights()).asQuick()));
            }
            for (Future<Link> made : threads.invokeAll(wanted)) {
                made.get();
            }
        }

        for (Link link : links().list(site.einstein(), PublicLinks.Filter.any(), Optional.empty(), 100)) {
            ids.add(link.id().value());
        }
        assertThat(ids).hasSize(1);
        assertThat(create(NewLink.of(LinkType.VIEW.rights()).asQuick()).id().value())
                .isIn(ids);
    }

    @Test
    void wrong_keys_open_nothing() throws IOException {
        site();
        Link link = create(NewLink.of(LinkType.VIEW.rights()).withPassword("open sesame"));
        LinkAuthenticator authenticator = site.links.authenticator();

        assertThatThrownBy(() -> authenticator.enter(link.token(), LinkCredential.none(), "192.0.2.1"))
                .isInstanceOf(Unauthenticated.class);
        assertThatThrownBy(
                        () -> authenticator.enter(link.token(), new LinkCredential.Password("open sesam"), "192.0.2.1"))
                .isInstanceOf(Unauthenticated.class);
        assertThatThrownBy(() -> authenticator.enter(
                        link.token(), new LinkCredential.Password("x".repeat(100_000)), "192.0.2.1"))
                .isInstanceOf(Unauthenticated.class);
        assertThatThrownBy(() -> LinkAuthenticator.signed("00", "yesterday")).isInstanceOf(Unauthenticated.class);
        Link other = create(NewLink.of(LinkType.VIEW.rights()).withPassword("open sesame"));
        LinkSignatures.Signature signature =
                authenticator.signatures().sign(other).orElseThrow();
        assertThatThrownBy(() -> authenticator.enter(link.token(), new LinkCredential.Signed(signature), "192.0.2.1"))
                .isInstanceOf(Unauthenticated.class);
        LinkSignatures.Signature longer = new LinkSignatures.Signature(
                signature.text(), signature.expires().plusSeconds(60));
        assertThatThrownBy(() -> authenticator.enter(other.token(), new LinkCredential.Signed(longer), "192.0.2.1"))
                .isInstanceOf(Unauthenticated.class);
        assertThat(authenticator
                        .enter(other.token(), new LinkCredential.Signed(signature), "192.0.2.1")
                        .kind())
                .isEqualTo(LinkType.VIEW);
    }

    @Test
    void uploaders_see_nothing_in_any_way() throws IOException {
        site();
        Link link = create(NewLink.of(LinkType.UPLOAD_ONLY.rights()));
        Caller visitor = visitor(link);
        FileService files = site.site.files;
        for (String name : new String[] {"a.txt", "none.txt"}) {
            Target file = PublicLinks.target(link).resolve(name);
            assertThatThrownBy(() -> files.stat(visitor, file, StatSpec.node())).isInstanceOf(NotFound.class);
            assertThatThrownBy(() -> files.open(visitor, file, FileService.Selection.WHOLE))
                    .isInstanceOf(NotFound.class);
            assertThatThrownBy(() -> files.delete(visitor, file, WriteConditions.plain()))
                    .isInstanceOf(NotFound.class);
            assertThatThrownBy(() -> files.makeFolder(visitor, file, Optional.empty(), WriteConditions.plain()))
                    .isInstanceOf(NotFound.class);
        }
        assertThat(files.stat(visitor, PublicLinks.target(link), StatSpec.node())
                        .isFolder())
                .isTrue();
    }
}
