/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.weft.kernel.apps.OfficeSite;
import org.weft.kernel.identity.signin.FakePeople;
import org.weft.kernel.sharing.link.LinkType;
import org.weft.kernel.sharing.link.NewLink;
import org.weft.kernel.sharing.link.PublicLinks;
import org.weft.kernel.sharing.share.LocalShares;
import org.weft.kernel.sharing.share.ReceivedShares.Decision;
import org.weft.kernel.sharing.share.ShareFilter;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.kernel.storage.resource.Resource;
import org.weft.kernel.storage.resource.ResourceId;
import org.weft.kernel.storage.resource.StatSpec;
import org.weft.kernel.storage.resource.WriteConditions;
import org.weft.kernel.storage.trash.TrashService;
import org.weft.spi.Caller;
import org.weft.spi.auth.Credentials;
import org.weft.spi.identity.User;
import org.weft.spi.share.Link;
import org.weft.spi.share.Share;
import org.weft.spi.share.ShareState;
import org.weft.spi.storage.Grant;
import org.weft.spi.storage.ListSpec;
import org.weft.spi.storage.Lock;
import org.weft.spi.storage.LockRequest;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.Right;
import org.weft.spi.storage.Rights;

/**
 * Two folders of einstein's at a whole site: {@code drop}, to which a link for uploads leads, and {@code shared}, which marie
 * has and in which {@code closed} is denied to her. In each lie the same things, of each kind that an answer could tell from
 * nothing: a file with an earlier content, a locked file, and a folder.
 */
final class ClosedFolders {

    static final String DROP = "home/drop";
    static final String SHARED = "home/shared";
    static final String CLOSED = "home/shared/closed";

    /** What lies there, and names of the same length, so that answers may be alike to the letter. */
    static final List<String> THERE = List.of("a.txt", "l.txt", "d.dir");

    static final String FREE = "n.txt";
    private static final String GONE = "g.txt";

    private static final Rights EDIT = Rights.read()
            .plus(Rights.of(
                    Right.UPLOAD,
                    Right.CREATE_CONTAINER,
                    Right.DELETE,
                    Right.MOVE,
                    Right.LIST_VERSIONS,
                    Right.RESTORE_VERSION,
                    Right.LIST_RECYCLE,
                    Right.RESTORE_RECYCLE,
                    Right.LIST_GRANTS,
                    Right.ADD_GRANT));

    /**
     * Something, or nothing, in a closed folder.
     *
     * @param version of an earlier content
     * @param trashed the key of something in the trash that lay in the same folder
     * @param share of a share of something there
     * @param link of a link to something there
     */
    record Thing(String name, ResourceId id, String version, String trashed, String share, String link) {}

    /** A folder, what lies in it, and what does not. */
    record Closed(String path, ResourceId id, List<Thing> there, Thing free) {}

    final WholeSite whole;
    final Caller einstein = FakePeople.caller(FakeSite.EINSTEIN);
    final Closed drop;
    final Closed closed;
    final Link link;

    /** The access token of whoever came by the link. */
    final String guest;

    /** A link for looking, which leads to the same folder. */
    final Link open;

    /** Marie's link to what was shared with her. */
    final Link passedOn;

    /** The share that marie has. */
    final Share share;

    private final Set<String> planted = new HashSet<>();

    ClosedFolders(WholeSite whole) {
        this.whole = whole;
        List.of(DROP, SHARED, CLOSED).forEach(this::folder);
        drop = fill(DROP, FakeSite.MARIE);
        closed = fill(CLOSED, FakeSite.RICHARD);
        Caller marie = FakePeople.caller(FakeSite.MARIE);
        share = share(SHARED, FakeSite.MARIE);
        whole.site.sharing.received().update(marie, share.id(), Decision.state(ShareState.ACCEPTED));
        whole.site.storage.grants().deny(einstein, OfficeSite.at(CLOSED), new Grant.ToUser(marie.user()));
        link = link(einstein, DROP, LinkType.UPLOAD_ONLY);
        open = link(einstein, DROP, LinkType.VIEW);
        passedOn = link(marie, "shares/shared", LinkType.EDIT);
        guest = whole.signIn
                .authenticate(new Credentials("publicshares", link.token(), "password|"), "127.0.0.1")
                .accessToken();
        for (User user : List.of(FakeSite.MARIE, FakeSite.RICHARD)) {
            whole.office.put(user, "home/own.txt", "own");
        }
        whole.site.files.list(
                einstein, OfficeSite.at(DROP), ListSpec.all(), StatSpec.node(), child -> planted.add(child.name()));
    }

    private Resource folder(String path) {
        return whole.site.files.makeFolder(einstein, OfficeSite.at(path), Optional.empty(), WriteConditions.plain());
    }

    private Share share(String path, User with) {
        return whole.site
                .sharing
                .shares()
                .create(einstein, OfficeSite.at(path), new Grant.ToUser(with.id()), EDIT, LocalShares.Terms.usual());
    }

    private Link link(Caller caller, String path, LinkType type) {
        return whole.links.links().create(caller, OfficeSite.at(path), NewLink.of(type.rights()));
    }

