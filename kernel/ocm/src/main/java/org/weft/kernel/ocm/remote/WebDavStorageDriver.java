/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm.remote;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;
import org.weft.kernel.http.client.OutboundClient;
import org.weft.kernel.ocm.remote.RemoteLocations.At;
import org.weft.spi.Caller;
import org.weft.spi.Sink;
import org.weft.spi.WeftException.AlreadyExists;
import org.weft.spi.WeftException.Conflict;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.PreconditionFailed;
import org.weft.spi.WeftException.Unavailable;
import org.weft.spi.WeftException.Unsupported;
import org.weft.spi.storage.Affected;
import org.weft.spi.storage.Content;
import org.weft.spi.storage.DeleteSpec;
import org.weft.spi.storage.Kind;
import org.weft.spi.storage.ListSpec;
import org.weft.spi.storage.MakeSpec;
import org.weft.spi.storage.MoveSpec;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.OnConflict;
import org.weft.spi.storage.PutSpec;
import org.weft.spi.storage.Quota;
import org.weft.spi.storage.ReadSpec;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Right;
import org.weft.spi.storage.Rights;
import org.weft.spi.storage.StorageDriver;
import org.weft.spi.storage.Traits;
import org.weft.spi.storage.Traits.Trait;

/**
 * Storage at other servers, over WebDAV: the first name of a path says at which place ({@link RemoteResolver}), the rest is the path
 * there. Nothing is kept here, so that what the other server grants, changes and ends holds at the next request. Rights are
 * those that the other server shows, and never more than the place gives.
 */
public final class WebDavStorageDriver implements StorageDriver {

    /** What holds for any server of WebDAV that is worth the name. */
    public static final Traits TRAITS = Traits.of(
                    Trait.CASE_SENSITIVE, Trait.EMPTY_FOLDERS, Trait.NATIVE_RANGE, Trait.SHARED)
            .withEnforcement(Traits.Enforcement.DRIVER);

    private static final int ATTEMPTS = 20;

    private final Traits traits;
    private final RemoteLocations places;
    private final DavClient calls;
    private final RemoteStat stat;
    private final RemotePut sending;

    /** A storage of many places, each below its name. */
    public WebDavStorageDriver(RemoteResolver resolver, OutboundClient outbound, ExecutorService executor) {
        this(TRAITS, RemoteLocations.named(resolver), outbound, executor);
    }

    /** @param traits what is known of the servers */
    public WebDavStorageDriver(
            Traits traits, RemoteLocations places, OutboundClient outbound, ExecutorService executor) {
        this.traits = traits;
        this.places = places;
        this.calls = new DavClient(outbound);
        this.stat = new RemoteStat(calls);
        this.sending = new RemotePut(calls, executor);
    }

    @Override
    public Traits traits() {
        return traits;
    }

    @Override
    public void close() {}

    @Override
    public Node stat(Caller who, Ref ref) throws IOException {
        RelPath path = path(who, ref);
        return places.isAbove(path) ? places.above() : stat.stat(places.at(who, path));
    }

    private RelPath path(Caller who, Ref ref) throws IOException {
        return switch (ref) {
            case Ref.ByPath byPath -> byPath.path();
            case Ref.ById byId -> {
                RelPath path = RemoteNodes.path(byId.id());
                if (byId.space().isPresent() && !byId.space().get().equals(RemoteLocations.ALL)) {
                    throw new NotFound("there is no such resource in this space");
                }
                // an id names what is there now; below what is not there, nothing is either
                if (!byId.path().isRoot() && !places.isAbove(path)) {
                    stat.stat(places.at(who, path));
                }
                yield path.resolve(byId.path());
            }
        };
    }

