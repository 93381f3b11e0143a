/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weft.kernel.sharing.invite.InviteToken;
import org.weft.kernel.sharing.peer.PeerHost;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.kernel.testing.OverWire;
import org.weft.kernel.testing.SteppingClock;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.WeftException.AlreadyExists;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.Unavailable;
import org.weft.spi.share.Invite;
import org.weft.spi.share.RemoteUser;

/** Einstein's site is A at 127.0.0.1, Marie's is B at 127.0.0.2. */
@OverWire
class InvitationsTest {

    private static final UserId EINSTEIN = FakeSite.EINSTEIN.id();
    private static final UserId MARIE = FakeSite.MARIE.id();

    @TempDir
    private Path data;

    private final SteppingClock clock = new SteppingClock();
    private LabSite a;
    private LabSite b;

    @BeforeEach
    void start() throws IOException {
        a = new LabSite(data.resolve("a"), "127.0.0.1", clock, List.of(), settings -> settings);
        b = new LabSite(data.resolve("b"), "127.0.0.2", clock, List.of(), settings -> settings);
    }

    @AfterEach
    void stop() {
        a.close();
        b.close();
    }

    private static List<String> contacts(LabSite site, UserId owner) {
        List<String> contacts = new ArrayList<>();
        site.invitations.contacts(owner, "", contact -> contacts.add(contact.id() + " " + contact.displayName()));
        return contacts;
    }

    private static UserId at(LabSite site, UserId id) {
        return new UserId(site.host().text(), id.opaque(), UserType.FEDERATED);
    }

    @Test
    void einstein_invites_marie_and_each_knows_the_other() {
        Invite invite = a.invitations.generate(EINSTEIN, "for physics", "marie@example.org");

        RemoteUser inviter = b.invitations.forward(FakeSite.MARIE, invite.token(), Optional.of(a.host()));

        assertThat(inviter.id()).isEqualTo(at(a, EINSTEIN));
        assertThat(inviter.displayName()).isEqualTo("Albert Einstein");
        assertThat(contacts(a, EINSTEIN)).containsExactly(at(b, MARIE) + " Marie Curie");
        assertThat(contacts(b, MARIE)).containsExactly(at(a, EINSTEIN) + " Albert Einstein");
        assertThat(contacts(b, EINSTEIN)).isEmpty();
    }

    @Test
    void marie_invites_einstein_with_the_text_that_holds_everything() {
        Invite invite = b.invitations.generate(MARIE, "", "");

        a.invitations.forward(FakeSite.EINSTEIN, b.invitations.text(invite).written(), Optional.empty());

        assertThat(contacts(a, EINSTEIN)).containsExactly(at(b, MARIE) + " Marie Curie");
        assertThat(contacts(b, MARIE)).containsExactly(at(a, EINSTEIN) + " Albert Einstein");
    }

    @Test
    void an_invitation_is_good_for_one_person() {
        Invite invite = a.invitations.generate(EINSTEIN, "", "");
        b.invitations.forward(FakeSite.MARIE, invite.token(), Optional.of(a.host()));

        assertThatThrownBy(() -> b.invitations.forward(FakeSite.RICHARD, invite.token(), Optional.of(a.host())))
                .isInstanceOf(AlreadyExists.class);
        assertThat(contacts(a, EINSTEIN)).hasSize(1);
        List<Invite> left = new ArrayList<>();
        a.invitations.list(EINSTEIN, left::add);
        assertThat(left).isEmpty();
    }

    @Test
    void who_comes_after_another_is_told_that_the_invitation_is_used_and_not_by_whom() throws IOException {
        Invite invite = a.invitations.generate(EINSTEIN, "", "");
        assertThat(accept(invite.token(), "marie").status()).isEqualTo(200);

        TrustingHttpClient.Answer late = accept(invite.token(), "richard");
        assertThat(late.status()).isEqualTo(409);
        assertThat(late.body()).isEqualTo("{\"message\":\"INVITE_ALREADY_ACCEPTED\"}");
    }