    /** @param with somebody who does not ask for this folder, and has a share of something in it */
    private Closed fill(String folder, User with) {
        whole.office.put(FakeSite.EINSTEIN, folder + "/a.txt", "first");
        Resource file = whole.office.put(FakeSite.EINSTEIN, folder + "/a.txt", "second");
        Resource locked = whole.office.put(FakeSite.EINSTEIN, folder + "/l.txt", "locked");
        Resource inner = folder(folder + "/d.dir");
        whole.office.put(FakeSite.EINSTEIN, folder + "/d.dir/in.txt", "deeper");
        String key = trashed(folder, GONE);
        LockRequest lock = new LockRequest(
                UUID.randomUUID().toString(),
                Lock.Sharing.EXCLUSIVE,
                true,
                einstein.user(),
                Optional.empty(),
                "einstein",
                Duration.ofHours(1));
        whole.site.storage.locks().acquire(einstein, OfficeSite.at(folder + "/l.txt"), lock, false);
        String version = version(folder + "/a.txt");
        String linked = link(einstein, folder + "/a.txt", LinkType.VIEW).id().value();
        String inside = share(folder + "/a.txt", with).id().value();
        List<Thing> there = List.of(file, locked, inner).stream()
                .map(resource -> new Thing(resource.name(), resource.id(), version, key, inside, linked))
                .toList();
        NodeId nobodys = new NodeId(file.id().node().value().replaceAll("[0-9]", "9"));
        ResourceId none = new ResourceId(file.id().storage(), file.id().space(), nobodys);
        return new Closed(
                folder,
                whole.site
                        .files
                        .stat(einstein, OfficeSite.at(folder), StatSpec.node())
                        .id(),
                there,
                new Thing(
                        FREE,
                        none,
                        "no-such-key",
                        "no-such-key",
                        UUID.randomUUID().toString(),
                        "nosuchlink00001"));
    }

    /** One more file with an earlier content, a share, a grant and something in the trash beside it. */
    Thing another() {
        String name = "o" + planted.size() + ".txt";
        planted.add(name);
        whole.office.put(FakeSite.EINSTEIN, DROP + '/' + name, "first");
        Resource file = whole.office.put(FakeSite.EINSTEIN, DROP + '/' + name, "second");
        String shared = share(DROP + '/' + name, FakeSite.MARIE).id().value();
        String linked = link(einstein, DROP + '/' + name, LinkType.VIEW).id().value();
        whole.site
                .storage
                .grants()
                .add(
                        einstein,
                        OfficeSite.at(DROP + '/' + name),
                        new Grant.ToUser(FakeSite.RICHARD.id()),
                        Rights.read(),
                        Optional.empty());
        return new Thing(name, file.id(), version(DROP + '/' + name), trashed(DROP, "gone-" + name), shared, linked);
    }

    /** The key of a file that was deleted. */
    private String trashed(String folder, String name) {
        whole.office.put(FakeSite.EINSTEIN, folder + '/' + name, "gone");
        whole.site.files.delete(einstein, OfficeSite.at(folder + '/' + name), WriteConditions.plain());
        List<String> keys = new ArrayList<>();
        whole.site.storage.trash().list(einstein, OfficeSite.at(folder), TrashService.Query.all(), item -> {
            if (item.name().equals(name)) {
                keys.add(item.key());
            }
            return true;
        });
        return keys.getFirst();
    }

    private String version(String file) {
        List<String> versions = new ArrayList<>();
        whole.site.storage.versions().list(einstein, OfficeSite.at(file), version -> {
            versions.add(version.key());
            return true;
        });
        return versions.getFirst();
    }

    /** Takes away what guests handed in, so that a name that is free stays so. */
    void sweep() {
        List<String> arrived = new ArrayList<>();
        whole.site.files.list(einstein, OfficeSite.at(DROP), ListSpec.all(), StatSpec.node(), child -> {
            if (!planted.contains(child.name())) {
                arrived.add(child.name());
            }
            return true;
        });
        arrived.forEach(
                name -> whole.site.files.delete(einstein, OfficeSite.at(DROP + '/' + name), WriteConditions.plain()));
    }

    /**
     * All that the owner has, and what the others have: names, contents, entity tags, locks, properties, shares, links and
     * trash; but not what guests hand in, and what it does to the folder that takes it.
     */
    List<String> picture() {
        List<String> all = new ArrayList<>();
        for (User user : List.of(FakeSite.EINSTEIN, FakeSite.MARIE, FakeSite.RICHARD)) {
            Caller caller = FakePeople.caller(user);
            walk(caller, "home", all);
            whole.site.storage.trash().list(caller, OfficeSite.at("home"), TrashService.Query.all(), item -> {
                if (planted.contains(item.name()) || item.name().equals(GONE)) {
                    all.add("trash " + item.original() + ' ' + item.key());
                }
                return true;
            });
            whole.site.sharing.shares().list(caller, ShareFilter.any(), "", found -> all.add("share " + found));
        }
        whole.links
                .links()
                .list(einstein, PublicLinks.Filter.any(), Optional.empty(), 100)
                .forEach(found -> all.add("link " + found));
        return all;
    }

    private void walk(Caller caller, String folder, List<String> all) {
        List<Resource> children = new ArrayList<>();
        whole.site.files.list(caller, OfficeSite.at(folder), ListSpec.all(), StatSpec.everything(), children::add);
        for (Resource child : children) {
            String path = folder + '/' + child.name();
            if (path.startsWith(DROP + '/')
                    && !planted.contains(child.name())
                    && child.path().depth() < 4) {
                continue;
            }
            if (!path.equals(DROP)) {
                all.add(caller.username()
                        + ' '
                        + path
                        + ' '
                        + child.node()
                        + child.locks()
                        + child.properties()
                        + child.labels());
            }
            if (child.isFolder() && !child.name().equals("Shares")) {
                walk(caller, path, all);
            }
        }
    }
}
