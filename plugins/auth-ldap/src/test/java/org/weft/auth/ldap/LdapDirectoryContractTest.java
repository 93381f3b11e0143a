/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.ldap;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.weft.spi.GroupId;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.identity.DirectoryFactory;
import org.weft.spi.identity.Group;
import org.weft.spi.identity.User;
import org.weft.testkit.identity.DirectoryContract;
import org.weft.testkit.identity.Known;

@Tag("process")
class LdapDirectoryContractTest extends DirectoryContract<LdapDirectoryConfig> {

    private static final User EINSTEIN =
            user("4c510ada-c86b-4815-8820-42cdf82c3d51", "einstein", "einstein@example.org", "Albert Einstein");
    private static final User MARIE =
            user("f7fbf8c8-139b-4376-b307-cf0a8c2d0d9c", "marie", "marie@example.org", "Marie Curie");
    private static final User RICHARD = user("932b4540-8d16-481e-8ef4-588e4b6b151c", "richard", "", "Feynman, Richard");
    private static final Group SAILING = new Group(
            new GroupId(Configs.IDP, "6040aa17-9c64-4fef-9bd0-77234d71bad0"),
            "sailing-lovers",
            "",
            "Sailing Lovers",
            OptionalLong.empty());

    private static Slapd slapd;

    private static User user(String id, String username, String mail, String displayName) {
        return new User(
                new UserId(Configs.IDP, id, UserType.PRIMARY),
                username,
                mail,
                false,
                displayName,
                List.of(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                Map.of());
    }

    @BeforeAll
    static void startServer(@TempDir Path tmp) throws IOException, InterruptedException {
        slapd = Slapd.start(tmp);
    }

    @AfterAll
    static void stopServer() {
        if (slapd != null) {
            slapd.close();
        }
    }

    @Override
    protected DirectoryFactory<LdapDirectoryConfig> factory() {
        return new LdapDirectoryFactory();
    }

    @Override
    protected LdapDirectoryConfig config(Path tmp) {
        return Configs.directory(slapd.options(), Duration.ofMinutes(1));
    }

    @Override
    protected Known known() {
        return new Known(List.of(EINSTEIN, MARIE, RICHARD), Optional.of(SAILING), List.of(EINSTEIN, MARIE));
    }
}
