/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.spaces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.weft.kernel.storage.TestValues.at;
import static org.weft.kernel.storage.TestValues.caller;
import static org.weft.kernel.storage.TestValues.put;

import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.identity.PrincipalSet;
import org.weft.kernel.identity.db.RestingAccountTable;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.kernel.runtime.database.TestDatabases;
import org.weft.kernel.storage.StorageServices;
import org.weft.kernel.storage.TestValues;
import org.weft.kernel.storage.access.OutsideChanges;
import org.weft.kernel.storage.db.ProjectRow;
import org.weft.kernel.storage.db.ProjectTable;
import org.weft.kernel.storage.files.DiskRoom;
import org.weft.kernel.storage.files.PutRequest;
import org.weft.kernel.storage.grants.GrantsContract;
import org.weft.kernel.storage.locks.LockLimits;
import org.weft.kernel.storage.mount.Mount;
import org.weft.kernel.storage.mount.MountInfo;
import org.weft.kernel.storage.resource.StatSpec;
import org.weft.kernel.storage.resource.Target;
import org.weft.kernel.testing.MemoryStorage;
import org.weft.spi.Caller;
import org.weft.spi.GroupId;
import org.weft.spi.Scope;
import org.weft.spi.TraceId;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.Unsupported;
import org.weft.spi.storage.Grant;
import org.weft.spi.storage.ListSpec;
import org.weft.spi.storage.Rights;
import org.weft.spi.storage.Traits.Trait;

/** What a site allows with project spaces, and what happens to those who are in one. */
class ProjectSpacesTest {

    private static final GroupId TEAM = new GroupId("here", "team");

    private final Caller anna = caller("anna");
    private final Caller ben = caller("ben");
    private final Caller boss = caller("boss");
    private final Mount homes = TestValues.mount("home", Mount.Everyone.NONE, new MemoryStorage());

    @TempDir
    private Path data;

    private StateDatabase database;

    @BeforeEach
    void start() {
        database = TestDatabases.sqlite(data);
    }

    @AfterEach
    void stop() {
        database.close();
    }

    private StorageServices site(SpaceRules rules, Mount... mounts) {
        return new StorageServices(
                TestValues.places(mounts), database, LockLimits.usual(), rules, DiskRoom.ENDLESS, Clock.systemUTC());
    }

    private static SpaceRules rules(Set<String> creators, Optional<Long> quota) {
        return new SpaceRules(PrincipalSet.of(creators), PrincipalSet.of(Set.of("boss")), quota, Optional.empty());
    }

    private static SpaceView make(StorageServices site, Caller who, String name) {
        return site.projects().create(who, Optional.empty(), name, Optional.empty(), SpaceDescription.NONE);
    }

    private static List<String> seen(StorageServices site, Caller who, boolean all) {
        List<String> names = new ArrayList<>();
        site.catalog().spaces(who, all, new SpaceCatalog.AfterProject(""), (space, behind) -> names.add(space.name()));
        return names;
    }

    private static ProjectSpaces.Change owner(Caller next) {
        ProjectSpaces.Change none = ProjectSpaces.Change.NOTHING;
        return new ProjectSpaces.Change(
                none.name(),
                none.quota(),
                Optional.of(next.user()),
                none.alias(),
                none.description(),
                none.readme(),
                none.thumbnail());
    }

    private static ProjectSpaces.Change quota(long bytes) {
        ProjectSpaces.Change none = ProjectSpaces.Change.NOTHING;
        return new ProjectSpaces.Change(
                none.name(),
                Optional.of(bytes),
                none.owner(),
                none.alias(),
                none.description(),
                none.readme(),
                none.thumbnail());
    }