    @Test
    void who_lost_the_answer_gets_it_again_and_for_a_day_only() {
        Invite invite = a.invitations.generate(EINSTEIN, "", "");
        b.invitations.forward(FakeSite.MARIE, invite.token(), Optional.of(a.host()));

        RemoteUser again = b.invitations.forward(FakeSite.MARIE, invite.token(), Optional.of(a.host()));
        assertThat(again.displayName()).isEqualTo("Albert Einstein");

        clock.forward(Duration.ofDays(8));
        a.invitations.sweep();
        assertThatThrownBy(() -> b.invitations.forward(FakeSite.MARIE, invite.token(), Optional.of(a.host())))
                .isInstanceOf(NotFound.class);
    }

    @Test
    void a_contact_that_was_ended_does_not_come_back_by_the_old_invitation() {
        Invite invite = a.invitations.generate(EINSTEIN, "", "");
        b.invitations.forward(FakeSite.MARIE, invite.token(), Optional.of(a.host()));
        a.invitations.end(EINSTEIN, at(b, MARIE));

        assertThatThrownBy(() -> b.invitations.forward(FakeSite.MARIE, invite.token(), Optional.of(a.host())))
                .isInstanceOf(NotFound.class);
        assertThat(contacts(a, EINSTEIN)).isEmpty();
    }

    @Test
    void whoever_ends_a_contact_ends_it_on_both_sides() {
        Invite first = a.invitations.generate(EINSTEIN, "", "");
        Invite second = a.invitations.generate(EINSTEIN, "", "");
        b.invitations.forward(FakeSite.MARIE, first.token(), Optional.of(a.host()));
        b.invitations.forward(FakeSite.RICHARD, second.token(), Optional.of(a.host()));

        a.invitations.end(EINSTEIN, new UserId(b.url() + "/", MARIE.opaque() + "@" + b.host(), UserType.FEDERATED));

        assertThat(contacts(a, EINSTEIN)).hasSize(1);
        assertThat(contacts(b, MARIE)).isEmpty();
        assertThat(contacts(b, FakeSite.RICHARD.id())).hasSize(1);
        assertThatThrownBy(() -> a.invitations.end(EINSTEIN, at(b, MARIE))).isInstanceOf(NotFound.class);
    }

    @Test
    void an_expired_invitation_is_answered_like_one_that_never_was() throws IOException {
        Invite invite = a.invitations.generate(EINSTEIN, "", "");
        clock.forward(Duration.ofDays(7).plusSeconds(1));
        TrustingHttpClient.Answer expired = accept(invite.token(), "marie");
        TrustingHttpClient.Answer never = accept("never", "marie");

        assertThat(expired.status()).isEqualTo(400);
        assertThat(expired.body()).isEqualTo(never.body());
        assertThat(expired.message()).isEqualTo("INVITE_TOKEN_INVALID");
    }

    private TrustingHttpClient.Answer accept(String token, String user) throws IOException {
        try (ScriptedPeer peer = new ScriptedPeer()) {
            peer.discovered("1.2.0", "");
            return accept(peer.host(), token, user);
        }
    }

    private TrustingHttpClient.Answer accept(PeerHost from, String token, String user) throws IOException {
        return TrustingHttpClient.send(
                "POST",
                a.uri("/ocm/invite-accepted"),
                Map.of("Content-Type", "application/json"),
                "{\"recipientProvider\":\"" + from + "\",\"token\":\"" + token + "\",\"userID\":\"" + user
                        + "\",\"email\":\"\",\"name\":\"\"}");
    }

    @Test
    void who_only_claims_to_be_another_site_does_not_use_the_invitation_up() throws IOException {
        Invite invite = a.invitations.generate(EINSTEIN, "", "");

        assertThat(accept(b.host(), invite.token(), MARIE.opaque()).status()).isEqualTo(401);
        HandSigner forger = new HandSigner(b.host() + "#key1");
        String body = "{\"recipientProvider\":\"" + b.host() + "\",\"token\":\"" + invite.token()
                + "\",\"userID\":\"mallory\",\"email\":\"\",\"name\":\"\"}";
        assertThat(forger.post(a.uri("/ocm/invite-accepted"), body).status()).isEqualTo(401);
        assertThat(accept(PeerHost.parse("evil.example"), invite.token(), "x").status())
                .isEqualTo(403);

        b.invitations.forward(FakeSite.MARIE, invite.token(), Optional.of(a.host()));
        assertThat(contacts(a, EINSTEIN)).containsExactly(at(b, MARIE) + " Marie Curie");
    }

