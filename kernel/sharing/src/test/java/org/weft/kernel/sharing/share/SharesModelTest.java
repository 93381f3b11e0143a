/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.weft.kernel.sharing.share.SharingModel.concerns;
import static org.weft.kernel.sharing.share.SharingModel.expected;
import static org.weft.kernel.sharing.share.Trio.EDIT;
import static org.weft.kernel.sharing.share.Trio.PASS;
import static org.weft.kernel.sharing.share.Trio.READ;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weft.kernel.sharing.share.ReceivedShares.Decision;
import org.weft.kernel.sharing.share.SharingModel.Folder;
import org.weft.kernel.sharing.share.SharingModel.Given;
import org.weft.kernel.storage.resource.StatSpec;
import org.weft.kernel.storage.resource.Target;
import org.weft.kernel.storage.resource.WriteConditions;
import org.weft.kernel.storage.trash.TrashItem;
import org.weft.kernel.storage.trash.TrashService;
import org.weft.spi.Caller;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.AlreadyExists;
import org.weft.spi.share.Share;
import org.weft.spi.share.ShareState;
import org.weft.spi.storage.Grant.Grantee;
import org.weft.spi.storage.ListSpec;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Right;
import org.weft.spi.storage.Rights;

/**
 * Random trees, shares, passing on, ends, moves, deletions and returns, judged by the server and by the plainest words of the
 * rules. What was found out once is asked again and again meanwhile, so that whatever the server keeps for too long shows.
 */
class SharesModelTest {

    private static final List<Rights> RIGHTS = List.of(READ, EDIT, PASS, PASS, Rights.none());

    private final Trio trio;
    private final List<Folder> folders = new ArrayList<>();
    private final List<Folder> all = new ArrayList<>();
    private final List<Folder> trash = new ArrayList<>();

    /** What was deleted as such, and not with a folder that it lay in. */
    private final Set<Folder> deleted = new HashSet<>();

    private final Folder home = new Folder("home", null);

    /** What each person saw of what was received, and the entity tag of the folder that showed it. */
    private final Map<Caller, Map<String, String>> shown = new HashMap<>();

    private final Map<Caller, String> tags = new HashMap<>();

