/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.memory;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.weft.spi.GroupId;
import org.weft.spi.identity.DirectoryFactory;
import org.weft.spi.identity.Group;
import org.weft.spi.identity.User;
import org.weft.testkit.identity.DirectoryContract;
import org.weft.testkit.identity.Known;

class MemoryDirectoryContractTest extends DirectoryContract<PeopleConfig> {

    private static final List<String> PEOPLE = List.of("ben:open", "anna:sesame", "carla:please");

    @Override
    protected DirectoryFactory<PeopleConfig> factory() {
        return new MemoryDirectoryFactory();
    }

    @Override
    protected PeopleConfig config(Path tmp) {
        return new PeopleConfig(PEOPLE, List.of("physics:anna,carla", "art:ben"));
    }

    @Override
    protected Known known() {
        List<User> users =
                PEOPLE.stream().map(person -> Person.parse(person).user()).toList();
        Group physics =
                new Group(new GroupId(Person.IDP, "id-of-physics"), "physics", "", "physics", OptionalLong.empty());
        return new Known(users, Optional.of(physics), List.of(users.get(1), users.get(2)));
    }
}
