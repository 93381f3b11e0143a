/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.share;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.kernel.storage.files.MoveRequest;
import org.weft.kernel.storage.files.PutRequest;
import org.weft.kernel.storage.resource.Resource;
import org.weft.kernel.storage.resource.StatSpec;
import org.weft.kernel.storage.resource.Target;
import org.weft.kernel.storage.resource.WriteConditions;
import org.weft.spi.Caller;
import org.weft.spi.GroupId;
import org.weft.spi.Scope;
import org.weft.spi.TraceId;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.identity.User;
import org.weft.spi.share.Share;
import org.weft.spi.share.ShareState;
import org.weft.spi.storage.Grant;
import org.weft.spi.storage.ListSpec;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Right;
import org.weft.spi.storage.Rights;

/** Three people at a site: einstein shares, marie and richard receive; richard is in a group. */
public final class Trio implements AutoCloseable {

    public static final Rights READ = Rights.read();
    static final Rights EDIT = Rights.read()
            .plus(Rights.of(Right.UPLOAD, Right.CREATE_CONTAINER, Right.DELETE, Right.MOVE, Right.RESTORE_VERSION));
    static final Rights PASS = EDIT.plus(Rights.of(Right.ADD_GRANT));

    public final FakeSite site;
    public final Caller einstein = caller(FakeSite.EINSTEIN, Set.of());
    public final Caller marie = caller(FakeSite.MARIE, Set.of());
    final Caller richard = caller(FakeSite.RICHARD, Set.of(FakeSite.PHYSICS));

    public Trio(Path data) {
        site = new FakeSite(data);
        folder(einstein, "home/a");
        folder(einstein, "home/a/b");
        folder(einstein, "home/a/bc");
        put(einstein, "home/a/f.txt", "one");
        put(einstein, "home/a/b/deep.txt", "deep");
    }

    @Override
    public void close() {
        site.close();
    }

    static Caller caller(User user, Set<GroupId> groups) {
        return new Caller(
                user.id(),
                user.username(),
                groups,
                List.of(new Scope.User(Scope.Role.OWNER)),
                Optional.empty(),
                Optional.empty(),
                new TraceId("test"));
    }

    /** Whoever holds a token for one share. */
    static Caller holder(Scope.Resource scope) {
        return new Caller(
                new org.weft.spi.UserId("site", scope.key(), org.weft.spi.UserType.GUEST),
                scope.key(),
                Set.of(),
                List.of(scope),
                Optional.empty(),
                Optional.empty(),
                new TraceId("test"));
    }

    static Grant.Grantee to(Caller caller) {
        return new Grant.ToUser(caller.user());
    }

    static Grant.Grantee toPhysics() {
        return new Grant.ToGroup(FakeSite.PHYSICS);
    }

    public static Target path(String path) {
        return Target.path(RelPath.parse(path));
    }

    LocalShares shares() {
        return site.sharing.shares();
    }

    ReceivedShares received() {
        return site.sharing.received();
    }

    Share share(Caller by, String path, Grant.Grantee to, Rights rights) {
        return shares().create(by, path(path), to, rights, LocalShares.Terms.usual());
    }

    Share accepted(Caller by, String path, Caller to, Rights rights) {
        Share share = share(by, path, to(to), rights);
        received().update(to, share.id(), ReceivedShares.Decision.state(ShareState.ACCEPTED));
        return share;
    }

    public void folder(Caller by, String path) {
        site.files.makeFolder(by, path(path), Optional.empty(), WriteConditions.plain());
    }

    void put(Caller by, String path, String text) {
        put(by, path(path), text);
    }

    void put(Caller by, Target target, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        site.files.put(by, target, PutRequest.simple(OptionalLong.of(bytes.length)), new ByteArrayInputStream(bytes));
    }

    void move(Caller by, String from, String to) {
        site.storage.copies().move(by, path(from), path(to), MoveRequest.simple(false));
    }

    void delete(Caller by, String path) {
        site.files.delete(by, path(path), WriteConditions.plain());
    }

    Resource stat(Caller by, String path) {
        return site.files.stat(by, path(path), StatSpec.node());
    }

    /** The address by id, as the owner sees it. */
    Target id(Caller by, String path) {
        return Target.id(stat(by, path).id());
    }

    Rights rights(Caller by, Target target) {
        try {
            return site.files.stat(by, target, StatSpec.node()).rights();
        } catch (NotFound hidden) {
            return Rights.none();
        }
    }

    List<String> names(Caller by, String path) {
        List<String> names = new ArrayList<>();
        site.files.list(by, path(path), ListSpec.all(), StatSpec.node(), child -> names.add(child.name()));
        return names;
    }
}
