/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.grants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.weft.kernel.storage.TestValues.at;
import static org.weft.kernel.storage.TestValues.folder;
import static org.weft.kernel.storage.TestValues.put;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.weft.kernel.identity.PrincipalSet;
import org.weft.kernel.runtime.plugin.DriverHandle;
import org.weft.kernel.storage.StorageServices;
import org.weft.kernel.storage.TestValues;
import org.weft.kernel.storage.files.MoveRequest;
import org.weft.kernel.storage.locks.LockLimits;
import org.weft.kernel.storage.mount.Mount;
import org.weft.kernel.storage.resource.StatSpec;
import org.weft.kernel.storage.resource.Target;
import org.weft.kernel.storage.resource.WriteConditions;
import org.weft.kernel.testing.MemoryStorage;
import org.weft.spi.WeftException.AlreadyExists;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.storage.Grant;
import org.weft.spi.storage.Precondition;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Right;
import org.weft.spi.storage.Rights;

/** Who may give and take the rights of others in a space, and how long they last. */
abstract class GrantGiversContract extends DenialsContract {

    @Test
    void nobody_gives_more_than_they_have() {
        Rights share = Rights.read().plus(Rights.of(Right.ADD_GRANT, Right.UPDATE_GRANT, Right.REMOVE_GRANT));
        grant("a", "ben", share);
        grant("a", "eve", EDIT);
        refused(() -> grants.add(ben, hers("a/b"), user("tom"), EDIT, Optional.empty()));
        refused(() -> grants.update(ben, hers("a"), user("eve"), Rights.read(), Optional.empty()));
        refused(() -> grants.remove(ben, hers("a"), user("eve")));
        refused(() -> grants.deny(ben, hers("a"), user("eve")));
        refused(() -> grants.add(ben, hers("a/b"), user("tom"), Rights.none(), Optional.empty()));
        grants.add(ben, hers("a/b"), user("tom"), Rights.read(), Optional.empty());
        grants.remove(ben, hers("a/b"), user("tom"));
        hidden(() -> grants.add(ben, hers("other"), user("tom"), Rights.read(), Optional.empty()));
        refused(() -> grants.add(eve, hers("a"), user("tom"), Rights.read(), Optional.empty()));
    }

    @Test
    void a_denial_is_lifted_only_by_who_may_deny() {
        grant("a", "ben", Rights.read().plus(Rights.of(Right.REMOVE_GRANT, Right.UPDATE_GRANT)));
        grants.deny(anna, hers("a/b"), user("tom"));
        refused(() -> grants.remove(ben, hers("a/b"), user("tom")));
        refused(() -> grants.update(ben, hers("a/b"), user("tom"), Rights.read(), Optional.empty()));
        grants.remove(anna, hers("a/b"), user("tom"));
    }

    @Test
    void a_grant_is_added_once_changed_listed_and_taken_away() {
        grant("a", "ben", Rights.read());
        assertThatThrownBy(() -> grant("a", "ben", EDIT)).isInstanceOf(AlreadyExists.class);
        grants.update(anna, hers("a"), user("ben"), EDIT, Optional.empty());
        assertThat(grants.list(anna, hers("a")))
                .containsExactly(new Grant(user("ben"), EDIT, TestValues.id("anna"), Optional.empty()));
        assertThat(grants.list(ben, hers("a"))).hasSize(1);
        assertThat(grants.list(anna, hers("a/b"))).isEmpty();
        grants.remove(anna, hers("a"), user("ben"));
        hidden(() -> files.stat(ben, hers("a"), StatSpec.node()));
        assertThatThrownBy(() -> grants.remove(anna, hers("a"), user("ben"))).isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> grants.update(anna, hers("a"), user("ben"), EDIT, Optional.empty()))
                .isInstanceOf(NotFound.class);
    }

    @Test
    void a_grant_ends_when_it_was_to_end() {
        Instant end = clock.instant().plus(Duration.ofHours(1));
        grants.add(anna, hers("a"), user("ben"), Rights.read(), Optional.of(end));
        assertThat(read(ben, hers("a/b/c"))).isEqualTo("text");
        clock.pass(Duration.ofHours(2));
        hidden(() -> read(ben, hers("a/b/c")));
        assertThat(grants.list(anna, hers("a"))).isEmpty();
        completions.sweep();
        grant("a", "ben", Rights.read());
        assertThatThrownBy(() -> grants.add(anna, hers("a"), user("eve"), Rights.read(), Optional.of(end)))
                .isInstanceOf(InvalidArgument.class);
    }

    @Test
    void grants_outlive_the_server() throws Exception {
        grant("a", "ben", Rights.read());
        grants.deny(anna, hers("a/b"), user("ben"));
        restart();
        assertThat(names(ben, hers("a"))).isEmpty();
        hidden(() -> read(ben, hers("a/b/c")));
    }

    @Test
    void grants_end_with_what_they_were_on() throws Exception {
        grant("a/b", "ben", Rights.read());
        files.delete(anna, hers("a"), WriteConditions.plain());
        restart();
        assertThat(completions.grants().list(anna, Target.id(files.home(anna).id())))
                .isEmpty();
        folder(files, anna, "home/a");
        folder(files, anna, "home/a/b");
        hidden(() -> files.stat(ben, hers("a/b"), StatSpec.node()));
    }

    @Test
    void a_denial_goes_along_into_another_storage() {
        Mount open = new Mount(
                "there",
                "id-there",
                RelPath.parse("there"),
                Mount.Everyone.READ,
                PrincipalSet.of(Set.of("anna")),
                Set.of(),
                DriverHandle.fixed("there", new MemoryStorage()));
        StorageServices wide = new StorageServices(TestValues.places(mount, open), database, LockLimits.usual(), clock);
        put(wide.files(), anna, "home/a/b/d", "1");
        wide.grants().deny(anna, hers("a/b/d"), user("ben"));
        wide.copies()
                .move(
                        anna,
                        at("home/a/b/d"),
                        at("there/d"),
                        new MoveRequest(false, Precondition.none(), WriteConditions.plain()));
        hidden(() -> wide.files().stat(ben, at("there/d"), StatSpec.node()));
        assertThat(wide.files().stat(eve, at("there/d"), StatSpec.node()).name())
                .isEqualTo("d");
    }
}
