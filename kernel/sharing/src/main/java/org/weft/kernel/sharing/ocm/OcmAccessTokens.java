/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.ocm;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.weft.kernel.identity.signin.GuestAuthenticator;
import org.weft.kernel.identity.token.TokenService;
import org.weft.kernel.identity.token.VerifiedToken;
import org.weft.kernel.sharing.ocm.OcmShareClient.Token;
import org.weft.kernel.sharing.peer.PeerHost;
import org.weft.kernel.sharing.peer.ShareSecrets;
import org.weft.kernel.sharing.share.ShareRepository;
import org.weft.spi.Scope;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.WeftException.Throttled;
import org.weft.spi.WeftException.Unauthenticated;
import org.weft.spi.auth.Credentials;
import org.weft.spi.identity.User;
import org.weft.spi.share.OcmOut;
import org.weft.spi.share.ResourceId;
import org.weft.spi.share.ShareId;
import org.weft.spi.share.ShareQuery;

/**
 * Lets the receivers of shares in who come from other sites: with the share's secret, or with an access token that was given
 * for it. Whatever they show leads to the one share and to nothing else, and only as long as its row stands. Thread-safe.
 */
public final class OcmAccessTokens implements GuestAuthenticator {

    /** The life of an access token: short, since what it opens is looked up at each use anyway. */
    public static final Duration LIFE = Duration.ofHours(1);

    private static final String SCOPE = "ocmshare:";
    private static final Pattern SECRET = Pattern.compile("[A-Za-z0-9_-]{43}");
    private static final int LONGEST = 1024;
    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final int MOST_FAILURES = 200;

    private final ShareRepository rows;
    private final TokenService tokens;
    private final Predicate<UserId> gone;
    private final Clock clock;
    private final Failures failures = new Failures();

    /** Where nobody rests. */
    public OcmAccessTokens(ShareRepository rows, TokenService tokens, Clock clock) {
        this(rows, tokens, user -> false, clock);
    }

    /** @param gone whose shares rest; asked for every request, so it must not block */
    public OcmAccessTokens(ShareRepository rows, TokenService tokens, Predicate<UserId> gone, Clock clock) {
        this.rows = rows;
        this.tokens = tokens;
        this.gone = gone;
        this.clock = clock;
    }

    /**
     * Whoever was let in.
     *
     * @param user the receiver at the other site
     * @param share what for
     * @param expires when it ends at the latest
     */
    public record Visit(User user, OcmOut share, Instant expires) {

        public List<Scope> scopes() {
            ResourceId resource = share.resource().orElseThrow();
            return List.of(new Scope.Resource(
                    SCOPE + share.id(), resource.storage(), resource.space(), resource.node(), Scope.Role.EDITOR));
        }
    }

    @Override
    public String type() {
        return "ocmshares";
    }

    /** By the form of the secrets that this site gives, and then by the share that one opens. */
    @Override
    public boolean knows(String name, String secret) {
        return SECRET.matcher(secret).matches()
                && openly(secret)
                        .filter(share ->
                                name.isEmpty() || name.equals(share.id().value()))
                        .isPresent();
    }

    @Override
    public Admitted admit(Credentials credentials, String remoteAddress) {
        Visit visit = admit(credentials.clientId(), credentials.secret(), remoteAddress);
        return new Admitted(visit.user(), visit.scopes(), visit.expires());
    }

    /**
     * Gives an access token for a share's secret.
     *
     * @param client the receiving site, as it is proven
     * @return empty when the secret is none, or no longer one, or another site's: these can't be told apart
     */
    public Optional<Token> exchange(PeerHost client, String secret) {
        Optional<OcmOut> share =
                bySecret(secret).filter(found -> found.recipient().host().equals(client.text()));
        return share.map(found -> {
            Instant until = clock.instant().plus(LIFE);
            Instant expires = found.expires().filter(until::isAfter).orElse(until);
            Visit admitted = new Visit(receiver(found), found, expires);
            return new Token(tokens.mint(admitted.user(), admitted.scopes(), expires), expires);
        });
    }

    /**
     * Lets somebody in.
     *
     * @param share its id; empty for whichever it is
     * @param shown the secret, or an access token
     * @throws Unauthenticated when it opens nothing, or something else
     */
    public Visit admit(String share, String shown, String remoteAddress) {
        if (failures.isOver(remoteAddress)) {
            throw new Throttled("too many wrong secrets from your address; try again later", WINDOW);
        }
        Optional<OcmOut> found = shown.chars().filter(c -> c == '.').count() == 2 ? byToken(shown) : openly(shown);
        return found.filter(
                        opened -> share.isEmpty() || share.equals(opened.id().value()))
                .map(opened ->
                        new Visit(receiver(opened), opened, clock.instant().plus(LIFE)))
                .orElseThrow(() -> {
                    failures.count(remoteAddress);
                    return new Unauthenticated("the secret or token opens nothing here");
                });
    }

    /** Wrong secrets by address, so that nobody tries for long. */
    private static final class Failures {
        private final Cache<String, AtomicInteger> counts = Caffeine.newBuilder()
                .maximumSize(20_000)
                .expireAfterWrite(WINDOW)
                .build();

        boolean isOver(String address) {
            AtomicInteger count = counts.getIfPresent(address);
            return count != null && count.get() >= MOST_FAILURES;
        }

        void count(String address) {
            counts.get(address, who -> new AtomicInteger()).incrementAndGet();
        }
    }

    /** The secret itself, unless it is only good for being exchanged. */
    private Optional<OcmOut> openly(String secret) {
        return bySecret(secret).filter(share -> !share.requirements().contains(OcmShareClient.MUST_EXCHANGE));
    }

    private Optional<OcmOut> bySecret(String secret) {
        if (secret.isEmpty() || secret.length() > LONGEST) {
            return Optional.empty();
        }
        List<OcmOut> found = new ArrayList<>(1);
        // Looked up by its hash, so that the time it takes tells nothing of the secrets that there are.
        rows.all(ShareQuery.of(new ShareQuery.BySecret(ShareSecrets.hash(secret))), share -> {
            if (share instanceof OcmOut outgoing && isOpen(outgoing)) {
                found.add(outgoing);
            }
            return found.isEmpty();
        });
        return found.stream().findFirst();
    }

    private boolean isOpen(OcmOut share) {
        return !share.hasExpired(clock.instant()) && !gone.test(share.creator()) && !gone.test(share.owner());
    }

    private Optional<OcmOut> byToken(String token) {
        VerifiedToken verified = tokens.verify(token);
        for (Scope scope : verified.scopes()) {
            if (scope instanceof Scope.Resource resource && resource.key().startsWith(SCOPE)) {
                ShareId id = new ShareId(resource.key().substring(SCOPE.length()));
                return rows.find(id)
                        .filter(OcmOut.class::isInstance)
                        .map(OcmOut.class::cast)
                        .filter(this::isOpen)
                        .filter(share ->
                                receiver(share).id().equals(verified.user().id()));
            }
        }
        return Optional.empty();
    }

    private static User receiver(OcmOut share) {
        UserId id = new UserId(share.recipient().host(), share.recipient().id(), UserType.FEDERATED);
        return User.of(id, id.toString(), share.recipient().id());
    }
}
