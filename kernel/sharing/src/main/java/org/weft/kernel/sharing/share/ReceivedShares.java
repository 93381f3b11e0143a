/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.share;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.weft.kernel.identity.ScopeRights;
import org.weft.spi.Caller;
import org.weft.spi.Sink;
import org.weft.spi.WeftException.AlreadyExists;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.share.GroupShare;
import org.weft.spi.share.OcmIn;
import org.weft.spi.share.Reception;
import org.weft.spi.share.Share;
import org.weft.spi.share.ShareId;
import org.weft.spi.share.ShareState;
import org.weft.spi.share.UserShare;
import org.weft.spi.storage.RelPath;

/** Shares with users and groups of this site, as those see them who receive them. Thread-safe. */
public final class ReceivedShares {

    /** Those from people here. */
    public static final Set<Class<? extends Share>> INNER = Set.of(UserShare.class, GroupShare.class);

    /** Those from other sites. */
    public static final Set<Class<? extends Share>> REMOTE = Set.of(OcmIn.class);

    private static final int LONGEST = 255;

    private final Set<Class<? extends Share>> kinds;
    private final ShareRepository rows;
    private final ShareRules rules;
    private final Receptions receptions;
    private final ReceivedTree tree;

    /** @param kinds which kinds of shares it is about */
    public ReceivedShares(
            Set<Class<? extends Share>> kinds,
            ShareRepository rows,
            ShareRules rules,
            Receptions receptions,
            ReceivedTree tree) {
        this.kinds = kinds;
        this.rows = rows;
        this.rules = rules;
        this.receptions = receptions;
        this.tree = tree;
    }

    /**
     * A share as one receiver has it.
     *
     * @param place where it is in the receiver's tree; empty unless it is shown there
     */
    public record ReceivedShare(Share share, Reception reception, Optional<RelPath> place) {}

    /**
     * What a receiver decides; what is empty stays.
     *
     * @param place where the share shall be: directly in the folder of what was received, under any name
     */
    public record Decision(
            Optional<ShareState> state, Optional<Boolean> hidden, Optional<RelPath> place, Optional<String> alias) {

        public static Decision state(ShareState state) {
            return new Decision(Optional.of(state), Optional.empty(), Optional.empty(), Optional.empty());
        }
    }

    /** The folder in which receivers find what was shared with them. */
    public RelPath folder() {
        return tree.top();
    }

    /**
     * Pushes what was shared with the caller by others, ordered by share id.
     *
     * @param states which are wanted; empty for all
     * @param after only shares behind this one; empty for all
     */
    public void list(
            Caller caller, Set<ShareState> states, ShareFilter filter, String after, Sink<ReceivedShare> sink) {
        if (!ScopeRights.isUser(caller)) {
            return;
        }
        ReceivedNames names = tree.names(caller);
        Map<ShareId, Reception> decided = new HashMap<>();
        rows.receptions(caller.user()).forEach(one -> decided.put(one.share(), one));
        Optional<ShareId> last = after.isEmpty() ? Optional.empty() : Optional.of(new ShareId(after));
        tree.offered(caller, kinds, last, share -> {
            Reception reception = decided.getOrDefault(share.id(), Reception.undecided(share.id(), caller.user()));
            boolean wanted = filter.test(share)
                    && !share.hasExpired(rules.now())
                    && (states.isEmpty() || states.contains(reception.state()));
            return !wanted || sink.accept(new ReceivedShare(share, reception, place(names, share)));
        });
    }

    private Optional<RelPath> place(ReceivedNames names, Share share) {
        return names.of(share.id()).map(name -> tree.top().resolve(name));
    }

    /**
     * One share that the caller receives.
     *
     * @throws NotFound when there is none
     */
    public ReceivedShare get(Caller caller, ShareId id) {
        return seen(caller, received(caller, id));
    }

    private ReceivedShare seen(Caller caller, Share share) {
        ReceivedNames names = tree.names(caller);
        Reception reception =
                rows.reception(share.id(), caller.user()).orElse(Reception.undecided(share.id(), caller.user()));
        return new ReceivedShare(share, reception, place(names, share));
    }

    private Share received(Caller caller, ShareId id) {
        return rows.find(id)
                .filter(share -> kinds.contains(share.getClass())
                        && ScopeRights.isUser(caller)
                        && LocalShares.isReceiver(caller, share)
                        && !ShareRules.isOwn(caller, share)
                        && !share.rights().isEmpty()
                        && !share.hasExpired(rules.now()))
                .orElseThrow(ShareRepository::missing);
    }

    /** Accepts, declines, hides or renames what the caller has received. What it is about is untouched. */
    public ReceivedShare update(Caller caller, ShareId id, Decision decision) {
        Share share = received(caller, id);
        ScopeRights.requireChanges(caller);
        ReceivedNames names = tree.names(caller);
        decision.place().ifPresent(place -> requireFree(names, share, place));
        if (decision.alias().filter(alias -> alias.length() > LONGEST).isPresent()) {
            throw new InvalidArgument("an alias has at most " + LONGEST + " characters");
        }
        if (decision.state().filter(ShareState.ACCEPTED::equals).isPresent()
                && rows.reception(id, caller.user())
                        .filter(before -> before.state() == ShareState.REJECTED)
                        .isPresent()) {
            receptions.requireStanding(share);
        }
        receptions.decide(caller, share, before -> decided(names, share, before, decision));
        return seen(caller, share);
    }

    private Reception decided(ReceivedNames names, Share share, Reception before, Decision decision) {
        ShareState state = decision.state().orElse(before.state());
        Optional<String> point = decision.place().map(place -> "/" + place).or(before::mountPoint);
        if (state == ShareState.ACCEPTED
                && before.state() != ShareState.ACCEPTED
                && decision.place().isEmpty()) {
            point = Optional.of(Receptions.point(tree.top(), names.free(Receptions.name(share, before))));
        }
        return new Reception(
                share.id(),
                before.user(),
                state,
                decision.hidden().orElse(before.hidden()),
                point,
                decision.alias().orElse(before.alias()),
                before.revision());
    }

    private void requireFree(ReceivedNames names, Share share, RelPath place) {
        if (place.isRoot() || !place.parent().equals(tree.top())) {
            throw new Forbidden("what was received is shown directly in /" + tree.top() + ", under any name");
        }
        if (place.name().length() > LONGEST) {
            throw new InvalidArgument("a name has at most " + LONGEST + " characters");
        }
        Optional<ReceivedNames.Named> other = names.find(place.name(), rules.now());
        if (other.filter(named -> !named.item().share().equals(share.id())).isPresent()) {
            throw new AlreadyExists("you have received something else under this name");
        }
    }
}
