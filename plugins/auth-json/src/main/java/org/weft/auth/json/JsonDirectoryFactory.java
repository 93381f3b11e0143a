/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.json;

import java.nio.file.Path;
import java.util.Optional;
import org.weft.spi.DriverContext;
import org.weft.spi.InvalidConfig;
import org.weft.spi.Maturity;
import org.weft.spi.identity.Directory;
import org.weft.spi.identity.DirectoryFactory;

/** Makes {@link JsonDirectory}. */
@Maturity(Maturity.Level.STABLE)
public final class JsonDirectoryFactory implements DirectoryFactory<JsonDirectoryConfig> {

    @Override
    public String name() {
        return "json";
    }

    @Override
    public Class<JsonDirectoryConfig> configType() {
        return JsonDirectoryConfig.class;
    }

    @Override
    public Directory create(JsonDirectoryConfig config, DriverContext context) {
        if (config.demo()) {
            if (config.users().isPresent() || config.groups().isPresent()) {
                throw new InvalidConfig("demo", "the demo accounts and files exclude each other; give one of them");
            }
            return new JsonDirectory(Demo.users(), Demo.groups(), Optional.empty());
        }
        Path users = config.users()
                .orElseThrow(() -> new InvalidConfig("users", "give the path of a users.json, or demo = true"));
        Source<Groups> groups = config.groups()
                .<Source<Groups>>map(file -> new WatchedFile<>(file, GroupsReader::read, context.clock()))
                .orElseGet(() -> Source.fixed(Groups.NONE));
        return new JsonDirectory(
                new WatchedFile<>(users, UsersReader::read, context.clock()),
                groups,
                Optional.of(new UsersFile(users, new BouncyHashes())));
    }
}
