/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.share;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;
import org.weft.kernel.runtime.observe.AuditLog;
import org.weft.kernel.runtime.plugin.DriverHandle;
import org.weft.kernel.runtime.plugin.Lease;
import org.weft.kernel.storage.commit.SpaceCommitLock;
import org.weft.kernel.storage.resource.SpaceKey;
import org.weft.spi.Caller;
import org.weft.spi.Sink;
import org.weft.spi.UserId;
import org.weft.spi.WeftException.Conflict;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.PreconditionFailed;
import org.weft.spi.WeftException.Unavailable;
import org.weft.spi.share.GroupShare;
import org.weft.spi.share.InviteBox;
import org.weft.spi.share.Link;
import org.weft.spi.share.OcmIn;
import org.weft.spi.share.OcmOut;
import org.weft.spi.share.Reception;
import org.weft.spi.share.ResourceId;
import org.weft.spi.share.Share;
import org.weft.spi.share.ShareId;
import org.weft.spi.share.ShareQuery;
import org.weft.spi.share.ShareStore;
import org.weft.spi.share.UserShare;

/**
 * The rows of all kinds of shares, as a plugin keeps them. Knows no rule; every change is made under the gate of the spaces
 * it touches, so that a commit sees it or comes before it, and is told to all that remember shares. A store that is not
 * there, or fails, is {@link Unavailable}. Thread-safe.
 */
public final class ShareRepository {

    private static final Logger LOG = LoggerFactory.getLogger(ShareRepository.class);
    private static final int ATTEMPTS = 20;
    private static final int LATER_PAGES = 10_000;

    private final DriverHandle<ShareStore> store;
    private final ShareRevisions revisions;
    private final SpaceCommitLock commitLock;
    private final By nobody = new By(Optional.empty());

    public ShareRepository(DriverHandle<ShareStore> store, ShareRevisions revisions, SpaceCommitLock commitLock) {
        this.store = store;
        this.revisions = revisions;
        this.commitLock = commitLock;
    }

    /** Whether there is a store to ask; a store that is there may fail all the same. */
    public boolean isServing() {
        try {
            store.acquire().close();
            return true;
        } catch (Unavailable absent) {
            return false;
        }
    }

    /** A call of the store. */
    @FunctionalInterface
    public interface Call<D, T> {
        T on(D store) throws IOException;
    }

    /** Changes of somebody here, whom the audit log names; what the others here change is another site's doing, or time's. */
    public final class By {

        private final Optional<UserId> who;

        private By(Optional<UserId> who) {
            this.who = who;
        }

        /** Adds a share; see {@link ShareStore#insert}. */
        public Share insert(Share share) {
            Share made = changing(List.of(share), kept -> kept.insert(share));
            audit(made, "share-made", who);
            return made;
        }

        /**
         * Changes a share as it is at that moment, however many others change it.
         *
         * @param change called again when another change came between; what it throws ends the change
         * @throws NotFound when the share is gone
         */
        public Share change(ShareId id, UnaryOperator<Share> change) {
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                Share before = get(id);
                Share wanted = change.apply(before);
                try {
                    Share changed = changing(List.of(before, wanted), kept -> kept.replace(wanted, before.revision()));
                    audit(changed, "share-changed", who);
                    return changed;
                } catch (PreconditionFailed meanwhile) {
                    // Somebody was faster; the change is made anew of what they left.
                }
            }
            throw busy();
        }