    SharesModelTest(@TempDir Path data) {
        trio = new Trio(data);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void the_server_and_the_rules_agree(long seed) {
        Random random = new Random(seed);
        try (trio) {
            folders.add(home);
            home.id = Optional.of(trio.id(trio.einstein, "home"));
            for (int step = 0; step < 150; step++) {
                String done = step(random);
                if (step % 2 == 1) {
                    compare("seed " + seed + ", step " + step + ": " + done);
                }
            }
            assertThat(folders.size()).as("the tree has grown").isGreaterThan(4);
        }
    }

    private void compare(String when) {
        for (Caller who : List.of(trio.marie, trio.richard)) {
            int shown = 0;
            for (Folder folder : folders) {
                Rights expected = expected(who, folder);
                assertThat(trio.rights(who, folder.id.orElseThrow()))
                        .as("%s: %s at %s", when, who.username(), folder.path())
                        .isEqualTo(expected);
                for (Map.Entry<Grantee, Given> said : folder.shares.entrySet()) {
                    Given given = said.getValue();
                    boolean accepted =
                            concerns(said.getKey(), who) && !given.rights.isEmpty() && !given.declined.contains(who);
                    shown += accepted && expected.has(Right.STAT) ? 1 : 0;
                }
            }
            Map<String, String> now = received(who);
            assertThat(now).as("%s: what %s sees", when, who.username()).hasSize(shown);
            String tag = trio.stat(who, "shares").node().etag();
            if (now.equals(this.shown.put(who, now))) {
                assertThat(tag)
                        .as("%s: nothing has changed for %s", when, who.username())
                        .isEqualTo(tags.get(who));
            } else {
                assertThat(tag)
                        .as("%s: something has changed for %s", when, who.username())
                        .isNotEqualTo(tags.get(who));
            }
            tags.put(who, tag);
        }
    }

    /** The entity tags of what somebody received, by name. */
    private Map<String, String> received(Caller who) {
        Map<String, String> children = new HashMap<>();
        trio.site.files.list(who, Trio.path("shares"), ListSpec.all(), StatSpec.node(), child -> {
            children.put(child.name(), child.node().etag());
            return true;
        });
        return children;
    }

    /** Time passes, and some shares end. */
    private String pass(int minutes) {
        trio.site.clock.forward(Duration.ofMinutes(minutes));
        Instant now = trio.site.clock.instant();
        all.forEach(folder -> end(folder, now));
        end(home, now);
        return minutes + " minutes pass";
    }

    private static void end(Folder folder, Instant now) {
        folder.shares
                .values()
                .removeIf(given -> given.end.filter(end -> !now.isBefore(end)).isPresent());
    }

    private String step(Random random) {
        Folder any = folders.get(random.nextInt(folders.size()));
        Folder other = folders.get(random.nextInt(folders.size()));
        return switch (random.nextInt(11)) {
            case 0, 1 -> make(any, "n" + random.nextInt(8));
            case 2, 3 -> share(trio.einstein, any, random);
            case 4 -> share(trio.marie, any, random);
            case 5 -> change(any, random);
            case 6 -> decide(any, random);
            case 7 -> move(any, other, "n" + random.nextInt(8));
            case 8 -> pass(1 + random.nextInt(9));
            case 9 -> write(any);
            default -> random.nextBoolean() || trash.isEmpty() ? delete(any) : restore(random);
        };
    }

    /** Something is written into a folder, which whoever received it, or one above, sees by the entity tag. */
    private String write(Folder folder) {
        String file = folder.path() + "/file.txt";
        trio.put(trio.einstein, file, "written");
        return "write " + file;
    }

    private boolean isTaken(Folder parent, String name) {
        return folders.stream().anyMatch(folder -> folder.parent == parent && folder.name.equals(name));
    }

    private String make(Folder parent, String name) {
        if (!isTaken(parent, name)) {
            Folder made = new Folder(name, parent);
            trio.folder(trio.einstein, made.path());
            made.id = Optional.of(trio.id(trio.einstein, made.path()));
            folders.add(made);
            all.add(made);
        }
        return "make " + name + " in " + parent.path();
    }

    private String share(Caller by, Folder folder, Random random) {
        List<Grantee> receivers = by == trio.einstein
                ? List.of(Trio.to(trio.marie), Trio.to(trio.richard), Trio.toPhysics())
                : List.of(Trio.to(trio.richard), Trio.toPhysics());
        Grantee receiver = receivers.get(random.nextInt(receivers.size()));
        Rights rights = by == trio.einstein ? RIGHTS.get(random.nextInt(RIGHTS.size())) : READ;
        String done = by.username() + " shares " + folder.path() + " with " + receiver + ": " + rights;
        Target target = folder.id.orElseThrow();
        Optional<Instant> end = random.nextInt(3) > 0
                ? Optional.empty()
                : Optional.of(trio.site
                        .clock
                        .instant()
                        .plus(Duration.ofMinutes(5 + random.nextInt(60)))
                        .truncatedTo(ChronoUnit.SECONDS));
        LocalShares.Terms terms = new LocalShares.Terms(end, "", Map.of());
        if (by == trio.marie) {
            Rights hers = expected(by, folder);
            if (!hers.has(Right.ADD_GRANT) || !hers.has(Right.STAT)) {
                assertThatThrownBy(() -> trio.shares().create(by, target, receiver, rights, terms))
                        .as(done)
                        .isInstanceOf(WeftException.class);
                return done;
            }
        }
        if (folder.shares.containsKey(receiver)) {
            assertThatThrownBy(() -> trio.shares().create(by, target, receiver, rights, terms))
                    .as(done)
                    .isInstanceOf(AlreadyExists.class);
            return done;
        }
        Share share = trio.shares().create(by, target, receiver, rights, terms);
        folder.shares.put(receiver, new Given(share.id(), by, by == trio.einstein, end, rights));
        if (!rights.isEmpty()) {
            Caller who = concerns(receiver, trio.marie) ? trio.marie : trio.richard;
            trio.received().update(who, share.id(), Decision.state(ShareState.ACCEPTED));
        }
        return done;
    }

    /** The owner ends one of the shares, or gives something else with it. */
    private String change(Folder folder, Random random) {
        for (Map.Entry<Grantee, Given> said : Map.copyOf(folder.shares).entrySet()) {
            Given given = said.getValue();
            if (random.nextBoolean()) {
                trio.shares().remove(trio.einstein, given.id);
                folder.shares.remove(said.getKey());
                return "remove a share of " + folder.path();
            }
            if (!given.rights.isEmpty() && given.maker == trio.einstein) {
                given.rights = RIGHTS.get(random.nextInt(4));
                trio.shares().update(trio.einstein, given.id, LocalShares.Change.rights(given.rights));
                return "change a share of " + folder.path();
            }
        }
        return "change nothing";
    }

    private String decide(Folder folder, Random random) {
        for (Map.Entry<Grantee, Given> said : folder.shares.entrySet()) {
            Given given = said.getValue();
            if (given.rights.isEmpty()) {
                continue;
            }
            Caller who = concerns(said.getKey(), trio.marie) ? trio.marie : trio.richard;
            boolean declines = random.nextBoolean();
            ShareState state = declines ? ShareState.REJECTED : ShareState.ACCEPTED;
            trio.received().update(who, given.id, Decision.state(state));
            if (declines) {
                given.declined.add(who);
            } else {
                given.declined.remove(who);
            }
            return who.username() + " decides about " + folder.path() + ": " + state;
        }
        return "decide nothing";
    }

    private String move(Folder folder, Folder into, String name) {
        if (folder == home || into.isBelow(folder) || isTaken(into, name)) {
            return "move nothing";
        }
        String from = folder.path();
        trio.move(trio.einstein, from, into.path() + "/" + name);
        folder.name = name;
        folder.parent = into;
        return "move " + from + " to " + folder.path();
    }

    private String delete(Folder folder) {
        if (folder == home) {
            return "delete nothing";
        }
        trio.delete(trio.einstein, folder.path());
        trash.add(folder);
        deleted.add(folder);
        List<Folder> gone = folders.stream().filter(one -> one.isBelow(folder)).toList();
        folders.removeAll(gone);
        return "delete " + folder.path();
    }

    /** What was deleted comes back to where it was, if its parent is still there and its name is free. */
    private String restore(Random random) {
        Folder folder = trash.remove(random.nextInt(trash.size()));
        Folder parent = folder.parent;
        if (parent == null || !folders.contains(parent) || isTaken(parent, folder.name)) {
            return "restore nothing";
        }
        List<TrashItem> found = new ArrayList<>();
        RelPath path = RelPath.parse(folder.path());
        trio.site.storage.trash().list(trio.einstein, Trio.path("home"), TrashService.Query.all(), item -> {
            if (item.original().equals(path)) {
                found.add(item);
            }
            return true;
        });
        if (found.size() != 1) {
            return "restore nothing of several";
        }
        trio.site
                .storage
                .trash()
                .restore(
                        trio.einstein,
                        Trio.path("home"),
                        found.getFirst().key(),
                        RelPath.root(),
                        Optional.empty(),
                        false,
                        WriteConditions.plain());
        return back(folder);
    }

    private String back(Folder folder) {
        deleted.remove(folder);
        List<Folder> back = new ArrayList<>();
        back.add(folder);
        for (int next = 0; next < back.size(); next++) {
            Folder at = back.get(next);
            at.id = Optional.of(trio.id(trio.einstein, at.path()));
            all.stream()
                    .filter(one -> one.parent == at && !deleted.contains(one))
                    .forEach(back::add);
        }
        folders.addAll(back);
        return "restore " + folder.path();
    }
}
