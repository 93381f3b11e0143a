/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.ocm;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.kernel.identity.directory.Directories;
import org.weft.kernel.sharing.ocm.OcmShareClient.Notice;
import org.weft.kernel.sharing.ocm.OcmShareClient.Offer;
import org.weft.kernel.sharing.ocm.OcmShareClient.Person;
import org.weft.kernel.sharing.peer.PeerHost;
import org.weft.kernel.sharing.peer.PerHostExecutor;
import org.weft.kernel.sharing.peer.ShareSecrets;
import org.weft.kernel.sharing.share.ShareRepository;
import org.weft.spi.UserId;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.Conflict;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.Throttled;
import org.weft.spi.WeftException.Unavailable;
import org.weft.spi.identity.User;
import org.weft.spi.share.OcmOut;
import org.weft.spi.share.OcmOut.Delivery;
import org.weft.spi.share.Share;
import org.weft.spi.share.ShareId;
import org.weft.spi.share.ShareQuery;
import org.weft.spi.storage.Rights;

/** What goes between this site and the receivers' about shares from here: the offers, and what either tells of them. Thread-safe. */
public final class ShareDelivery {

    /** The attribute that says what the receiver made of a share. */
    public static final String STATE = "weft.state";

    /** The attribute that says what the receiver is called at the other site. */
    public static final String RECIPIENT_NAME = "weft.recipient-name";

    /** The attribute that says whether a file or a folder was shared. */
    static final String KIND = "weft.kind";

    private static final Logger LOG = LoggerFactory.getLogger(ShareDelivery.class);
    private static final Duration SETTLED = Duration.ofMinutes(1);
    private static final Duration GIVEN_UP = Duration.ofDays(1);
    private static final int MOST_AT_ONCE = 10_000;

    private final ShareRepository rows;
    private final ShareSecrets secrets;
    private final OcmShareClient peers;
    private final ShareNotices notices;
    private final Directories directories;
    private final PerHostExecutor turns;
    private final Clock clock;

    public ShareDelivery(
            ShareRepository rows,
            ShareSecrets secrets,
            OcmShareClient peers,
            ShareNotices notices,
            Directories directories,
            Executor executor,
            Clock clock) {
        this.rows = rows;
        this.secrets = secrets;
        this.peers = peers;
        this.notices = notices;
        this.directories = directories;
        this.turns = new PerHostExecutor(executor);
        this.clock = clock;
    }

    /** Offers a share; answers with its row when the other site has it. */
    OcmOut deliver(OcmOut share) {
        String recipient = peers.offer(new Offer(
                share.id(),
                share.name(),
                share.description(),
                share.attributes().getOrDefault(KIND, "folder"),
                share.recipient(),
                person(share.owner()),
                person(share.creator()),
                share.rights(),
                share.requirements(),
                share.expires(),
                secrets.of(share.id())));
        return (OcmOut) rows.change(share.id(), now -> {
            OcmOut named = recipient.isEmpty() ? (OcmOut) now : with(now, RECIPIENT_NAME, recipient);
            return named.toBuilder().delivery(Delivery.SENT).build();
        });
    }

    private Person person(UserId id) {
        return new Person(id, directories.user(id).map(User::displayName).orElse(""));
    }

    /** Sends again what no other site has heard of, because this one went down in between. */
    public void retry() {
        Instant now = clock.instant();
        pending().stream()
                .filter(share -> !share.modified().plus(SETTLED).isAfter(now) && !share.hasExpired(now))
                .collect(Collectors.groupingBy(share -> share.recipient().host()))
                .forEach((host, shares) -> turns.take(host, () -> shares.forEach(share -> deliverAgain(share, now))));
    }

    private void deliverAgain(OcmOut share, Instant now) {
        Optional<OcmOut> mine = claimed(share);
        if (mine.isEmpty()) {
            return;
        }
        try {
            deliver(mine.get());
        } catch (Unavailable | Throttled later) {
            if (share.created().plus(GIVEN_UP).isBefore(now)) {
                fail(share, later);
            }
        } catch (NotFound gone) {
            if (rows.find(share.id()).isPresent()) {
                fail(share, gone);
            }
        } catch (WeftException refused) {
            fail(share, refused);
        }
    }

