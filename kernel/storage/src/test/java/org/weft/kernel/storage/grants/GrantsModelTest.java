/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.grants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.weft.kernel.storage.TestValues.caller;
import static org.weft.kernel.storage.TestValues.folder;
import static org.weft.kernel.storage.TestValues.put;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.kernel.runtime.database.TestDatabases;
import org.weft.kernel.storage.StorageServices;
import org.weft.kernel.storage.TestValues;
import org.weft.kernel.storage.files.FileService;
import org.weft.kernel.storage.files.MoveRequest;
import org.weft.kernel.storage.files.PutRequest;
import org.weft.kernel.storage.locks.LockLimits;
import org.weft.kernel.storage.mount.Mount;
import org.weft.kernel.storage.resource.StatSpec;
import org.weft.kernel.storage.resource.Target;
import org.weft.kernel.storage.resource.WriteConditions;
import org.weft.kernel.testing.MemoryStorage;
import org.weft.spi.Caller;
import org.weft.spi.GroupId;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.storage.Grant;
import org.weft.spi.storage.Grant.Grantee;
import org.weft.spi.storage.ListSpec;
import org.weft.spi.storage.Precondition;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Right;
import org.weft.spi.storage.Rights;
import org.weft.spi.storage.Traits.Trait;

/** Random trees, grants and moves, judged by the server and by the plainest words of the rules. */
class GrantsModelTest {

    private static final GroupId GROUP = new GroupId("here", "group");
    private static final List<Grantee> GRANTEES = List.of(
            new Grant.ToUser(TestValues.id("ben")), new Grant.ToUser(TestValues.id("eve")), new Grant.ToGroup(GROUP));
    private static final List<Rights> RIGHTS = List.of(
            Rights.none(),
            Rights.read(),
            Rights.read().plus(Rights.of(Right.UPLOAD)),
            Rights.of(Right.UPLOAD, Right.DOWNLOAD),
            Rights.of(Right.STAT));

    private final Caller anna = caller("anna");
    private final List<Caller> others = List.of(caller("ben"), GrantsContract.member("eve", GROUP), caller("tom"));
    private final MemoryStorage storage = new MemoryStorage(true, Trait.STABLE_IDS);

    @TempDir
    private Path data;

    /** Paths, true for folders; the owner's tree as it must be. */
    private final TreeMap<RelPath, Boolean> tree = new TreeMap<>(Comparator.comparing(RelPath::toString));

    private final Map<RelPath, Map<Grantee, Rights>> grants = new HashMap<>();

