package @package@;

import java.time.Instant;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.weft.spi.Sink;
import org.weft.spi.UserId;
import org.weft.spi.WeftException.AlreadyExists;
import org.weft.spi.share.Invite;
import org.weft.spi.share.InviteBox;
import org.weft.spi.share.RemoteUser;

/** Invitations and contacts in maps. */
final class @Class@Invites implements InviteBox {

    private final Map<String, Invite> invites = new ConcurrentHashMap<>();
    private final Map<UserId, Map<UserId, RemoteUser>> contacts = new ConcurrentHashMap<>();

    @Override
    public void issue(Invite invite) {
        if (invites.putIfAbsent(invite.token(), invite) != null) {
            throw new AlreadyExists("there is an invitation with this token already");
        }
    }

    @Override
    public Optional<Invite> find(String token) {
        return Optional.ofNullable(invites.get(token));
    }

    @Override
    public Optional<Invite> take(String token, Instant now) {
        Invite invite = invites.get(token);
        if (invite == null || !now.isBefore(invite.expires()) || !invites.remove(token, invite)) {
            return Optional.empty();
        }
        return Optional.of(invite);
    }

    @Override
    public void list(UserId owner, Sink<Invite> sink) {
        for (Invite invite : invites.values().stream()
                .filter(each -> each.owner().equals(owner))
                .sorted(Comparator.comparing(Invite::created).reversed())
                .toList()) {
            if (!sink.accept(invite)) {
                return;
            }
        }
    }

    @Override
    public void sweep(Instant now) {
        invites.values().removeIf(invite -> !now.isBefore(invite.expires()));
    }

    private Map<UserId, RemoteUser> of(UserId owner) {
        return contacts.computeIfAbsent(owner, anybody -> new ConcurrentHashMap<>());
    }

    @Override
    public void remember(UserId owner, RemoteUser contact) {
        of(owner).put(contact.id(), contact);
    }

    @Override
    public Optional<RemoteUser> remoteUser(UserId owner, UserId contact) {
        return Optional.ofNullable(of(owner).get(contact));
    }

    @Override
    public void remoteUsers(UserId owner, String query, Sink<RemoteUser> sink) {
        String folded = query.toLowerCase(Locale.ROOT);
        for (RemoteUser contact : of(owner).values().stream()
                .filter(each -> (each.displayName()
                                + '\n'
                                + each.mail()
                                + '\n'
                                + each.id().opaque())
                        .toLowerCase(Locale.ROOT)
                        .contains(folded))
                .sorted(Comparator.comparing(RemoteUser::displayName))
                .toList()) {
            if (!sink.accept(contact)) {
                return;
            }
        }
    }

    @Override
    public boolean forget(UserId owner, UserId contact) {
        return of(owner).remove(contact) != null;
    }
}