    @ParameterizedTest
    @ValueSource(strings = {"curie", "curie@HOST", "curie@http://HOST", "curie@HOST@HOST"})
    void an_id_is_kept_bare_in_whatever_form_it_comes(String written) throws IOException {
        Invite invite = a.invitations.generate(EINSTEIN, "", "");
        try (ScriptedPeer peer = new ScriptedPeer()) {
            peer.discovered("1.1.0", "");
            TrustingHttpClient.Answer answer = accept(
                    peer.host(),
                    invite.token(),
                    written.replace("HOST", peer.host().text()));

            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
            assertThat(answer.json().get("userID").getAsString()).isEqualTo(EINSTEIN.opaque());
            assertThat(contacts(a, EINSTEIN)).containsExactly("curie@" + peer.host() + " ");
        }
    }

    @Test
    void an_id_in_the_form_of_a_mail_address_stays_whole() throws IOException {
        Invite invite = a.invitations.generate(EINSTEIN, "", "");
        try (ScriptedPeer peer = new ScriptedPeer()) {
            peer.discovered("1.1.0", "");
            accept(peer.host(), invite.token(), "curie@radium.example");

            assertThat(contacts(a, EINSTEIN)).containsExactly("curie@radium.example@" + peer.host() + " ");
        }
    }