    /** The rules: what is granted on the way adds up, and any denial on the way ends it. */
    private Rights expected(Caller who, RelPath path) {
        Rights rights = Rights.none();
        for (RelPath place = path; ; place = place.parent()) {
            for (Map.Entry<Grantee, Rights> said :
                    grants.getOrDefault(place, Map.of()).entrySet()) {
                boolean concerned = switch (said.getKey()) {
                    case Grant.ToUser to -> to.user().equals(who.user());
                    case Grant.ToGroup to -> who.groups().contains(to.group());
                };
                if (concerned && said.getValue().isEmpty()) {
                    return Rights.none();
                }
                rights = concerned ? rights.plus(said.getValue()) : rights;
            }
            if (place.isRoot()) {
                return rights;
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void the_server_and_the_rules_agree(long seed) {
        Random random = new Random(seed);
        try (StateDatabase database = TestDatabases.sqlite(data)) {
            Mount mount = TestValues.mount("home", Mount.Everyone.NONE, storage);
            StorageServices site =
                    new StorageServices(TestValues.places(mount), database, LockLimits.usual(), Clock.systemUTC());
            tree.put(RelPath.root(), true);
            site.files().home(anna);
            for (int step = 0; step < 120; step++) {
                String done = step(random, site);
                if (step % 6 == 5) {
                    compare(site, "seed " + seed + ", step " + step + ": " + done);
                }
            }
            assertThat(tree.size()).as("the tree has grown, seed " + seed).isGreaterThan(5);
        }
    }

    private static Target home(RelPath path) {
        return Target.path(RelPath.parse("home").resolve(path));
    }

    private String step(Random random, StorageServices site) {
        List<RelPath> all = new ArrayList<>(tree.keySet());
        List<RelPath> folders = all.stream().filter(tree::get).toList();
        RelPath any = all.get(random.nextInt(all.size()));
        RelPath into = folders.get(random.nextInt(folders.size()));
        RelPath made = into.resolve("n" + random.nextInt(6));
        switch (random.nextInt(8)) {
            case 0, 1 -> {
                if (!tree.containsKey(made)) {
                    folder(site.files(), anna, "home/" + made);
                    tree.put(made, true);
                }
                return "folder " + made;
            }
            case 2 -> {
                if (!tree.containsKey(made)) {
                    put(site.files(), anna, "home/" + made, "1");
                    tree.put(made, false);
                }
                return "file " + made;
            }
            case 3 -> {
                if (!any.isRoot() && !tree.containsKey(made) && !made.startsWith(any)) {
                    site.copies()
                            .move(
                                    anna,
                                    home(any),
                                    home(made),
                                    new MoveRequest(false, Precondition.none(), WriteConditions.plain()));
                    rename(any, made);
                }
                return "move " + any + " to " + made;
            }
            case 4 -> {
                if (!any.isRoot() && random.nextInt(3) == 0) {
                    site.files().delete(anna, home(any), WriteConditions.plain());
                    tree.keySet().removeIf(path -> path.startsWith(any));
                    grants.keySet().removeIf(path -> path.startsWith(any));
                }
                return "delete " + any;
            }
            case 5 -> {
                Map<Grantee, Rights> here = grants.getOrDefault(any, Map.of());
                if (!here.isEmpty()) {
                    Grantee one = here.keySet().iterator().next();
                    site.grants().remove(anna, home(any), one);
                    here.remove(one);
                }
                return "take away on " + any;
            }
            default -> {
                Grantee grantee = GRANTEES.get(random.nextInt(GRANTEES.size()));
                Rights rights = RIGHTS.get(random.nextInt(RIGHTS.size()));
                if (grants.computeIfAbsent(any, path -> new HashMap<>()).putIfAbsent(grantee, rights) == null) {
                    site.grants().add(anna, home(any), grantee, rights, Optional.empty());
                }
                return "grant " + rights + " to " + grantee + " on " + any;
            }
        }
    }

    private void rename(RelPath from, RelPath to) {
        for (RelPath path : List.copyOf(tree.keySet())) {
            if (path.startsWith(from)) {
                RelPath next = to.resolve(path.relativeTo(from));
                tree.put(next, tree.remove(path));
                Map<Grantee, Rights> moved = grants.remove(path);
                if (moved != null) {
                    grants.put(next, moved);
                }
            }
        }
    }

    private void compare(StorageServices site, String when) {
        Target top = Target.id(site.files().home(anna).id());
        for (RelPath path : tree.keySet()) {
            Target byId = Target.id(
                    site.files().stat(anna, home(path), StatSpec.node()).id());
            for (Caller who : others) {
                String what = when + "; " + who.username() + " at /" + path;
                Rights rights = expected(who, path);
                for (Target target : List.of(byId, top.resolve(path))) {
                    assertThat(seen(site.files(), who, target)).as(what).isEqualTo(visible(rights));
                }
                if (tree.get(path)) {
                    assertThat(listed(site.files(), who, byId)).as(what).isEqualTo(children(who, path));
                } else {
                    assertThat(writes(site.files(), who, top.resolve(path)))
                            .as(what)
                            .isEqualTo(rights.has(Right.UPLOAD));
                }
            }
        }
    }

    /** What cannot even be seen is as if it were not there. */
    private static Rights visible(Rights rights) {
        return rights.has(Right.STAT) ? rights.minus(NOWHERE) : Rights.none();
    }

    private static final Right[] NOWHERE = {
        Right.LIST_VERSIONS, Right.RESTORE_VERSION, Right.LIST_RECYCLE, Right.RESTORE_RECYCLE, Right.PURGE_RECYCLE
    };

    private static Rights seen(FileService files, Caller who, Target target) {
        try {
            return files.stat(who, target, StatSpec.node()).rights();
        } catch (NotFound hidden) {
            return Rights.none();
        }
    }

    private TreeSet<String> children(Caller who, RelPath folder) {
        TreeSet<String> names = new TreeSet<>();
        if (expected(who, folder).has(Right.LIST_CONTAINER)) {
            for (RelPath path : tree.keySet()) {
                if (!path.isRoot()
                        && path.parent().equals(folder)
                        && !expected(who, path).isEmpty()) {
                    names.add(path.name());
                }
            }
        }
        return names;
    }

    private static TreeSet<String> listed(FileService files, Caller who, Target folder) {
        TreeSet<String> names = new TreeSet<>();
        try {
            files.list(who, folder, ListSpec.all(), StatSpec.node(), child -> names.add(child.name()));
        } catch (NotFound | Forbidden closed) {
            names.clear();
        }
        return names;
    }

    private static boolean writes(FileService files, Caller who, Target file) {
        try {
            files.put(who, file, PutRequest.simple(OptionalLong.of(1)), new ByteArrayInputStream(new byte[1]));
            return true;
        } catch (NotFound | Forbidden refused) {
            return false;
        }
    }
}
