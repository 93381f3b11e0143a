/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.json;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.weft.spi.GroupId;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.identity.DirectoryFactory;
import org.weft.spi.identity.Group;
import org.weft.spi.identity.User;
import org.weft.testkit.identity.DirectoryContract;
import org.weft.testkit.identity.Known;

class JsonDirectoryContractTest extends DirectoryContract<JsonDirectoryConfig> {

    private static final String IDP = "https://idp.example";
    private static final User EINSTEIN = User.of(
            new UserId(IDP, "4c510ada-c86b-4815-8820-42cdf82c3d51", UserType.PRIMARY), "einstein", "Albert Einstein");
    private static final User MARIE =
            User.of(new UserId(IDP, "f7fbf8c8-139b-4376-b307-cf0a8c2d0d9c", UserType.PRIMARY), "marie", "Marie Curie");
    private static final User RICHARD = User.of(
            new UserId("https://other.example", "932b4540-8d16-481e-8ef4-588e4b6b151c", UserType.FEDERATED),
            "richard",
            "Richard Feynman");
    private static final Group SAILING = new Group(
            new GroupId(IDP, "6040aa17-9c64-4fef-9bd0-77234d71bad0"),
            "sailing-lovers",
            "",
            "Sailing Lovers",
            OptionalLong.empty());

    @Override
    protected DirectoryFactory<JsonDirectoryConfig> factory() {
        return new JsonDirectoryFactory();
    }

    @Override
    protected JsonDirectoryConfig config(Path tmp) throws IOException {
        return new JsonDirectoryConfig(
                Optional.of(TestFiles.copy("users.json", tmp)), Optional.of(TestFiles.copy("groups.json", tmp)), false);
    }

    @Override
    protected Known known() {
        return new Known(List.of(EINSTEIN, MARIE, RICHARD), Optional.of(SAILING), List.of(EINSTEIN, MARIE));
    }
}
