/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.namespace;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.weft.kernel.identity.Access;
import org.weft.kernel.storage.access.Ancestors;
import org.weft.kernel.storage.access.GrantBook;
import org.weft.kernel.storage.access.Memberships;
import org.weft.kernel.storage.access.SharedRights;
import org.weft.kernel.storage.access.Standing;
import org.weft.kernel.storage.access.Standings;
import org.weft.kernel.storage.db.SpaceTable;
import org.weft.kernel.storage.db.StoredSpace;
import org.weft.kernel.storage.mount.DriverCall;
import org.weft.kernel.storage.mount.DriverCalls;
import org.weft.kernel.storage.mount.Mount;
import org.weft.kernel.storage.mount.MountTable;
import org.weft.kernel.storage.resource.NotVisible;
import org.weft.kernel.storage.resource.SiteTypes;
import org.weft.kernel.storage.resource.SpaceKey;
import org.weft.kernel.storage.resource.Target;
import org.weft.spi.Caller;
import org.weft.spi.UserId;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.Unavailable;
import org.weft.spi.WeftException.Unsupported;
import org.weft.spi.share.ShareId;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Space;
import org.weft.spi.storage.SpaceId;
import org.weft.spi.storage.Spaces;
import org.weft.spi.storage.StorageDriver;

/** Finds the place of a target: which storage, which space, which path there, and what the caller may do. */
public final class Places {

    /** Where project spaces are, each below its name. */
    public static final RelPath PROJECTS = RelPath.parse("spaces");

    /** Where a visitor of a link sees what it leads to, below its token. */
    static final RelPath PUBLIC = RelPath.parse("public");

    /** How the id of somebody begins who came by a link; the link's id follows. */
    public static final String VISITOR = "publiclink:";

    private final Supplier<MountTable> mounts;
    private final VirtualTree virtual;
    private final ReceivedPlaces inbox;

    /** The space that the top of a mount lies in: a hint that saves a stat; what a node says of itself overrules it. */
    private final Cache<Mount, Node> tops = Caffeine.newBuilder().weakKeys().build();

    private final Ancestors ancestors = new Ancestors();
    private volatile GrantBook grants = GrantBook.none();
    private volatile SharedRights shared = SharedRights.none();
    private volatile Standings standings = new Standings(GrantBook.none(), SharedRights.none());
    private volatile Received received = Received.nothing();
    private volatile Linked linked = Linked.nothing();
    private volatile SiteTypes types = SiteTypes.none();
    private volatile Memberships projects = Memberships.none();

    /**
     * @param mounts the table as it is now; it changes while the server runs
     */
    public Places(Supplier<MountTable> mounts) {
        this(mounts, Ticker.systemTicker());
    }

    /** @param ticker tells how long ago something was looked at */
    public Places(Supplier<MountTable> mounts, Ticker ticker) {
        this.mounts = mounts;
        this.virtual = new VirtualTree(this);
        this.inbox = new ReceivedPlaces(this, ticker);
    }

    /** Says where grants and project spaces are kept, before the first request. */
    public void judgeBy(GrantBook book, SpaceTable table) {
        this.grants = book;
        this.projects = Memberships.in(table, book);
        this.standings = new Standings(book, shared);
    }

    /** Says where links lead, before the first request. */
    public void linkBy(Linked links) {
        this.linked = links;
    }

    /** Says which types the site gives to files, before the first request. */
    public void typeBy(SiteTypes given) {
        this.types = given;
    }

    SiteTypes types() {
        return types;
    }

    /** Says what is shared, before the first request. */
    public void shareBy(SharedRights rights, Received tree) {
        this.shared = rights;
        this.received = tree;
        this.standings = new Standings(grants, rights);
    }

    public SharedRights shared() {
        return shared;
    }

    public Received received() {
        return received;
    }

    /** Where what was received is found. */
    public ReceivedPlaces inbox() {
        return inbox;
    }

    /** Who is in which project space. */
    public Memberships projects() {
        return projects;
    }

    public GrantBook grants() {
        return grants;
    }

    public Ancestors ancestors() {
        return ancestors;
    }

    public MountTable table() {
        return mounts.get();
    }

    public VirtualTree virtual() {
        return virtual;
    }

    public Target homeTarget() {
        return Target.path(Mount.HOME);
    }

    /** Finds a target that must lie in a storage, for whatever but looking at it and putting a file there. */
    public Place place(Caller caller, Target target) {
        return place(caller, target, Place.Use.OTHER);
    }

    /** The place of a file that is put. */
    public Place placeToPut(Caller caller, Target target) {
        return placeToWrite(caller, target, Place.Use.HAND_IN);
    }

    private Place place(Caller caller, Target target, Place.Use use) {
        return switch (find(caller, target, use)) {
            case Place place -> place;
            case Found.Virtual folder -> {
                if (folder.received()) {
                    throw ReceivedPlaces.onlyReceived();
                }
                throw new Unsupported(
                        "/" + folder.path() + " only shows what is mounted below it; choose one of these");
            }
        };
    }

    /** Finds a target for whatever but looking at it and putting a file there. */
    public Found find(Caller caller, Target target) {
        return find(caller, target, Place.Use.OTHER);
    }

