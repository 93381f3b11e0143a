package @package@;

import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.weft.spi.Sink;
import org.weft.spi.UserId;
import org.weft.spi.WeftException.AlreadyExists;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.PreconditionFailed;
import org.weft.spi.share.GroupShare;
import org.weft.spi.share.InviteBox;
import org.weft.spi.share.Link;
import org.weft.spi.share.OcmIn;
import org.weft.spi.share.OcmOut;
import org.weft.spi.share.Reception;
import org.weft.spi.share.Share;
import org.weft.spi.share.ShareId;
import org.weft.spi.share.ShareQuery;
import org.weft.spi.share.ShareStore;
import org.weft.spi.share.UserShare;
import org.weft.spi.storage.Grant;

/**
 * Rows in maps, each change under one lock; every question looks at every row. Put tables in their place, with an index for each
 * question: {@code DriverContext.database} lends a database.
 */
final class @Class@Driver implements ShareStore {

    private final ReentrantLock lock = new ReentrantLock();
    private final NavigableMap<String, Share> shares = new TreeMap<>();
    private final NavigableMap<String, Reception> receptions = new TreeMap<>();
    private final @Class@Invites invites = new @Class@Invites();

    private <T> T locked(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {}

    @Override
    public Share insert(Share share) {
        return locked(() -> {
            if (shares.containsKey(share.id().value())) {
                throw new AlreadyExists("there is a share with the id " + share.id() + " already");
            }
            requireUnique(share);
            Share stored = share.toBuilder().revision(1).build();
            shares.put(share.id().value(), stored);
            return stored;
        });
    }

    private void requireUnique(Share share) {
        for (Share other : shares.values()) {
            if (!other.id().equals(share.id()) && clash(share, other)) {
                throw new AlreadyExists("the share " + other.id() + " has what must be unique already");
            }
        }
    }

    private static boolean clash(Share share, Share other) {
        boolean sameResource = share.resource().isPresent() && share.resource().equals(other.resource());
        return switch (share) {
            case UserShare one ->
                other instanceof UserShare two && sameResource && one.grantee().equals(two.grantee());
            case GroupShare one ->
                other instanceof GroupShare two && sameResource && one.grantee().equals(two.grantee());
            case Link one -> other instanceof Link two && one.token().equals(two.token());
            case OcmOut one ->
                sameSecret(one, other)
                        || other instanceof OcmOut two
                                && sameResource
                                && one.recipient().equals(two.recipient());
            case OcmIn one ->
                sameSecret(one, other)
                        || other instanceof OcmIn two
                                && one.host().equals(two.host())
                                && one.remoteId().equals(two.remoteId());
            default -> false;
        };
    }

    private static boolean sameSecret(Share share, Share other) {
        Optional<String> hash = secretHash(share);
        return hash.isPresent() && hash.equals(secretHash(other));
    }

    private static Optional<String> secretHash(Share share) {
        return switch (share) {
            case OcmOut sent -> Optional.of(sent.secretHash());
            case OcmIn received -> received.secretHash();
            default -> Optional.empty();
        };
    }

    @Override
    public Optional<Share> find(ShareId id) {
        return locked(() -> Optional.ofNullable(shares.get(id.value())));
    }

    @Override
    public void query(ShareQuery query, Sink<Share> sink) {
        List<Share> page = locked(() -> {
            NavigableMap<String, Share> rest = query.after()
                    .map(after -> shares.tailMap(after.value(), false))
                    .orElse(shares);
            return rest.values().stream()
                    .filter(share -> query.kinds().isEmpty() || query.kinds().contains(share.getClass()))
                    .filter(share -> fits(share, query.shape()))
                    .limit(query.limit())
                    .toList();
        });
        for (Share share : page) {
            if (!sink.accept(share)) {
                return;
            }
        }
    }

    private static boolean fits(Share share, ShareQuery.Shape shape) {
        return switch (shape) {
            case ShareQuery.ByOwner by ->
                share.owner().equals(by.user()) || share.creator().equals(by.user());
            case ShareQuery.ByGrantee by -> receives(share, by);
            case ShareQuery.ByResources by ->
                share.resource().filter(by.resources()::contains).isPresent();
            case ShareQuery.BySpace by ->
                share.resource()
                        .filter(resource -> resource.storage().equals(by.storage())
                                && resource.space().equals(by.space()))
                        .isPresent();
            case ShareQuery.ByToken by ->
                share instanceof Link link && link.token().equals(by.token());
            case ShareQuery.BySecret by ->
                secretHash(share).filter(by.secretHash()::equals).isPresent();
            case ShareQuery.ByRemoteId by ->
                share instanceof OcmIn received
                        && received.host().equals(by.host())
                        && received.remoteId().equals(by.remoteId());
            case ShareQuery.ByHost by ->
                share instanceof OcmIn received && received.host().equals(by.host())
                        || share instanceof OcmOut sent
                                && sent.recipient().host().equals(by.host());
            case ShareQuery.ByDelivery by -> share instanceof OcmOut sent && sent.delivery() == by.delivery();
            case ShareQuery.ExpiredBefore by -> share.hasExpired(by.moment());
        };
    }

    private static boolean receives(Share share, ShareQuery.ByGrantee by) {
        return switch (share) {
            case UserShare user -> user.grantee().equals(by.user());
            case GroupShare group -> by.groups().contains(group.grantee());
            case OcmIn received ->
                switch (received.grantee()) {
                    case Grant.ToUser to -> to.user().equals(by.user());
                    case Grant.ToGroup to -> by.groups().contains(to.group());
                };
            default -> false;
        };
    }

    private Share current(ShareId id, long expectedRevision) {
        Share share = shares.get(id.value());
        if (share == null) {
            throw new NotFound("there is no share with the id " + id);
        }
        if (share.revision() != expectedRevision) {
            throw new PreconditionFailed("the share " + id + " has the revision " + share.revision() + " now");
        }
        return share;
    }

    @Override
    public Share replace(Share share, long expectedRevision) {
        return locked(() -> {
            Share old = current(share.id(), expectedRevision);
            requireUnique(share);
            Share stored = share.toBuilder().revision(old.revision() + 1).build();
            shares.put(share.id().value(), stored);
            return stored;
        });
    }

    @Override
    public boolean remove(ShareId id, long expectedRevision) {
        return locked(() -> {
            if (!shares.containsKey(id.value())) {
                return false;
            }
            shares.remove(current(id, expectedRevision).id().value());
            receptions.values().removeIf(reception -> reception.share().equals(id));
            return true;
        });
    }

    private static String key(ShareId share, UserId user) {
        return share + " " + user;
    }

    @Override
    public Optional<Reception> reception(ShareId share, UserId user) {
        return locked(() -> Optional.ofNullable(receptions.get(key(share, user))));
    }

    @Override
    public void receptions(UserId user, Sink<Reception> sink) {
        List<Reception> all = locked(() -> receptions.values().stream()
                .filter(reception -> reception.user().equals(user))
                .toList());
        for (Reception reception : all) {
            if (!sink.accept(reception)) {
                return;
            }
        }
    }

    @Override
    public Reception decide(Reception reception) {
        return locked(() -> {
            if (!shares.containsKey(reception.share().value())) {
                throw new NotFound("there is no share with the id " + reception.share());
            }
            String key = key(reception.share(), reception.user());
            Reception old = receptions.get(key);
            long revision = old == null ? 0 : old.revision();
            if (revision != reception.revision()) {
                throw new PreconditionFailed("the decision has the revision " + revision + " now");
            }
            Reception stored = new Reception(
                    reception.share(),
                    reception.user(),
                    reception.state(),
                    reception.hidden(),
                    reception.mountPoint(),
                    reception.alias(),
                    revision + 1);
            receptions.put(key, stored);
            return stored;
        });
    }

    @Override
    public InviteBox invites() {
        return invites;
    }
}
