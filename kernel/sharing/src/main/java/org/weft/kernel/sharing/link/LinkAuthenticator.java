/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.link;

import com.github.benmanes.caffeine.cache.Ticker;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Predicate;
import org.weft.kernel.identity.ScopeRights;
import org.weft.kernel.identity.signin.FailureBackoff;
import org.weft.kernel.identity.signin.GuestAuthenticator;
import org.weft.kernel.identity.signin.SecretFingerprints;
import org.weft.kernel.identity.signin.SignInLimits;
import org.weft.kernel.runtime.limit.Brake;
import org.weft.kernel.runtime.limit.ClientNetwork;
import org.weft.kernel.sharing.share.LinkScope;
import org.weft.kernel.storage.access.AccessService;
import org.weft.spi.Caller;
import org.weft.spi.Scope;
import org.weft.spi.TraceId;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.Unauthenticated;
import org.weft.spi.auth.Credentials;
import org.weft.spi.identity.User;
import org.weft.spi.share.Link;
import org.weft.spi.share.ResourceId;

/**
 * Lets in who comes by a link. A token that is unknown, has ended or rests looks like any other that is not there; whoever
 * guesses tokens is slowed down by address, whoever guesses passwords by link and address, and by link. Thread-safe.
 */
public final class LinkAuthenticator implements GuestAuthenticator {

    /** The type of these credentials, as CS3 names it. */
    public static final String TYPE = "publicshares";

    private static final String PASSWORD = "password|";
    private static final String SIGNATURE = "signature|";

    private final PublicLinks links;
    private final LinkPasswords passwords;
    private final LinkSignatures signatures;
    private final SignInLimits limits;
    private final Predicate<UserId> gone;
    private final Clock clock;
    private final SecretFingerprints fingerprints = new SecretFingerprints(new SecureRandom());
    private final FailureBackoff ofAddresses;
    private final FailureBackoff ofVisitors;
    private final FailureBackoff ofLinks;

    /** @param gone whose links rest */
    LinkAuthenticator(
            PublicLinks links,
            LinkPasswords passwords,
            LinkSignatures signatures,
            SignInLimits limits,
            Predicate<UserId> gone,
            Clock clock) {
        this(links, passwords, signatures, limits, gone, clock, Ticker.systemTicker());
    }

    LinkAuthenticator(
            PublicLinks links,
            LinkPasswords passwords,
            LinkSignatures signatures,
            SignInLimits limits,
            Predicate<UserId> gone,
            Clock clock,
            Ticker ticker) {
        this.links = links;
        this.passwords = passwords;
        this.signatures = signatures;
        this.limits = limits;
        this.gone = gone;
        this.clock = clock;
        this.ofAddresses = new FailureBackoff(
                "unknown links from one network", "from your address", limits.addressFailures(), limits, ticker);
        this.ofVisitors = new FailureBackoff(
                "passwords of a link from one network", "to this link", limits.accountFailures(), limits, ticker);
        this.ofLinks = new FailureBackoff(
                "passwords of a link from all networks", "to this link", limits.addressFailures(), limits, ticker);
    }

    /** What makes guessing slow here. */
    public List<Brake> brakes() {
        return List.of(ofAddresses, ofVisitors, ofLinks);
    }

    /** Signs links, for whoever may open them. */
    public LinkSignatures signatures() {
        return signatures;
    }

    /**
     * Lets somebody in.
     *
     * @throws NotFound when there is no such link
     * @throws Unauthenticated when it asks for a password and the key is none or wrong
     * @throws Forbidden when it is an internal link, which leads nobody in without an account
     * @throws org.weft.spi.WeftException.Throttled after too many failures
     */
    public LinkVisitor enter(String token, LinkCredential credential, String remoteAddress) {
        return enter(knock(token, remoteAddress), credential, remoteAddress);
    }

    /** The same for a link that was looked up a moment ago. */
    public LinkVisitor enter(Link link, LinkCredential credential, String remoteAddress) {
        if (link.isInternal()) {
            throw new Forbidden("this link gives nothing by itself: sign in with an account that has access");
        }
        if (link.passwordHash().isPresent()) {
            unlock(link, link.passwordHash().get(), credential, remoteAddress);
        }
        return LinkVisitor.guest(link, admitted(link));
    }

    /**
     * Leads a person of this site who follows an internal link. What they may do there is what they may do anyway; so
     * nothing, where nobody gave them access.
     *
     * @param caller says on whose behalf calls are made
     * @throws Forbidden when it is nobody who has an account
     */
    public LinkVisitor lead(Link link, User user, Function<TraceId, Caller> caller, TraceId trace) {
        if (!ScopeRights.isUser(caller.apply(trace))) {
            throw new Forbidden("this link leads people who have an account here and are signed in");
        }
        return LinkVisitor.insider(link, user, caller);
    }

