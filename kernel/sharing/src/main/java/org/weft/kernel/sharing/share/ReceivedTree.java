/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.share;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.weft.kernel.identity.ScopeRights;
import org.weft.kernel.storage.namespace.ReceivedItems;
import org.weft.kernel.storage.resource.ResourceId;
import org.weft.spi.Caller;
import org.weft.spi.GroupId;
import org.weft.spi.Sink;
import org.weft.spi.UserId;
import org.weft.spi.WeftException.AlreadyExists;
import org.weft.spi.share.GroupShare;
import org.weft.spi.share.OcmIn;
import org.weft.spi.share.Reception;
import org.weft.spi.share.Share;
import org.weft.spi.share.ShareId;
import org.weft.spi.share.ShareQuery;
import org.weft.spi.share.ShareState;
import org.weft.spi.share.UserShare;
import org.weft.spi.storage.Kind;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.RelPath;

/**
 * What callers have received and accepted, by name. The names of one caller are kept in memory until something that the
 * caller, or a group, receives has changed. Thread-safe.
 */
public final class ReceivedTree implements ReceivedItems {

    /** The id of the storage that leads to what other sites share. */
    static final String REMOTE = "ocm-received";

    static final Set<Class<? extends Share>> KINDS = Set.of(UserShare.class, GroupShare.class, OcmIn.class);
    private static final int FIRST_PAGE = 1000;
    private static final int MOST_AT_ONCE = 10_000;
    private static final int MOST_IN_MEMORY = 200_000;
    private static final Duration TRUSTED = Duration.ofMinutes(1);

    private final ShareRepository rows;
    private final ShareRevisions revisions;
    private final Receptions receptions;
    private final RelPath folder;
    private final Optional<String> atHome;
    private final boolean autoAccept;
    private final OcmShareEvents sites;
    private final Clock clock;
    private final Cache<Key, Tree> trees = Caffeine.newBuilder()
            .maximumWeight(MOST_IN_MEMORY)
            .weigher((Key key, Tree tree) -> 1 + tree.names().size())
            .expireAfterWrite(TRUSTED)
            .build();

    private record Key(UserId user, Set<GroupId> groups) {}

    private record Tree(long revision, ReceivedNames names) {}

    public ReceivedTree(
            ShareRepository rows,
            ShareRevisions revisions,
            Receptions receptions,
            SharingSettings settings,
            OcmShareEvents sites,
            Clock clock) {
        this.rows = rows;
        this.revisions = revisions;
        this.receptions = receptions;
        this.folder = RelPath.root().resolve(settings.folder());
        this.atHome = settings.atHome();
        this.autoAccept = settings.autoAccept();
        this.sites = sites;
        this.clock = clock;
    }

    @Override
    public void soon(String host, Runnable work) {
        sites.soon(host, work);
    }

    @Override
    public Node unseen(Elsewhere item) {
        return sites.unseen(item);
    }

    @Override
    public Optional<RelPath> folder() {
        return Optional.of(folder);
    }

    @Override
    public Optional<String> atHome() {
        return atHome;
    }

    @Override
    public boolean hasAny(Caller caller) {
        return !revisions.isEmptyHanded(caller)
                && names(caller).after("", clock.instant()).hasNext();
    }

    @Override
    public Object version(Caller caller) {
        return names(caller).version(clock.instant());
    }

    @Override
    public Optional<Item> find(Caller caller, String name) {
        return names(caller).find(name, clock.instant()).map(ReceivedNames.Named::item);
    }

    @Override
    public Optional<Item> of(Caller caller, ShareId share) {
        ReceivedNames names = names(caller);
        return names.of(share)
                .flatMap(name -> names.find(name, clock.instant()))
                .map(ReceivedNames.Named::item);
    }

    @Override
    public void list(Caller caller, Optional<String> after, Sink<Item> sink) {
        var rest = names(caller).after(after.orElse(""), clock.instant());
        while (rest.hasNext()) {
            if (!sink.accept(rest.next().item())) {
                return;
            }
        }
    }