        /**
         * Removes a share if the test still holds for it then.
         *
         * @param check throws when it may not be removed
         * @return the share that was removed; empty when it was gone
         */
        public Optional<Share> remove(ShareId id, UnaryOperator<Share> check) {
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                Optional<Share> found = find(id);
                if (found.isEmpty()) {
                    return found;
                }
                Share share = check.apply(found.get());
                try {
                    boolean removed = changing(List.of(share), kept -> kept.remove(id, share.revision()));
                    if (removed) {
                        audit(share, "share-removed", who);
                    }
                    return removed ? found : Optional.empty();
                } catch (PreconditionFailed meanwhile) {
                    // It has changed; the test is made anew.
                }
            }
            throw busy();
        }
    }

    /** What this caller changes. */
    public By by(Caller caller) {
        return new By(Optional.of(caller.user()));
    }

    /** {@link By#insert} by nobody here. */
    public Share insert(Share share) {
        return nobody.insert(share);
    }

    public Optional<Share> find(ShareId id) {
        return run(kept -> kept.find(id));
    }

    /** @throws NotFound when there is none */
    public Share get(ShareId id) {
        return find(id).orElseThrow(ShareRepository::missing);
    }

    public static NotFound missing() {
        return new NotFound("there is no such share, or you may not see it");
    }

    /** {@link By#change} by nobody here. */
    public Share change(ShareId id, UnaryOperator<Share> change) {
        return nobody.change(id, change);
    }

    /** A share's resource has another address now. Takes no gate: the move that it follows holds it. */
    void move(ShareId id, ResourceId resource) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<Share> before = find(id);
            if (before.isEmpty()) {
                return;
            }
            Share wanted = ShareRelocation.to(resource, before.get());
            try {
                telling(List.of(before.get(), wanted), kept -> kept.replace(wanted, wanted.revision()));
                return;
            } catch (PreconditionFailed meanwhile) {
                // Somebody changed it; it is moved as they left it.
            }
        }
        throw busy();
    }

    private static Conflict busy() {
        return new Conflict("others change the same share all the time; try again");
    }

    /** {@link By#remove} by nobody here. */
    public Optional<Share> remove(ShareId id, UnaryOperator<Share> check) {
        return nobody.remove(id, check);
    }

    /** Never the token of a link nor the secret of an OCM share: whoever reads the log must not get in by it. */
    private static void audit(Share share, String event, Optional<UserId> who) {
        LoggingEventBuilder told = AuditLog.entry()
                .addKeyValue("share", share.id())
                .addKeyValue("kind", share.getClass().getSimpleName())
                .addKeyValue("creator", share.creator())
                .addKeyValue("owner", share.owner())
                .addKeyValue("resource", share.resource().map(String::valueOf).orElse(""));
        LoggingEventBuilder entry =
                who.map(user -> told.addKeyValue("by", user)).orElse(told);
        switch (share) {
            case UserShare user -> entry.addKeyValue("grantee", user.grantee()).log(event);
            case GroupShare group ->
                entry.addKeyValue("grantee", group.grantee()).log(event);
            case Link link -> entry.log(event);
            case OcmOut out -> entry.log(event);
            case OcmIn in -> entry.log(event);
        }
    }

    /**
     * Pushes all shares that a query is about, page by page, from the query's first page on. Whoever wants more than that wants
     * all as a rule, and pays for as many pages as few: a store may have to sort what is to come for each of them.
     */
    public void all(ShareQuery query, Sink<Share> sink) {
        ShareQuery next = query;
        while (true) {
            List<Share> page = page(next);
            for (Share share : page) {
                if (!sink.accept(share)) {
                    return;
                }
            }
            if (page.size() < next.limit()) {
                return;
            }
            next = new ShareQuery(
                    query.shape(), query.kinds(), Optional.of(page.getLast().id()), LATER_PAGES);
        }
    }

    /** One page, ordered by id. */
    public List<Share> page(ShareQuery query) {
        return run(kept -> {
            List<Share> page = new ArrayList<>();
            kept.query(query, share -> {
                page.add(share);
                return true;
            });
            return page;
        });
    }

    /** What the user made of the share; empty while undecided. */
    public Optional<Reception> reception(ShareId share, UserId user) {
        return run(kept -> kept.reception(share, user));
    }

    /** All that the user decided, ordered by share id. */
    public List<Reception> receptions(UserId user) {
        return run(kept -> {
            List<Reception> all = new ArrayList<>();
            kept.receptions(user, reception -> {
                all.add(reception);
                return true;
            });
            return all;
        });
    }

    /**
     * Changes what a receiver made of a share.
     *
     * @param change see {@link #change}
     */
    public Reception decide(Share share, UserId user, UnaryOperator<Reception> change) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Reception before = reception(share.id(), user).orElse(Reception.undecided(share.id(), user));
            Reception wanted = change.apply(before);
            if (wanted.equals(before) && before.revision() > 0) {
                return before;
            }
            try {
                return run(kept -> {
                    revisions.changed(spaces(List.of(share)), List.of(ShareRevisions.word(user)));
                    Reception after = kept.decide(wanted);
                    revisions.changed(spaces(List.of(share)), List.of(ShareRevisions.word(user)));
                    return after;
                });
            } catch (PreconditionFailed meanwhile) {
                // Another client of the same user was faster.
            }
        }
        throw busy();
    }

    /**
     * Keeps what a receiver made of many shares, in one go; see {@link ShareStore#decideAll}.
     *
     * @param shares those that it is about
     * @return what was kept; what somebody else has changed meanwhile is missing
     */
    List<Reception> decideAll(Collection<Share> shares, UserId user, List<Reception> wanted) {
        Set<SpaceKey> spaces = spaces(shares);
        List<String> receiver = List.of(ShareRevisions.word(user));
        return run(kept -> {
            revisions.changed(spaces, receiver);
            List<Reception> after = kept.decideAll(wanted);
            revisions.changed(spaces, receiver);
            return after;
        });
    }

    /** Asks the box of invitations and contacts. */
    public <T> T invites(Call<InviteBox, T> call) {
        return run(kept -> call.on(kept.invites()));
    }

    private <T> T changing(Collection<Share> shares, Call<ShareStore, T> change) {
        return gated(List.copyOf(spaces(shares)), () -> telling(shares, change));
    }

    private <T> T telling(Collection<Share> shares, Call<ShareStore, T> change) {
        Set<SpaceKey> spaces = spaces(shares);
        Set<String> receivers = new LinkedHashSet<>();
        shares.forEach(share -> ShareRevisions.receiver(share).ifPresent(receivers::add));
        // Only where there is a store: from now on the space asks it at each change, and without one would take none.
        return run(kept -> {
            revisions.changed(spaces, receivers);
            T result = change.on(kept);
            revisions.changed(spaces, receivers);
            return result;
        });
    }

    private <T> T gated(List<SpaceKey> spaces, SpaceCommitLock.Inside<T> inside) {
        try {
            // A share that changes its space is judged where it was; where it comes to, it gives nothing before that.
            return spaces.isEmpty() ? inside.run() : commitLock.exclusive(spaces.getFirst(), inside);
        } catch (IOException failure) {
            throw unavailable(failure);
        }
    }

    private static Set<SpaceKey> spaces(Collection<Share> shares) {
        Set<SpaceKey> spaces = new LinkedHashSet<>();
        shares.forEach(share -> ShareRevisions.space(share).ifPresent(spaces::add));
        return spaces;
    }

    private <T> T run(Call<ShareStore, T> call) {
        try (Lease<ShareStore> lease = acquire()) {
            return call.on(lease.driver());
        } catch (IOException failure) {
            throw unavailable(failure);
        }
    }

    private Lease<ShareStore> acquire() {
        try {
            return store.acquire();
        } catch (Unavailable away) {
            throw new Unavailable(
                    "the site's store of shares is not available at the moment; if that lasts, tell its administrators",
                    away);
        }
    }

    private Unavailable unavailable(IOException failure) {
        LOG.atWarn().addKeyValue("store", store.instance()).setCause(failure).log("share-store-failed");
        return new Unavailable("the store of shares failed; try again later", failure);
    }
}
