/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.web.ocs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.kernel.http.HttpExchange;
import org.weft.kernel.http.HttpFailure;
import org.weft.kernel.identity.ScopeRights;
import org.weft.kernel.identity.directory.Directories;
import org.weft.kernel.sharing.invite.Invitations;
import org.weft.kernel.storage.files.FileService;
import org.weft.kernel.storage.resource.Resource;
import org.weft.kernel.storage.resource.Target;
import org.weft.spi.GroupId;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.Unavailable;
import org.weft.spi.identity.Group;
import org.weft.spi.identity.User;
import org.weft.spi.storage.Quota;

/** Who the caller is, and whom the caller may share with. */
final class UsersApi {

    private static final Logger LOG = LoggerFactory.getLogger(UsersApi.class);

    /** A shorter text finds nobody, so that nobody lists a directory letter by letter. */
    static final int SHORTEST_SEARCH = 2;

    private static final int MOST = 200;

    private final FileService files;
    private final Directories directories;
    private final Optional<Invitations> invitations;

    UsersApi(FileService files, Directories directories) {
        this(files, directories, Optional.empty());
    }

    private UsersApi(FileService files, Directories directories, Optional<Invitations> invitations) {
        this.files = files;
        this.directories = directories;
        this.invitations = invitations;
    }

    /** The same, with those at other sites whom people know. */
    UsersApi with(Invitations contacts) {
        return new UsersApi(files, directories, Optional.of(contacts));
    }

    Map<String, Object> self(HttpExchange exchange) {
        User user = exchange.visitor().orElseThrow().user();
        Map<String, Object> answer = names(user);
        answer.put("email", user.mail());
        answer.put("quota", quota(exchange));
        return answer;
    }