    /** Finds a target to look at it. */
    public Found look(Caller caller, Target target) {
        return find(caller, target, Place.Use.LOOK);
    }

    private Found find(Caller caller, Target target, Place.Use use) {
        return switch (locate(caller, target)) {
            case Place place -> place.forUse(use);
            case Found.Virtual folder -> folder;
        };
    }

    /** Finds a target without asking what is done there: to learn of its storage, and of nothing in it. */
    public Found locate(Caller caller, Target target) {
        Optional<RelPath> path = virtual.path(caller, target);
        if (path.isPresent()) {
            return byPath(caller, path.get());
        }
        return switch (target) {
            case Target.ByPath byPath -> byPath(caller, byPath.path());
            case Target.ById byId -> byId(caller, byId);
            case Target.InSpace inSpace -> inSpace(caller, inSpace);
        };
    }

    private Found byPath(Caller caller, RelPath path) {
        MountTable table = table();
        Optional<Mount> found = table.at(path);
        Optional<RelPath> folder = inbox.holding(caller, path);
        if (folder.isPresent()) {
            return inbox.find(caller, path, folder.get());
        }
        if (path.startsWith(PUBLIC)
                && found.filter(mount -> !mount.path().isRoot()).isEmpty()) {
            return linked(caller, path);
        }
        boolean mayBeProject = path.startsWith(PROJECTS)
                && found.filter(mount -> !mount.path().isRoot()).isEmpty();
        if (mayBeProject && path.depth() > PROJECTS.depth()) {
            Optional<StoredSpace> stored = projects.named(path.names().get(PROJECTS.depth()));
            if (stored.isPresent()) {
                return inProject(caller, stored.get(), below(path));
            }
        }
        if (found.isEmpty() && mayBeProject) {
            if (path.equals(PROJECTS) && (table.leadsToMounts(path) || projects.hasAny(caller))) {
                return virtual.folder(caller, path);
            }
            throw NotVisible.error();
        }
        if (found.isEmpty()) {
            if (table.leadsToMounts(path)) {
                return virtual.folder(caller, path);
            }
            throw new NotFound("nothing is mounted at /" + path);
        }
        Mount mount = found.get();
        RelPath below = path.relativeTo(mount.path());
        if (mount.isHome()) {
            return home(caller, mount, below);
        }
        return DriverCalls.run(mount, driver -> {
            Place.View view = new Place.View(RelPath.root(), mount.path());
            Standing standing =
                    standing(caller, mount, driver, top(caller, mount, driver).space());
            return new Place(this, caller, mount, Ref.path(below), view, below.isRoot(), standing);
        });
    }

    private Found linked(Caller caller, RelPath path) {
        if (path.depth() <= PUBLIC.depth()) {
            throw NotVisible.error();
        }
        String token = path.names().get(PUBLIC.depth());
        RelPath outer = PUBLIC.resolve(token);
        return inbox.in(
                caller, linked.find(caller, token).orElseThrow(NotVisible::error), outer, path.relativeTo(outer));
    }

    /** The place of something that may be made or replaced. */
    public Place placeToWrite(Caller caller, Target target) {
        return placeToWrite(caller, target, Place.Use.OTHER);
    }

    private Place placeToWrite(Caller caller, Target target, Place.Use use) {
        try {
            return place(caller, target, use);
        } catch (NotFound nothing) {
            if (inbox.name(caller, target).isPresent()) {
                throw ReceivedPlaces.onlyReceived();
            }
            throw nothing;
        }
    }

    private static RelPath below(RelPath path) {
        return path.relativeTo(PROJECTS.resolve(path.names().get(PROJECTS.depth())));
    }

    /** A place in a project space. */
    public Place inProject(Caller caller, StoredSpace stored, RelPath below) {
        Mount mount = mount(stored.key().storage());
        return DriverCalls.run(mount, driver -> {
            Space space = space(driver, stored.key().space()).orElseThrow(NotVisible::error);
            return in(
                    caller, mount, driver, space, below, new Place.View(space.path(), PROJECTS.resolve(stored.name())));
        });
    }

    private Place home(Caller caller, Mount mount, RelPath below) {
        if (!Access.isUser(caller) && !Access.isLimitedUser(caller)) {
            throw NotVisible.error();
        }
        return DriverCalls.run(mount, driver -> {
            Space home = spaces(mount, driver).home(caller);
            return in(caller, mount, driver, home, below, new Place.View(home.path(), Mount.HOME));
        });
    }

    static Spaces spaces(Mount mount, StorageDriver driver) {
        return driver.spaces()
                .orElseThrow(() -> new Unsupported(
                        "storage '" + mount.name() + "' is mounted at /home and has no personal spaces"));
    }

    private Place in(Caller caller, Mount mount, StorageDriver driver, Space space, RelPath below, Place.View view)
            throws IOException {
        return new Place(
                this,
                caller,
                mount,
                Ref.path(space.path().resolve(below)),
                view,
                below.isRoot(),
                standing(caller, mount, driver, space.id(), Optional.of(space)));
    }

