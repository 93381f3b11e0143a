package @package@;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.weft.spi.GroupId;
import org.weft.spi.Sink;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.identity.Directory;
import org.weft.spi.identity.User;
import org.weft.spi.identity.UserDirectory;

/** Knows the users of the configuration, and no groups. Ask your backend in its place. */
final class @Class@Driver implements Directory, UserDirectory {

    static final String IDP = "https://@name@.example";

    private final List<User> users;

    @Class@Driver(List<String> names) {
        this.users = names.stream().sorted().map(@Class@Driver::user).toList();
    }

    static User user(String name) {
        return User.of(new UserId(IDP, "id-of-" + name, UserType.PRIMARY), name, name);
    }

    @Override
    public Optional<UserDirectory> users() {
        return Optional.of(this);
    }

    @Override
    public Optional<User> get(UserId id) {
        return users.stream()
                .filter(user -> id.idp().isEmpty() || id.idp().equals(IDP))
                .filter(user -> id.opaque().equals(user.id().opaque()) || id.opaque().equals(user.username()))
                .findFirst();
    }

    @Override
    public Optional<User> byClaim(String claim, String value) {
        return switch (claim) {
            case "username" -> users.stream().filter(user -> user.username().equals(value)).findFirst();
            case "userid" -> users.stream().filter(user -> user.id().opaque().equals(value)).findFirst();
            case "mail" -> Optional.empty();
            default -> throw new InvalidArgument("users are not found by the claim " + claim);
        };
    }

    @Override
    public void find(String query, int limit, Sink<User> sink) {
        String folded = query.toLowerCase(Locale.ROOT);
        List<User> found = users.stream()
                .filter(user -> user.id().opaque().toLowerCase(Locale.ROOT).contains(folded))
                .limit(limit)
                .toList();
        for (User user : found) {
            if (!sink.accept(user)) {
                return;
            }
        }
    }

    @Override
    public Set<GroupId> groupsOf(UserId id) {
        return Set.of();
    }

    @Override
    public void close() {}
}