    private static Map<String, Object> names(User user) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("id", user.username());
        answer.put("display-name", shown(user));
        answer.put("displayname", shown(user));
        return answer;
    }

    private static String shown(User user) {
        return user.displayName().isEmpty() ? user.username() : user.displayName();
    }

    private Map<String, Object> quota(HttpExchange exchange) {
        Map<String, Object> answer = new LinkedHashMap<>();
        try {
            Resource home = files.home(exchange.caller());
            Quota quota = files.quota(exchange.caller(), Target.id(home.id()));
            long used = quota.used().orElse(0);
            quota.remaining().ifPresent(free -> answer.put("free", free));
            answer.put("used", used);
            if (quota.total().isPresent()) {
                long total = quota.total().getAsLong();
                answer.put("total", total);
                answer.put("relative", total == 0 ? 0 : Math.round(10_000.0 * used / total) / 100.0);
            }
            answer.put("definition", quota.total().isPresent() ? "default" : "none");
        } catch (WeftException.NotFound | WeftException.Unsupported noHome) {
            answer.put("definition", "none");
        }
        return answer;
    }

    /** {@code cloud/users/ID} and {@code cloud/users/ID/groups}: everything of oneself, the names of others. */
    Object named(HttpExchange exchange) {
        String[] names = exchange.below().split("/", -1);
        String id = names.length > 1 ? names[1] : "";
        boolean groups = names.length == 3 && names[2].equals("groups");
        if (id.isEmpty() || names.length > 3 || names.length == 3 && !groups) {
            throw new HttpFailure(404, "there is no such OCS endpoint here");
        }
        requireWhole(exchange);
        User self = exchange.visitor().orElseThrow().user();
        boolean own = id.equals(self.username()) || id.equals(self.id().opaque());
        if (groups) {
            if (!own) {
                throw new HttpFailure(403, "the groups of others are not told");
            }
            return Map.of("groups", groups(exchange));
        }
        if (own) {
            return self(exchange);
        }
        return names(directories
                .user(new UserId("", id, UserType.PRIMARY))
                .orElseThrow(() -> new HttpFailure(404, "there is no such user")));
    }

    /** By name, as they are shared with; the ids where whoever signed somebody in told no names. */
    private static List<String> groups(HttpExchange exchange) {
        List<String> names = exchange.visitor().orElseThrow().user().groups();
        Stream<String> told =
                names.isEmpty() ? exchange.caller().groups().stream().map(GroupId::opaque) : names.stream();
        return told.distinct().sorted().toList();
    }

    /** Someone who came by a link or a share is not to look around. */
    private static void requireWhole(HttpExchange exchange) {
        if (!ScopeRights.isUser(exchange.caller())) {
            throw new HttpFailure(403, "your access is for some files only");
        }
    }

    /** Users and groups that a text finds, in pages; what it names exactly stands apart. */
    Map<String, Object> sharees(HttpExchange exchange) {
        requireWhole(exchange);
        String search = exchange.parameter("search").orElse("").strip();
        if (search.length() < SHORTEST_SEARCH) {
            return answer(Finds.none(), Finds.none());
        }
        int perPage = number(exchange, "perPage", MOST, MOST);
        int page = number(exchange, "page", 1, 1000);
        UserId self = exchange.caller().user();
        Finds exact = Finds.none();
        Finds others = Finds.none();
        int limit = Math.min(page * perPage + 1, MOST);
        directories.findUsers(search, limit, user -> {
            if (!user.id().equals(self)) {
                boolean same = is(search, user.username()) || is(search, user.mail()) || is(search, user.displayName());
                (same ? exact : others).users().add(entry(shown(user), 0, user.username()));
            }
            return true;
        });
        directories.findGroups(search, limit, group -> {
            boolean same = is(search, group.name()) || is(search, shown(group));
            (same ? exact : others).groups().add(entry(shown(group), 1, group.name()));
            return true;
        });
        invitations.ifPresent(contacts -> {
            try {
                remotes(self, search, limit, contacts, exact, others);
            } catch (Unavailable away) {
                // Without a store of shares nobody has contacts; people of this site are found all the same.
                LOG.atDebug().addKeyValue("reason", away.getMessage()).log("contacts-left-out");
            }
        });
        return answer(page == 1 ? exact : Finds.none(), others.page(page, perPage));
    }

    /** Contacts whom the text finds, and whoever it is the address of. */
    private static void remotes(
            UserId self, String search, int limit, Invitations contacts, Finds exact, Finds others) {
        Optional<UserId> address = FederatedCloudId.parse(search);
        address.ifPresent(id -> exact.remotes().add(remote(id.toString(), id)));
        contacts.contacts(self, address.isPresent() ? "" : search, contact -> {
            UserId id = contact.id();
            if (address.filter(id::equals).isPresent()) {
                exact.remotes().set(0, remote(contact.displayName(), id));
            } else if (address.isEmpty()) {
                boolean same = is(search, contact.displayName()) || is(search, contact.mail());
                (same ? exact : others).remotes().add(remote(contact.displayName(), id));
            }
            return others.remotes().size() < limit && exact.remotes().size() < limit;
        });
    }

    private static Map<String, Object> remote(String name, UserId id) {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("shareType", FederatedShares.USER);
        value.put("shareWith", id.toString());
        value.put("server", id.idp());
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("label", name.isEmpty() ? id.toString() : name);
        entry.put("name", name.isEmpty() ? id.opaque() : name);
        entry.put("value", value);
        return entry;
    }

    /** What was found. */
    private record Finds(List<Object> users, List<Object> groups, List<Object> remotes) {

        static Finds none() {
            return new Finds(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        }

        Finds page(int number, int size) {
            return new Finds(cut(users, number, size), cut(groups, number, size), cut(remotes, number, size));
        }

        private static List<Object> cut(List<Object> all, int number, int size) {
            int from = Math.min(all.size(), (number - 1) * size);
            return all.subList(from, Math.min(all.size(), from + size));
        }
    }

    private static String shown(Group group) {
        return group.displayName().isEmpty() ? group.name() : group.displayName();
    }

    private static boolean is(String search, String text) {
        return search.toLowerCase(Locale.ROOT).equals(text.toLowerCase(Locale.ROOT));
    }

    private static Map<String, Object> entry(String label, int type, String with) {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("shareType", type);
        value.put("shareWith", with);
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("label", label);
        entry.put("value", value);
        return entry;
    }

    private static Map<String, Object> answer(Finds exact, Finds others) {
        Map<String, Object> precise = new LinkedHashMap<>();
        precise.put("users", exact.users());
        precise.put("groups", exact.groups());
        precise.put("remotes", exact.remotes());
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("exact", precise);
        answer.put("users", others.users());
        answer.put("groups", others.groups());
        answer.put("remotes", others.remotes());
        return answer;
    }

    private static int number(HttpExchange exchange, String name, int usual, int most) {
        Optional<String> text = exchange.parameter(name);
        if (text.isEmpty()) {
            return usual;
        }
        try {
            int number = Integer.parseInt(text.get().strip());
            if (number >= 1) {
                return Math.min(number, most);
            }
        } catch (NumberFormatException malformed) {
            throw new HttpFailure(400, name + " is a positive number");
        }
        throw new HttpFailure(400, name + " is a positive number");
    }
}