    @Test
    void fields_that_are_missing_are_all_named() throws IOException {
        TrustingHttpClient.Answer answer =
                TrustingHttpClient.send("POST", a.uri("/ocm/invite-accepted"), Map.of(), "{\"token\":1}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().get("validationErrors").toString())
                .contains("recipientProvider", "userID", "REQUIRED", "INVALID");
    }

    @ParameterizedTest
    @ValueSource(strings = {"201 {}", "200 <html></html>", "200 []", "204 "})
    void an_inviter_that_does_not_tell_who_it_is_is_no_contact(String answer) throws IOException {
        try (ScriptedPeer peer = new ScriptedPeer()) {
            peer.discovered("1.1.0", "").at("/ocm/invite-accepted", status(answer), body(answer));

            assertThatThrownBy(() -> b.invitations.forward(FakeSite.MARIE, "a-token", Optional.of(peer.host())))
                    .isInstanceOf(Unavailable.class);
            assertThat(contacts(b, MARIE)).isEmpty();
        }
    }

    private static int status(String answer) {
        return Integer.parseInt(answer.substring(0, 3));
    }

    private static String body(String answer) {
        return answer.substring(4);
    }

    @Test
    void statuses_of_other_sites_are_understood() throws IOException {
        try (ScriptedPeer peer = new ScriptedPeer()) {
            peer.discovered("1.1.0", "");
            Map.of(
                            "404 {}", NotFound.class,
                            "400 {\"message\":\"x\"}", NotFound.class,
                            "409 {}", AlreadyExists.class,
                            "403 <html>", Forbidden.class,
                            "500 oops", Unavailable.class,
                            "302 ", Unavailable.class)
                    .forEach((answer, failure) -> {
                        peer.at("/ocm/invite-accepted", status(answer), body(answer));
                        assertThatThrownBy(() ->
                                        b.invitations.forward(FakeSite.MARIE, "a-token", Optional.of(peer.host())))
                                .as(answer)
                                .isInstanceOf(failure);
                    });
            peer.at("/ocm/invite-accepted", 409, "{\"userID\":\"ada\",\"email\":\"\",\"name\":\"Ada\"}");
            assertThat(b.invitations
                            .forward(FakeSite.MARIE, "a-token", Optional.of(peer.host()))
                            .displayName())
                    .isEqualTo("Ada");
        }
    }

    @Test
    void what_is_sent_is_signed_where_the_peer_signs_and_not_where_it_does_not() throws IOException {
        List<String> signed = new ArrayList<>();
        try (ScriptedPeer peer = new ScriptedPeer()) {
            peer.at("/ocm/invite-accepted", exchange -> {
                signed.add(String.valueOf(exchange.getRequestHeaders().getFirst("Signature-Input")));
                ScriptedPeer.send(exchange, 200, "application/json", "{\"userID\":\"ada\"}");
            });
            peer.discovered("1.1.0", "");
            b.invitations.forward(FakeSite.MARIE, "a-token", Optional.of(peer.host()));
            peer.discovered("1.4.0", ",\"capabilities\":[\"http-sig\",\"invites\"],\"jwksUri\":\"/keys\"");
            b.network.peers().again(peer.host());
            b.invitations.forward(FakeSite.MARIE, "a-token", Optional.of(peer.host()));
        }

        assertThat(signed.get(0)).isEqualTo("null");
        assertThat(signed.get(1))
                .startsWith("ocm=(")
                .contains("\"@method\" \"@target-uri\" \"content-digest\" \"content-length\" \"date\"", "tag=\"ocm\"");
    }

    @Test
    void texts_that_are_no_invitation_are_refused_before_anybody_is_asked() {
        for (String text : List.of("", "abc", "a b", "x".repeat(2000), "aGVsbG8=")) {
            assertThatThrownBy(() -> b.invitations.forward(FakeSite.MARIE, text, Optional.empty()))
                    .as(text)
                    .isInstanceOf(InvalidArgument.class);
        }
        Invite invite = a.invitations.generate(EINSTEIN, "", "");
        String whole = a.invitations.text(invite).written();
        assertThatThrownBy(() ->
                        b.invitations.forward(FakeSite.MARIE, whole, Optional.of(PeerHost.parse("elsewhere.example"))))
                .isInstanceOf(InvalidArgument.class)
                .hasMessageContaining("not from elsewhere.example");
        assertThatThrownBy(() -> a.invitations.forward(FakeSite.EINSTEIN, whole, Optional.empty()))
                .isInstanceOf(Forbidden.class);
    }

    @Test
    void a_whole_invitation_is_read_with_padding_and_without_and_in_both_alphabets() {
        for (String token : List.of("12345678", "123456789", "1234567890", "??>>??>>??>>", "token@with@at")) {
            InviteToken text = new InviteToken(token, a.host());
            String written = text.written();
            for (String form : List.of(
                    written,
                    written.replace("=", ""),
                    written.replace('+', '-').replace('/', '_'),
                    written.replace('+', '-').replace('/', '_').replace("=", ""),
                    " " + written + "\n")) {
                assertThat(InviteToken.parse(form, Optional.empty())).as(form).isEqualTo(text);
            }
        }
    }

    @Test
    void an_unsigned_word_ends_no_contact() throws IOException {
        Invite invite = a.invitations.generate(EINSTEIN, "", "");
        b.invitations.forward(FakeSite.MARIE, invite.token(), Optional.of(a.host()));
        String body = "{\"notificationType\":\"USER_REMOVED\",\"resourceType\":\"user\",\"providerId\":\""
                + MARIE.opaque() + "\",\"senderDomain\":\"" + b.host() + "\"}";

        assertThat(TrustingHttpClient.send("POST", a.uri("/ocm/notifications"), Map.of(), body)
                        .status())
                .isEqualTo(401);
        assertThat(TrustingHttpClient.send(
                                "POST",
                                a.uri("/ocm/notifications"),
                                new HandSigner(b.host() + "#x")
                                        .headers(a.uri("/ocm/notifications"), body, Instant.now()),
                                body)
                        .status())
                .isEqualTo(401);
        assertThat(contacts(a, EINSTEIN)).hasSize(1);
        assertThat(TrustingHttpClient.send(
                                "POST", a.uri("/ocm/notifications"), Map.of(), "{\"notificationType\":\"TALK\"}")
                        .status())
                .isEqualTo(501);
    }
}
