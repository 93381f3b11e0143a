/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.invite;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.kernel.identity.directory.Directories;
import org.weft.kernel.runtime.limit.Brake;
import org.weft.kernel.runtime.limit.RateLimiter;
import org.weft.kernel.sharing.db.InviteTable;
import org.weft.kernel.sharing.db.InviteTable.Contact;
import org.weft.kernel.sharing.db.InviteTable.Use;
import org.weft.kernel.sharing.peer.PeerHost;
import org.weft.kernel.sharing.peer.PeerTrust;
import org.weft.kernel.sharing.peer.RemotePerson;
import org.weft.spi.Caller;
import org.weft.spi.Scope;
import org.weft.spi.Sink;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.AlreadyExists;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.Unavailable;
import org.weft.spi.WeftException.Unsupported;
import org.weft.spi.identity.User;
import org.weft.spi.share.Invite;
import org.weft.spi.share.InviteBox;
import org.weft.spi.share.RemoteUser;

/**
 * How people at different sites come to know each other: one sends an invitation, the other accepts it at the own site,
 * and each becomes a contact of the other. An invitation is good for one person. Thread-safe.
 */
public final class Invitations {

    private static final Logger LOG = LoggerFactory.getLogger(Invitations.class);
    private static final int TOKEN_BYTES = 20;
    private static final int LONGEST_TEXT = 1000;
    private static final int LONGEST_ID = 255;

    /** For how long a site whose answer was lost gets it again. */
    private static final Duration RECOVERY = Duration.ofDays(1);

    private final Settings settings;
    private final Box box;
    private final InviteTable table;
    private final PeerTrust trust;
    private final InviteClient peers;
    private final Directories directories;
    private final Clock clock;
    private final RateLimiter rates;
    private final SecureRandom random = new SecureRandom();

    /**
     * How a site invites.
     *
     * @param host by which peers know this site; empty when it takes no part
     * @param lifetime how long an invitation can be accepted
     * @param perHour how many invitations one person may make, and accept, in an hour
     */
    public record Settings(Optional<PeerHost> host, Duration lifetime, int perHour) {}

    /** Where invitations and contacts are kept. */
    @FunctionalInterface
    public interface Box {

        /** Asks it something; a failure is {@code Unavailable}. */
        <T> T ask(Question<T> question);

        /** What is asked. */
        @FunctionalInterface
        interface Question<T> {
            T of(InviteBox box) throws IOException;
        }
    }

    public Invitations(
            Settings settings,
            Box box,
            InviteTable table,
            PeerTrust trust,
            InviteClient peers,
            Directories directories,
            Clock clock) {
        this.settings = settings;
        this.box = box;
        this.table = table;
        this.trust = trust;
        this.peers = peers;
        this.directories = directories;
        this.clock = clock;
        this.rates = new RateLimiter("invitations", settings.perHour(), Duration.ofHours(1), clock);
    }

    /**
     * The host by which peers know this site.
     *
     * @throws Unsupported when it takes no part
     */
    public PeerHost host() {
        return settings.host()
                .orElseThrow(() -> new Unsupported(
                        "this site takes no part in Open Cloud Mesh: external-url in [server] does not tell its"
                                + " address"));
    }

    /**
     * The person who calls, as the owner of invitations and contacts.
     *
     * @throws Forbidden for who came by a link, or with a token that is good for less than everything
     */
    public static UserId person(Caller caller) {
        boolean whole = caller.scopes().stream()
                .anyMatch(scope -> scope instanceof Scope.User user && user.role() == Scope.Role.OWNER);
        if (!whole) {
            throw new Forbidden("this sign-in is not good for invitations and contacts");
        }
        return caller.user();
    }

    /**
     * Makes an invitation.
     *
     * @param description what the owner wants to remember; may be empty
     * @param recipient the mail address it is meant for; may be empty
     */
    public Invite generate(UserId owner, String description, String recipient) {
        PeerHost here = host();
        if (description.length() > LONGEST_TEXT || recipient.length() > LONGEST_TEXT) {
            throw new InvalidArgument("a description, and a recipient, has at most " + LONGEST_TEXT + " letters");
        }
        rates.count("make " + owner);
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        Instant now = clock.instant();
        Invite invite = new Invite(
                HexFormat.of().formatHex(bytes), owner, description, recipient, now, now.plus(settings.lifetime()));
        box.ask(kept -> {
            kept.issue(invite);
            return true;
        });
        LOG.atInfo().addKeyValue("owner", owner).addKeyValue("host", here).log("ocm-invite-made");
        return invite;
    }