    /**
     * The link with a token, for a page that asks for its password; tells a visitor nothing about it.
     *
     * @throws NotFound when there is no such link
     */
    public Link knock(String token, String remoteAddress) {
        String origin = ClientNetwork.of(remoteAddress);
        ByteBuffer address = fingerprints.of(origin);
        ofAddresses.admit(address);
        Link link = links.rules().enabled() ? links.find(token).orElse(null) : null;
        if (link == null || link.hasExpired(clock.instant()) || rests(link)) {
            ofAddresses.failed(address, "", origin);
            throw new NotFound("there is no such link, or it has ended");
        }
        return link;
    }

    /**
     * Judges a visitor again to whom something is being sent.
     *
     * @param link as it was when they came
     * @throws NotFound when it has ended since, or asks for another password
     */
    public void requireStill(Link link) {
        boolean goesOn = links.find(link.token())
                .filter(now -> now.id().equals(link.id()) && now.passwordHash().equals(link.passwordHash()))
                .filter(now -> !now.hasExpired(clock.instant()) && !rests(now))
                .isPresent();
        if (!goesOn) {
            throw new NotFound("the link has ended");
        }
    }

    private boolean rests(Link link) {
        return gone.test(link.creator()) || gone.test(link.owner());
    }

    private void unlock(Link link, String hash, LinkCredential credential, String remoteAddress) {
        switch (credential) {
            case LinkCredential.None none -> throw new Unauthenticated("this link asks for a password");
            case LinkCredential.Signed signed -> {
                if (!signatures.isValid(link, signed.signature())) {
                    throw new Unauthenticated("the signature is wrong or has expired");
                }
            }
            case LinkCredential.Password password -> {
                if (!passwords.isKnown(password.text(), hash)) {
                    check(link, hash, password.text(), remoteAddress);
                }
            }
        }
    }

    private void check(Link link, String hash, String password, String remoteAddress) {
        String origin = ClientNetwork.of(remoteAddress);
        ByteBuffer address = fingerprints.of(origin);
        ByteBuffer visitor = fingerprints.of(link.id().value(), origin);
        ByteBuffer any = fingerprints.of("link", link.id().value());
        Runnable admit = () -> {
            ofVisitors.admit(visitor);
            ofLinks.admit(any);
        };
        admit.run();
        if (!passwords.matches(password, hash, admit)) {
            ofAddresses.failed(address, "", origin);
            ofVisitors.failed(visitor, link.id().value(), origin);
            ofLinks.failed(any, link.id().value(), "");
            throw new Unauthenticated("wrong password");
        }
        ofVisitors.succeeded(visitor);
    }

    private Admitted admitted(Link link) {
        LinkType type = LinkType.of(link.rights());
        ResourceId id = link.resource().orElseThrow();
        Scope scope = new Scope.Resource(LinkScope.key(link), id.storage(), id.space(), id.node(), type.role());
        Instant latest = clock.instant().plus(limits.tokenLifetime());
        return new Admitted(
                guest(link, type),
                List.of(scope),
                link.expires().filter(latest::isAfter).orElse(latest));
    }

    private static User guest(Link link, LinkType type) {
        String name = AccessService.VISITOR + link.id();
        String role = type.role().name().toLowerCase(Locale.ROOT);
        User.OpaqueValue value = new User.OpaqueValue(
                "plain", Base64.getEncoder().encodeToString(role.getBytes(StandardCharsets.UTF_8)));
        return new User(
                new UserId(link.owner().idp(), name, UserType.GUEST),
                name,
                "",
                false,
                "Public link",
                List.of(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                Map.of("public-share-role", value));
    }

    @Override
    public String type() {
        return TYPE;
    }

    /** In Reva's form: the token as the name; {@code password|…} or {@code signature|SIGNATURE|EXPIRATION} as the secret. */
    @Override
    public Admitted admit(Credentials credentials, String remoteAddress) {
        return enter(credentials.clientId(), key(credentials.secret()), remoteAddress)
                .admitted();
    }

    private static LinkCredential key(String secret) {
        if (secret.startsWith(SIGNATURE)) {
            String[] parts = secret.split("\\|", -1);
            if (parts.length != 3) {
                throw new Unauthenticated("the signature is wrong or has expired");
            }
            return signed(parts[1], parts[2]);
        }
        String password = secret.startsWith(PASSWORD) ? secret.substring(PASSWORD.length()) : secret;
        return password.isEmpty() ? LinkCredential.none() : new LinkCredential.Password(password);
    }

    /**
     * A signature as clients write it.
     *
     * @param expires by RFC 3339
     * @throws Unauthenticated when it is none
     */
    public static LinkCredential signed(String text, String expires) {
        try {
            return new LinkCredential.Signed(new LinkSignatures.Signature(
                    text, java.time.OffsetDateTime.parse(expires).toInstant()));
        } catch (DateTimeParseException malformed) {
            throw new Unauthenticated("the signature is wrong or has expired");
        }
    }
}