    @Override
    public void rename(Caller caller, String name, String other) {
        ScopeRights.requireChanges(caller);
        ReceivedNames names = names(caller);
        Share share = named(names, name);
        if (names.find(other, clock.instant()).isPresent()) {
            throw new AlreadyExists("you have received something else under the name '" + other + "'");
        }
        receptions.rename(caller, share, folder.resolve(other));
    }

    @Override
    public void decline(Caller caller, String name) {
        ScopeRights.requireChanges(caller);
        receptions.decline(caller, named(names(caller), name));
    }

    private Share named(ReceivedNames names, String name) {
        return rows.get(names.find(name, clock.instant())
                .orElseThrow(ShareRepository::missing)
                .item()
                .share());
    }

    /** The names under which the caller sees what was received. */
    ReceivedNames names(Caller caller) {
        Key key = new Key(caller.user(), caller.groups());
        long revision = revisions.received(caller);
        if (revision == 0) {
            return ReceivedNames.NONE;
        }
        Tree tree = trees.getIfPresent(key);
        if (tree != null && tree.revision() == revision) {
            return tree.names();
        }
        ReceivedNames names = read(caller);
        trees.put(key, new Tree(revision, names));
        return names;
    }

    private ReceivedNames read(Caller caller) {
        Map<ShareId, Reception> decided = new HashMap<>();
        rows.receptions(caller.user()).forEach(one -> decided.put(one.share(), one));
        List<ReceivedNames.Named> shown = new ArrayList<>();
        List<Share> undecided = new ArrayList<>();
        offered(caller, new ShareQuery(all(caller), KINDS, Optional.empty(), MOST_AT_ONCE), share -> {
            Reception reception = decided.get(share.id());
            if (reception != null) {
                show(share, reception, shown);
            } else if (autoAccept && !share.hasExpired(clock.instant())) {
                undecided.add(share);
            }
            return true;
        });
        Map<ShareId, Reception> adopted = receptions.adopt(caller, undecided, folder);
        for (Share share : undecided) {
            Optional.ofNullable(adopted.get(share.id())).ifPresent(reception -> show(share, reception, shown));
        }
        shown.sort(Comparator.comparing(named -> named.item().share().value()));
        return ReceivedNames.of(shown);
    }

    private void show(Share share, Reception reception, List<ReceivedNames.Named> shown) {
        if (reception.state() == ShareState.ACCEPTED && !reception.hidden()) {
            shown.add(new ReceivedNames.Named(item(share, reception), share.expires()));
        }
    }

    /** Pushes what was shared with the caller by others, ordered by id; denials are no gift. */
    void offered(Caller caller, Set<Class<? extends Share>> kinds, Optional<ShareId> after, Sink<Share> sink) {
        offered(caller, new ShareQuery(all(caller), kinds, after, FIRST_PAGE), sink);
    }

    private void offered(Caller caller, ShareQuery query, Sink<Share> sink) {
        rows.all(
                query,
                share -> ShareRules.isOwn(caller, share) || share.rights().isEmpty() || sink.accept(share));
    }

    private static ShareQuery.Shape all(Caller caller) {
        return new ShareQuery.ByGrantee(caller.user(), caller.groups());
    }

    RelPath top() {
        return folder;
    }

    private Item item(Share share, Reception reception) {
        String name = Receptions.name(share, reception);
        if (share.resource().isEmpty()) {
            return new Elsewhere(
                    share.id(),
                    name,
                    share instanceof OcmIn incoming ? incoming.host() : "",
                    REMOTE,
                    RelPath.root().resolve(share.id().value()),
                    share instanceof OcmIn incoming ? incoming.kind() : Kind.FOLDER,
                    share.rights());
        }
        var resource = share.resource().get();
        return new Local(share.id(), name, new ResourceId(resource.storage(), resource.space(), resource.node()));
    }
}