    @Test
    void only_those_whom_the_site_names_make_spaces() {
        StorageServices site = site(rules(Set.of("anna", "group:team"), Optional.empty()), homes);
        make(site, anna, "annas");
        make(site, GrantsContract.member("eve", TEAM), "teams");
        make(site, boss, "bosses");
        assertThatThrownBy(() -> make(site, ben, "bens")).isInstanceOf(Forbidden.class);
        assertThatThrownBy(() -> make(site(rules(Set.of(), Optional.empty()), homes), anna, "no"))
                .isInstanceOf(Forbidden.class);
        Caller looking = new Caller(
                anna.user(),
                "anna",
                Set.of(),
                List.of(new Scope.User(Scope.Role.VIEWER)),
                Optional.empty(),
                Optional.empty(),
                new TraceId("test"));
        assertThatThrownBy(() -> make(site, looking, "no")).isInstanceOf(Forbidden.class);
        assertThat(seen(site, anna, false)).containsExactly("annas");
    }

    @Test
    void spaces_of_somebody_who_left_are_handed_over_beside_a_server_that_runs() {
        StorageServices site = site(rules(Set.of("everyone"), Optional.empty()), homes);
        SpaceView first = make(site, anna, "first");
        make(site, anna, "second");
        make(site, boss, "third");
        OutsideChanges outside = new OutsideChanges(new RestingAccountTable(database), site::spacesChanged);
        assertThat(seen(site, anna, false)).containsExactly("first", "second");
        assertThat(seen(site, ben, false)).isEmpty();
        Caller marie = caller("marie");
        site.grants().add(anna, Target.id(first.id()), new Grant.ToUser(ben.user()), Rights.none(), Optional.empty());

        assertThat(new ProjectTable(database).handOver(anna.user(), ben.user()))
                .extracting(ProjectRow::name)
                .containsExactly("first", "second");
        outside.look();

        assertThat(seen(site, ben, false)).containsExactly("first", "second");
        assertThat(seen(site, anna, false)).isEmpty();
        assertThat(seen(site, boss, false)).containsExactly("third");
        assertThat(seen(site, marie, false)).isEmpty();
        assertThat(new ProjectTable(database).handOver(anna.user(), ben.user())).isEmpty();
    }

    @Test
    void a_site_whose_storages_have_no_projects_says_so() {
        Mount plain = TestValues.mount("plain", Mount.Everyone.WRITE, new MemoryStorage(false, Trait.STABLE_IDS));
        assertThatThrownBy(() -> make(site(SpaceRules.open(), plain), anna, "p"))
                .isInstanceOf(Unsupported.class);
    }

    @Test
    void a_quota_is_the_sites_usual_one_and_an_administrators_choice() {
        StorageServices site = site(rules(Set.of("everyone"), Optional.of(1000L)), homes);
        SpaceView space = make(site, anna, "p");
        assertThat(space.quota().total()).hasValue(1000);
        String storage = space.id().storage();
        assertThatThrownBy(
                        () -> site.projects().update(anna, storage, space.id().space(), quota(2000)))
                .isInstanceOf(Forbidden.class);
        assertThatThrownBy(
                        () -> site.projects().update(anna, storage, space.id().space(), quota(0)))
                .isInstanceOf(Forbidden.class);
        site.projects().update(anna, storage, space.id().space(), quota(500));
        assertThat(site.files().quota(anna, at("spaces/p")).total()).hasValue(500);
        site.projects().update(boss, storage, space.id().space(), quota(2000));
        assertThat(site.files().quota(anna, at("spaces/p")).total()).hasValue(2000);
    }

    @Test
    void administrators_see_all_spaces_when_they_ask_and_nothing_of_their_content() {
        StorageServices site = site(rules(Set.of("everyone"), Optional.empty()), homes);
        SpaceView space = make(site, anna, "p");
        put(site.files(), anna, "spaces/p/f", "text");
        assertThat(seen(site, boss, false)).isEmpty();
        assertThat(seen(site, boss, true)).containsExactly("p");
        assertThat(seen(site, ben, true)).isEmpty();
        assertThatThrownBy(() -> site.files().stat(boss, at("spaces/p/f"), StatSpec.node()))
                .isInstanceOf(NotFound.class);
        site.projects().update(boss, space.id().storage(), space.id().space(), owner(ben));
        assertThat(site.files().stat(ben, at("spaces/p/f"), StatSpec.node()).name())
                .isEqualTo("f");
        assertThatThrownBy(() -> site.files().stat(anna, at("spaces/p/f"), StatSpec.node()))
                .isInstanceOf(NotFound.class);
    }