    /** The text that an invitation is passed on as. */
    public InviteToken text(Invite invite) {
        return new InviteToken(invite.token(), host());
    }

    /**
     * Who sends an invitation, for whoever has its token.
     *
     * @throws NotFound when there is no such invitation, or it has been accepted or has expired: the same
     */
    public RemotePerson inviter(String token) {
        Instant now = clock.instant();
        return box.ask(kept -> kept.find(token))
                .filter(invite -> now.isBefore(invite.expires()))
                .filter(invite -> table.find(hash(token)).isEmpty())
                .flatMap(invite -> directories.user(invite.owner()))
                .map(Invitations::person)
                .orElseThrow(Invitations::unknown);
    }

    /** Pushes the owner's invitations that can still be accepted, the newest first. */
    public void list(UserId owner, Sink<Invite> sink) {
        Instant now = clock.instant();
        box.ask(kept -> {
            kept.list(owner, invite -> !now.isBefore(invite.expires()) || sink.accept(invite));
            return true;
        });
    }

    /**
     * Accepts an invitation from another site for somebody here.
     *
     * @param written the token, or the whole invitation
     * @param from the site that it is from; empty for a whole invitation
     * @return who invited
     */
    public RemoteUser forward(User who, String written, Optional<PeerHost> from) {
        host();
        InviteToken text = InviteToken.parse(written, from);
        trust.require(text.host());
        rates.count("accept " + who.id());
        RemotePerson inviter = peers.accept(text.host(), text.token(), person(who));
        return remember(who.id(), text.host(), inviter);
    }

    private static RemotePerson person(User user) {
        String name = user.displayName().isEmpty() ? user.username() : user.displayName();
        return new RemotePerson(user.id().opaque(), name, user.mail());
    }

    private RemoteUser remember(UserId owner, PeerHost host, RemotePerson person) {
        UserId id = new UserId(host.text(), id(host, person.id()), UserType.FEDERATED);
        RemoteUser contact = new RemoteUser(id, cut(person.displayName()), cut(person.mail()), clock.instant());
        table.connect(owner, id.idp(), id.opaque());
        box.ask(kept -> {
            kept.remember(owner, contact);
            return true;
        });
        LOG.atInfo().addKeyValue("owner", owner).addKeyValue("contact", id).log("ocm-contact-made");
        return contact;
    }

    private static String id(PeerHost host, String written) {
        String bare = host.bare(written.strip());
        if (bare.isEmpty() || bare.length() > LONGEST_ID || bare.chars().anyMatch(Character::isISOControl)) {
            throw new InvalidArgument("the id of a user at " + host + " is not 1 to " + LONGEST_ID + " letters");
        }
        return bare;
    }

    private static String cut(String text) {
        StringBuilder clean = new StringBuilder();
        text.codePoints()
                .limit(LONGEST_ID)
                .filter(point -> !Character.isISOControl(point) && Character.getType(point) != Character.FORMAT)
                .forEach(clean::appendCodePoint);
        return clean.toString().strip();
    }

    /**
     * What the site of who accepted is answered.
     *
     * @param inviter who invited
     * @param again whether the same person had accepted before
     */
    public record Acceptance(RemotePerson inviter, boolean again) {}

    /**
     * Somebody at another site accepts an invitation from here. Only the first one does; when that one's site asks again
     * within a day, because the answer was lost, it gets the same answer.
     *
     * @param from the other site, which is known to be the one that speaks
     * @throws NotFound when there is no such invitation, or it has expired: the same
     * @throws AlreadyExists when somebody else used it
     */
    public Acceptance accept(PeerHost from, String token, RemotePerson who) {
        String remote = id(from, who.id());
        Optional<Invite> open = box.ask(kept -> kept.find(token));
        Instant now = clock.instant();
        Optional<Use> used = table.find(hash(token));
        if (used.isEmpty()
                && open.filter(invite -> now.isBefore(invite.expires())).isEmpty()) {
            throw unknown();
        }
        Use use = used.isPresent() ? used.get() : claim(open.orElseThrow(), token, from, remote, now);
        if (!use.remoteHost().equals(from.text()) || !use.remoteUser().equals(remote)) {
            throw new AlreadyExists("the invitation has been accepted by somebody else");
        }
        RemotePerson inviter =
                directories.user(use.owner()).map(Invitations::person).orElseThrow(Invitations::unknown);
        if (open.isEmpty()) {
            UserId contact = new UserId(from.text(), remote, UserType.FEDERATED);
            if (box.ask(kept -> kept.remoteUser(use.owner(), contact)).isEmpty()) {
                throw unknown();
            }
            return new Acceptance(inviter, true);
        }
        remember(use.owner(), from, new RemotePerson(remote, who.displayName(), who.mail()));
        box.ask(kept -> kept.take(token, now));
        return new Acceptance(inviter, used.isPresent());
    }