    private Place inSpace(Caller caller, Target.InSpace target) {
        Mount mount = mount(target.storage());
        return DriverCalls.run(mount, driver -> {
            Optional<Space> space = space(driver, target.space());
            if (space.isPresent()) {
                Place.View view = Place.View.ofSpace(space.get().path(), false);
                return in(caller, mount, driver, space.get(), target.below(), view);
            }
            if (!top(caller, mount, driver).space().equals(target.space())) {
                throw NotVisible.error();
            }
            return new Place(
                    this,
                    caller,
                    mount,
                    Ref.path(target.below()),
                    Place.View.ofSpace(RelPath.root(), false),
                    target.below().isRoot(),
                    standing(caller, mount, driver, target.space()));
        });
    }

    private Place byId(Caller caller, Target.ById target) {
        Mount mount = mount(target.storage());
        return DriverCalls.run(mount, driver -> {
            SpaceId id = target.space().isPresent()
                    ? target.space().get()
                    : driver.stat(caller, new Ref.ById(Optional.empty(), target.node(), RelPath.root()))
                            .space();
            return byId(caller, mount, standing(caller, mount, driver, id), target);
        });
    }

    /** The place of something that is named by its id, where it is known what the caller may do in its space. */
    Place byId(Caller caller, Mount mount, Standing standing, Target.ById target) {
        if (standing.ceiling().isEmpty()) {
            throw NotVisible.error();
        }
        Optional<Space> space = standing.known();
        RelPath inner = space.map(Space::path).orElse(RelPath.root());
        boolean top = target.below().isRoot()
                && space.map(s -> s.root().equals(target.node())).orElse(false);
        Ref ref = new Ref.ById(Optional.of(standing.space()), target.node(), target.below());
        return new Place(this, caller, mount, ref, view(caller, mount, standing, inner), top, standing);
    }

    /** How paths look that the caller has not named: from the top of the tree where they can be used there. */
    private static Place.View view(Caller caller, Mount mount, Standing standing, RelPath inner) {
        if (standing.isProject()) {
            return new Place.View(inner, PROJECTS.resolve(standing.name()), true, true);
        }
        boolean own = mount.isHome()
                && standing.owner().filter(caller.effectiveUser()::equals).isPresent();
        if (own) {
            return new Place.View(inner, Mount.HOME, true, true);
        }
        return standing.isPersonal()
                ? Place.View.ofSpace(inner, true)
                : new Place.View(inner, mount.path().resolve(inner), true, true);
    }

    public Mount mount(String storage) {
        return table().withId(storage).orElseThrow(NotVisible::error);
    }

    private static Optional<Space> space(StorageDriver driver, SpaceId id) throws IOException {
        Optional<Spaces> spaces = driver.spaces();
        return spaces.isPresent() ? spaces.get().get(id) : Optional.empty();
    }

    Node top(Caller caller, Mount mount, StorageDriver driver) throws IOException {
        Node known = tops.getIfPresent(mount);
        if (known == null) {
            known = driver.stat(caller, Ref.path(RelPath.root()));
            tops.put(mount, known);
        }
        return known;
    }

    /** What a caller may do in a space of a mount. */
    Standing standing(Caller caller, Mount mount, SpaceId space) {
        return DriverCalls.run(mount, driver -> standing(caller, mount, driver, space));
    }

    Standing standing(Caller caller, Mount mount, StorageDriver driver, SpaceId id) throws IOException {
        return standing(caller, mount, driver, id, space(driver, id));
    }

    /** The same as it is now, without asking the driver again. */
    Standing renewed(Caller caller, Mount mount, StorageDriver driver, Standing before) {
        return standing(caller, mount, driver, before.space(), before.known(), before.root());
    }

    private Standing standing(Caller caller, Mount mount, StorageDriver driver, SpaceId id, Optional<Space> known)
            throws IOException {
        Optional<NodeId> root = known.map(Space::root);
        if (root.isEmpty()) {
            Node top = top(caller, mount, driver);
            root = Optional.of(top).filter(node -> node.space().equals(id)).map(Node::id);
        }
        return standing(caller, mount, driver, id, known, root);
    }

    private Standing standing(
            Caller caller,
            Mount mount,
            StorageDriver driver,
            SpaceId id,
            Optional<Space> known,
            Optional<NodeId> root) {
        return standings.of(caller, mount, driver, id, known, root);
    }

    /** What a caller may do by shares that had begun at a moment only. */
    public Standing standingAsOf(Caller caller, Mount mount, StorageDriver driver, Standing standing, Instant moment) {
        return standings.asOf(caller, mount, driver, standing, moment);
    }

    /** Whether the link by which a guest came still lets the guest write; as long as nobody knows, yes. */
    public boolean mayStay(SpaceKey space, UserId guest) {
        try {
            return !guest.opaque().startsWith(VISITOR)
                    || shared.of(space)
                            .isOpenForWriting(new ShareId(guest.opaque().substring(VISITOR.length())));
        } catch (Unavailable unknown) {
            return true;
        }
    }

    /** Calls a mount's driver and gives it back. */
    <T> T run(Mount mount, DriverCall<T> call) {
        return DriverCalls.run(mount, call);
    }
}