    @Override
    public void list(Caller who, Ref folder, ListSpec spec, Sink<Node> sink) throws IOException {
        if (spec.after().isPresent()) {
            throw new Unsupported("listings of this storage cannot go on behind a name");
        }
        RelPath path = path(who, folder);
        if (places.isAbove(path)) {
            return; // which places there are, and how they are called, is shown elsewhere
        }
        At at = places.at(who, path);
        long[] left = {spec.limit()};
        boolean[] isFile = {false};
        @Nullable At[] shown = {null};
        calls.propFind(at.remote(), at.url(true), 1, RemoteNodes.ASKED, response -> {
            // The folder itself is told first, and how it is called tells how what is in it is called.
            At as = shown[0] == null ? at.shownAs(response.href()).orElse(at) : shown[0];
            shown[0] = as;
            Optional<RelPath> below = as.below(response.href());
            if (below.isEmpty()) {
                return true; // leads out of the place, or has a name that can't be: nothing that we could serve
            }
            if (below.get().equals(at.below())) {
                isFile[0] = !response.isCollection();
                return !isFile[0];
            }
            if (!below.get().parent().equals(at.below()) || below.get().isRoot()) {
                return true;
            }
            return left[0]-- > 0
                    && sink.accept(RemoteStat.node(at.child(below.get().name()), response));
        });
        if (isFile[0]) {
            throw new Conflict("/" + path + " is no folder");
        }
    }

    /**
     * What is told of a place as long as its server has told nothing: its kind, and the id that it will have. An entity tag that
     * its server never gives tells clients that they do not have it.
     */
    public static Node unseen(RelPath path, Kind kind, Rights rights) {
        return Node.builder(RemoteLocations.ALL, RemoteNodes.id(path), kind, path)
                .etag(RemoteNodes.OURS + "unseen")
                .rights(rights)
                .build();
    }

    @Override
    public Content open(Caller who, Ref file, ReadSpec spec) throws IOException {
        At at = places.at(who, path(who, file));
        for (int attempt = 1; ; attempt++) {
            Node node = stat.stat(at);
            if (node.kind() != Kind.FILE) {
                throw new Conflict("/" + at.path() + " is no file");
            }
            RemoteNodes.require(node, Right.DOWNLOAD);
            ReadSpec.Span span = spec.selection().of(node);
            try {
                return new RemoteRead(calls, at).open(node, span);
            } catch (PreconditionFailed changed) {
                if (attempt == ATTEMPTS) {
                    throw new Unavailable("the server " + at.remote().root().getHost()
                            + " sends another file each time than it tells of; its length or entity tag is wrong, or it"
                            + " changes faster than it can be read");
                }
            }
        }
    }

    @Override
    public Node put(Caller who, Ref target, PutSpec spec, InputStream body) throws IOException {
        At at = places.at(who, path(who, target));
        requireName(at);
        Node present = stat.find(at);
        if (present != null && spec.onConflict() == OnConflict.RENAME) {
            at = stat.free(at, this::fits);
            present = null;
        }
        spec.precondition().check(present);
        if (present != null && spec.onConflict() == OnConflict.FAIL) {
            throw new AlreadyExists("there is a node at /" + at.path() + " already");
        }
        if (present != null && present.kind() != Kind.FILE) {
            throw new Conflict("/" + at.path() + " is no file");
        }
        Affected affected = affected(at, present);
        RemoteNodes.require(present == null ? affected.parents().getFirst() : present, Right.UPLOAD);
        spec.guard().check(affected);
        Map<String, String> headers = ConditionHeaders.of(spec.precondition(), spec.onConflict());
        spec.mediaType().ifPresent(type -> headers.put("Content-Type", type));
        try {
            Optional<String> etag = sending.put(at, headers, spec, affected, body);
            Node stored = stat.stat(at);
            return etag.map(own -> stored.toBuilder().etag(own).build()).orElse(stored);
        } catch (PreconditionFailed taken) {
            if (spec.precondition().isNone() && spec.onConflict() != OnConflict.REPLACE) {
                throw new AlreadyExists("there is a node at /" + at.path() + " by now");
            }
            throw taken;
        } catch (NotFound missing) {
            // many servers say the same of a folder that is missing and of one that is where the file should be
            Node now = missing.isParent() ? stat.find(at) : null;
            if (now != null && now.kind() != Kind.FILE) {
                throw new Conflict("/" + at.path() + " is no file by now");
            }
            throw missing;
        }
    }