    /**
     * Takes a share to deliver: of several servers the first, until it has been at rest again for a while. Empty when another
     * was faster, and when the share has changed or is gone.
     */
    private Optional<OcmOut> claimed(OcmOut share) {
        try {
            return Optional.of((OcmOut) rows.change(share.id(), now -> {
                if (now.revision() != share.revision()) {
                    throw new Conflict("another server delivers this share");
                }
                return ((OcmOut) now).toBuilder().modified(clock.instant()).build();
            }));
        } catch (Conflict | NotFound elsewhere) {
            LOG.atDebug().addKeyValue("share", share.id()).log("ocm-share-left-to-another");
            return Optional.empty();
        }
    }

    private List<OcmOut> pending() {
        List<OcmOut> found = new ArrayList<>();
        ShareQuery.Shape shape = new ShareQuery.ByDelivery(Delivery.PENDING);
        try {
            rows.all(new ShareQuery(shape, Set.of(OcmOut.class), Optional.empty(), 1000), share -> {
                found.add((OcmOut) share);
                return found.size() < MOST_AT_ONCE;
            });
        } catch (Unavailable down) {
            // A site may have no store at all; this is asked every few seconds, and the next time may know more.
            LOG.atDebug().addKeyValue("reason", down.text()).log("ocm-deliveries-put-off");
        }
        return found;
    }

    private void fail(OcmOut share, WeftException refused) {
        LOG.atWarn()
                .addKeyValue("share", share.id())
                .addKeyValue("host", share.recipient().host())
                .addKeyValue("reason", refused.text())
                .log("ocm-share-not-delivered");
        rows.change(
                share.id(),
                now -> ((OcmOut) now).toBuilder().delivery(Delivery.FAILED).build());
    }

    /** Tells the receiver's site that a share gives other rights. */
    void changed(OcmOut share) {
        notices.send(notice(share, Notice.Kind.PERMISSIONS, Optional.of(share.rights())));
    }

    /** Tells the receiver's site that a share has ended. */
    void ended(OcmOut share) {
        notices.send(notice(share, Notice.Kind.UNSHARED, Optional.empty()));
    }

    private Notice notice(OcmOut share, Notice.Kind kind, Optional<Rights> rights) {
        return new Notice(
                PeerHost.parse(share.recipient().host()),
                kind,
                share.id().value(),
                true,
                share.recipient().id(),
                rights,
                secrets.of(share.id()));
    }

    /** What the receiver's site says of a share that went there; nothing happens for any other share. */
    void heard(HeardNotice heard) {
        Optional<OcmOut> share = between(heard.id())
                .filter(found -> found.recipient().host().equals(heard.from().text()))
                .filter(found ->
                        heard.proven() || ShareSecrets.same(found.secretHash(), ShareSecrets.hash(heard.secret())));
        if (share.isEmpty()) {
            throw new NotFound("no share of that name is known between the two sites");
        }
        switch (heard.kind()) {
            case ACCEPTED -> rows.change(share.get().id(), now -> with(now, STATE, "accepted"));
            case DECLINED, UNSHARED -> rows.remove(share.get().id(), any -> any);
            case PERMISSIONS -> throw new InvalidArgument("what a share gives is said by the site it comes from");
        }
    }

    private Optional<OcmOut> between(String id) {
        return Optional.of(id)
                .filter(text -> text.matches("[A-Za-z0-9_-]{1,64}"))
                .flatMap(text -> rows.find(new ShareId(text)))
                .filter(OcmOut.class::isInstance)
                .map(OcmOut.class::cast);
    }

    /** The site that a share went to, for whoever shows its secret; others can't tell it from a share that never was. */
    Optional<PeerHost> receiver(String id, String secret) {
        return between(id)
                .filter(share -> ShareSecrets.same(share.secretHash(), ShareSecrets.hash(secret)))
                .map(share -> PeerHost.parse(share.recipient().host()));
    }

    private static OcmOut with(Share share, String name, String value) {
        Map<String, String> attributes = new HashMap<>(share.attributes());
        attributes.put(name, value);
        return ((OcmOut) share).toBuilder().attributes(attributes).build();
    }
}