    private Use claim(Invite invite, String token, PeerHost from, String remote, Instant now) {
        Instant recoverable = now.plus(RECOVERY);
        Instant until = invite.expires().isAfter(recoverable) ? invite.expires() : recoverable;
        return table.claim(new Use(hash(token), invite.owner(), from.text(), remote, until));
    }

    private static NotFound unknown() {
        return new NotFound("there is no such invitation, or it has expired");
    }

    private static String hash(String token) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
    }

    /** One contact of the owner's, whatever form its id is written in. */
    public Optional<RemoteUser> contact(UserId owner, UserId remote) {
        UserId id = normal(remote);
        return box.ask(kept -> kept.remoteUser(owner, id));
    }

    private static UserId normal(UserId remote) {
        PeerHost host = PeerHost.parse(remote.idp());
        return new UserId(host.text(), host.bare(remote.opaque()), UserType.FEDERATED);
    }

    /** Pushes the owner's contacts that the text is found in, by display name; the empty text finds all. */
    public void contacts(UserId owner, String query, Sink<RemoteUser> sink) {
        box.ask(kept -> {
            kept.remoteUsers(owner, query, sink);
            return true;
        });
    }

    /**
     * Ends a contact, and tells the other site, sooner or later. That it can't be told does not bring the contact back.
     *
     * @throws NotFound when there was none
     */
    public void end(UserId owner, UserId remote) {
        UserId id = normal(remote);
        if (!forget(owner, id)) {
            throw new NotFound("there is no such contact");
        }
        try {
            peers.ended(PeerHost.parse(id.idp()), owner.opaque(), id.opaque());
        } catch (WeftException untold) {
            LOG.atInfo()
                    .addKeyValue("host", id.idp())
                    .addKeyValue("reason", untold.text())
                    .log("ocm-contact-end-not-told");
        }
    }

    private boolean forget(UserId owner, UserId id) {
        boolean known = box.ask(kept -> kept.forget(owner, id));
        table.disconnect(owner, id.idp(), id.opaque());
        return known;
    }

    /**
     * Another site tells that a contact has ended there. The standard does not say which of the two people it names, so
     * both are looked for; where that leaves several contacts, none is ended.
     *
     * @param from the other site, which is known to be the one that speaks
     * @param named the id that it names
     * @param own the id of the one here, where the other site tells it; else empty
     * @return whether a contact was ended
     */
    public boolean endedBy(PeerHost from, String named, String own) {
        String id = from.bare(named);
        List<Contact> meant = table.ofRemote(from.text(), id);
        if (!own.isEmpty()) {
            String here = settings.host().map(host -> host.bare(own)).orElse(own);
            meant = meant.stream()
                    .filter(contact -> contact.owner().opaque().equals(here))
                    .toList();
        } else if (meant.isEmpty()) {
            meant = table.ofOwner(
                    from.text(), settings.host().map(host -> host.bare(named)).orElse(named));
        }
        if (meant.size() != 1) {
            return false;
        }
        Contact contact = meant.getFirst();
        LOG.atInfo()
                .addKeyValue("owner", contact.owner())
                .addKeyValue("host", from)
                .log("ocm-contact-ended");
        return forget(contact.owner(), new UserId(from.text(), contact.remoteUser(), UserType.FEDERATED));
    }

    /** Forgets what has expired. */
    public void sweep() {
        Instant now = clock.instant();
        table.sweep(now);
        try {
            box.ask(kept -> {
                kept.sweep(now);
                return true;
            });
        } catch (Unavailable down) {
            LOG.atDebug().addKeyValue("reason", down.text()).log("contacts-not-swept");
        }
    }

    /** What keeps one from asking too much here. */
    public List<Brake> brakes() {
        return List.of(rates);
    }
}