    /** What a change of, or at, a place touches. */
    private Affected affected(At at, @Nullable Node present) throws IOException {
        List<Node> parents = present == null ? List.of(stat.parent(at)) : List.of();
        return new Affected(at.space(), parents, at.path(), Optional.ofNullable(present), Optional.empty());
    }

    private void requireName(At at) {
        if (!fits(at.below().name())) {
            throw new InvalidArgument("a name may have " + traits.maxNameBytes() + " bytes");
        }
    }

    private boolean fits(String name) {
        return name.getBytes(StandardCharsets.UTF_8).length <= traits.maxNameBytes();
    }

    @Override
    public Node makeFolder(Caller who, Ref target, MakeSpec spec) throws IOException {
        At at = places.at(who, path(who, target));
        requireName(at);
        if (at.below().isRoot() || stat.find(at) != null) {
            throw new AlreadyExists("there is a node at /" + at.path() + " already");
        }
        Affected affected = affected(at, null);
        RemoteNodes.require(affected.parents().getFirst(), Right.CREATE_CONTAINER);
        spec.guard().check(affected);
        RemoteCommits.commit(spec.guard(), affected, () -> {
            calls.change(at.remote(), "MKCOL", at.url(true), Map.of());
            return true;
        });
        return stat.stat(at);
    }

    @Override
    public void delete(Caller who, Ref ref, DeleteSpec spec) throws IOException {
        At at = places.at(who, path(who, ref));
        requireNotTop(at);
        Node node = stat.stat(at);
        spec.precondition().check(node);
        RemoteNodes.require(node, Right.DELETE);
        Affected affected =
                new Affected(at.space(), List.of(stat.parent(at)), at.path(), Optional.of(node), Optional.empty());
        spec.guard().check(affected);
        RemoteCommits.commit(spec.guard(), affected, () -> {
            Map<String, String> headers = ConditionHeaders.of(spec.precondition(), OnConflict.REPLACE);
            calls.change(at.remote(), "DELETE", at.url(node.isFolder()), headers);
            return true;
        });
    }

    private static void requireNotTop(At at) {
        if (at.below().isRoot()) {
            throw new Forbidden("the top of a share is its owner's");
        }
    }

    @Override
    public Node move(Caller who, Ref from, Ref to, MoveSpec spec) throws IOException {
        At source = places.at(who, path(who, from));
        At target = places.at(who, path(who, to));
        requireNotTop(source);
        requireNotTop(target);
        requireName(target);
        return new RemoteMove(calls, stat).move(source, target, spec);
    }

    @Override
    public Quota quota(Caller who, Ref ref) throws IOException {
        RelPath path = path(who, ref);
        if (places.isAbove(path)) {
            return Quota.unknown();
        }
        At at = places.at(who, path);
        stat.stat(at);
        Quota[] quota = {Quota.unknown()};
        calls.propFind(at.top().remote(), at.top().url(false), 0, RemoteNodes.ASKED_ROOM, response -> {
            quota[0] = room(response);
            return false;
        });
        return quota[0];
    }

    private static Quota room(MultistatusReader.Response response) {
        OptionalLong used = number(response.text(MultistatusReader.DAV, "quota-used-bytes"));
        OptionalLong free = number(response.text(MultistatusReader.DAV, "quota-available-bytes"));
        OptionalLong total = used.isPresent() && free.isPresent()
                ? OptionalLong.of(used.getAsLong() + free.getAsLong())
                : OptionalLong.empty();
        return new Quota(total, used, free);
    }

    /** Servers say with numbers below zero that they don't know, or set no limit (RFC 4331 has none of these). */
    private static OptionalLong number(String text) {
        return text.matches("[0-9]{1,18}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }
}
