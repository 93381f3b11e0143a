/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.identity.directory;

import java.time.Clock;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.kernel.identity.db.AccountTable;
import org.weft.kernel.identity.db.AccountTable.Column;
import org.weft.kernel.identity.db.AccountTable.Row;
import org.weft.kernel.runtime.observe.LogText;
import org.weft.kernel.runtime.plugin.DriverHandle;
import org.weft.spi.GroupId;
import org.weft.spi.Sink;
import org.weft.spi.UserId;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.Unauthenticated;
import org.weft.spi.identity.Directory;
import org.weft.spi.identity.Group;
import org.weft.spi.identity.GroupDirectory;
import org.weft.spi.identity.User;
import org.weft.spi.identity.UserDirectory;

/**
 * People whom a provider vouches for and no directory knows: from their first sign-in on they are here, so that others find
 * them and their app passwords have an account. Each sign-in brings what the provider says of them now. A login name
 * belongs to whoever had it first, since rights may hang on it. Thread-safe.
 */
public final class ProvisionedAccounts {

    private static final Logger LOG = LoggerFactory.getLogger(ProvisionedAccounts.class);

    private final Directories directories;
    private final AccountTable table;
    private final Clock clock;

    /** @param directories the site's own, without {@link #directory} */
    public ProvisionedAccounts(Directories directories, AccountTable table, Clock clock) {
        this.directories = directories;
        this.table = table;
        this.clock = clock;
    }

    /**
     * Somebody has signed in.
     *
     * @return what a directory knows of them, else what the provider says
     * @throws Unauthenticated when their login name is somebody else's
     */
    public User provision(User vouched) {
        // Directories also find users by login name and without a provider; that must never turn one user into another.
        Optional<User> known =
                directories.user(vouched.id()).filter(found -> found.id().equals(vouched.id()));
        if (known.isPresent()) {
            return known.get();
        }
        if (isTaken(vouched) || !isSame(table.get(vouched.id()), vouched) && !table.put(vouched, clock.instant())) {
            LOG.atWarn()
                    .addKeyValue("user", vouched.id())
                    .addKeyValue("account", LogText.clean(vouched.username()))
                    .addKeyValue("reason", "the login name belongs to another account")
                    .log("sign-in-refused");
            throw new Unauthenticated("your login name belongs to another account here; ask the site's administrators");
        }
        return vouched;
    }

    private boolean isTaken(User vouched) {
        if (!directories.hasDirectories()) {
            return false;
        }
        try {
            return directories
                    .userByClaim("username", vouched.username())
                    .filter(holder -> !holder.id().equals(vouched.id()))
                    .isPresent();
        } catch (InvalidArgument noLoginNames) {
            return false;
        }
    }

    private static boolean isSame(Optional<User> known, User vouched) {
        return known.isPresent()
                && known.get().username().equals(vouched.username())
                && known.get().mail().equals(vouched.mail())
                && known.get().mailVerified() == vouched.mailVerified()
                && known.get().displayName().equals(vouched.displayName())
                && Set.copyOf(known.get().groups()).equals(Set.copyOf(vouched.groups()))
                && known.get().uidNumber().equals(vouched.uidNumber())
                && known.get().gidNumber().equals(vouched.gidNumber());
    }

    /** Everybody who was met, for {@link Directories}. */
    public DriverHandle<Directory> directory() {
        return DriverHandle.fixed("signed-in", new ProvisionedDirectory());
    }

    private final class ProvisionedDirectory implements Directory {

        @Override
        public Optional<UserDirectory> users() {
            return Optional.of(new Users());
        }

        @Override
        public Optional<GroupDirectory> groups() {
            return Optional.of(new Groups());
        }

        @Override
        public void close() {}
    }

    private final class Users implements UserDirectory {

        @Override
        public Optional<User> get(UserId id) {
            if (!id.idp().isEmpty()) {
                Optional<User> exact = table.get(id);
                return exact.isPresent()
                        ? exact
                        : table.by(Column.USERNAME, id.opaque()).filter(user -> isOf(user, id));
            }
            return table.by(Column.OPAQUE, id.opaque()).or(() -> table.by(Column.USERNAME, id.opaque()));
        }

        private static boolean isOf(User user, UserId id) {
            return user.id().idp().equals(id.idp());
        }

        @Override
        public Optional<User> byClaim(String claim, String value) {
            return switch (claim) {
                case "username" -> table.by(Column.USERNAME, value);
                case "userid" -> table.by(Column.OPAQUE, value);
                case "mail" -> value.isEmpty() ? Optional.empty() : table.by(Column.MAIL, value);
                default -> throw new InvalidArgument("accounts are found by mail, username and userid");
            };
        }

        @Override
        public void find(String query, int limit, Sink<User> sink) {
            for (User user : table.find(query, limit)) {
                if (!sink.accept(user)) {
                    return;
                }
            }
        }

        @Override
        public Set<GroupId> groupsOf(UserId id) {
            return table.get(id).stream()
                    .flatMap(user -> user.groups().stream())
                    .map(name -> new GroupId(id.idp(), name))
                    .collect(Collectors.toUnmodifiableSet());
        }
    }

    private final class Groups implements GroupDirectory {

        private static Group group(Row row) {
            return new Group(new GroupId(row.idp(), row.name()), row.name(), "", row.name(), OptionalLong.empty());
        }

        @Override
        public Optional<Group> get(GroupId id) {
            return table.groups(id.opaque(), true, 100).stream()
                    .filter(row -> id.idp().isEmpty() || row.idp().equals(id.idp()))
                    .map(Groups::group)
                    .findFirst();
        }

        @Override
        public Optional<Group> byClaim(String claim, String value) {
            if (!claim.equals("group_name") && !claim.equals("display_name")) {
                throw new InvalidArgument("groups of those who signed in are found by group_name and display_name");
            }
            return table.groups(value, true, 1).stream().map(Groups::group).findFirst();
        }

        @Override
        public void find(String query, int limit, Sink<Group> sink) {
            for (Row row : table.groups(query, false, limit)) {
                if (!sink.accept(group(row))) {
                    return;
                }
            }
        }

        @Override
        public void members(GroupId id, Sink<UserId> sink) {
            for (UserId member : table.members(id.idp(), id.opaque())) {
                if (!sink.accept(member)) {
                    return;
                }
            }
        }

        @Override
        public boolean hasMember(GroupId group, UserId user) {
            return table.members(group.idp(), group.opaque()).contains(user);
        }
    }
}