    @Test
    void a_member_who_manages_members_does_not_take_the_space_over() {
        StorageServices site = site(SpaceRules.open(), homes);
        SpaceView space = make(site, anna, "p");
        site.grants().add(anna, Target.id(space.id()), new Grant.ToUser(ben.user()), Rights.all(), Optional.empty());
        assertThatThrownBy(() -> site.projects()
                        .update(ben, space.id().storage(), space.id().space(), owner(ben)))
                .isInstanceOf(Forbidden.class);
        site.projects().disable(ben, space.id().storage(), space.id().space());
        assertThatThrownBy(() -> site.files().stat(anna, at("spaces/p"), StatSpec.node()))
                .isInstanceOf(NotFound.class);
        site.projects().restore(anna, space.id().storage(), space.id().space());
        assertThat(site.files().stat(ben, at("spaces/p"), StatSpec.node()).isFolder())
                .isTrue();
    }

    @Test
    void a_space_that_is_disabled_during_an_upload_refuses_the_upload() {
        StorageServices site = site(SpaceRules.open(), homes);
        SpaceView space = make(site, anna, "p");
        InputStream body = new InputStream() {
            private boolean begun;

            @Override
            public int read() {
                if (begun) {
                    return -1;
                }
                begun = true;
                site.projects().disable(anna, space.id().storage(), space.id().space());
                return 'x';
            }
        };
        assertThatThrownBy(
                        () -> site.files().put(anna, at("spaces/p/f"), PutRequest.simple(OptionalLong.empty()), body))
                .isInstanceOf(NotFound.class);
        site.projects().restore(anna, space.id().storage(), space.id().space());
        assertThatThrownBy(() -> site.files().stat(anna, at("spaces/p/f"), StatSpec.node()))
                .isInstanceOf(NotFound.class);
    }

    @Test
    void spaces_outlive_the_server() {
        StorageServices before = site(SpaceRules.open(), homes);
        SpaceView space = make(before, anna, "p");
        before.grants().add(anna, Target.id(space.id()), new Grant.ToUser(ben.user()), Rights.read(), Optional.empty());
        database.close();
        database = TestDatabases.sqlite(data);
        StorageServices after = site(SpaceRules.open(), homes);
        assertThat(seen(after, ben, false)).containsExactly("p");
        assertThat(after.files().stat(ben, at("spaces/p"), StatSpec.node()).id())
                .isEqualTo(space.id());
    }

    @Test
    void the_storage_of_a_project_is_known_by_the_projects_path() {
        StorageServices site = site(SpaceRules.open(), homes);
        SpaceView space = make(site, anna, "p");
        assertThat(site.catalog().mountsOf(anna, at("spaces/p/f")))
                .extracting(MountInfo::storage)
                .containsExactly(space.id().storage());
        assertThatThrownBy(() -> site.catalog().mountsOf(anna, at("spaces/missing")))
                .isInstanceOf(NotFound.class);
    }

    @Test
    void what_is_mounted_at_a_projects_place_comes_first() {
        Mount other = TestValues.mount("spaces/p", Mount.Everyone.READ, MemoryStorage.plain());
        StorageServices site = site(SpaceRules.open(), homes, other);
        SpaceView space = make(site, anna, "p");
        make(site, anna, "q");
        assertThat(site.files().stat(anna, at("spaces/p"), StatSpec.node()).id().storage())
                .isEqualTo("id-spaces/p");
        assertThat(site.files()
                        .stat(anna, Target.id(space.id()), StatSpec.node())
                        .isFolder())
                .isTrue();
        List<String> names = new ArrayList<>();
        site.files().list(anna, at("spaces"), ListSpec.all(), StatSpec.node(), child -> names.add(child.name()));
        assertThat(names).containsExactly("p", "q");
    }
}
