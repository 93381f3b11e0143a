package @package@;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.Set;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.auth.AuthProvider;
import org.weft.spi.auth.Credentials;
import org.weft.spi.auth.Outcome;
import org.weft.spi.identity.User;

/** Knows one person. Ask your backend in its place. */
final class @Class@Driver implements AuthProvider {

    private final User user;
    private final byte[] secret;

    @Class@Driver(String name, String secret) {
        this.user = User.of(new UserId("https://@name@.example", name, UserType.PRIMARY), name, name);
        this.secret = secret.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Set<String> types() {
        return Set.of("basic");
    }

    @Override
    public Outcome authenticate(Credentials credentials) {
        // Compared in any case and in constant time, so that the time tells nobody who has an account.
        boolean right = MessageDigest.isEqual(secret, credentials.secret().getBytes(StandardCharsets.UTF_8));
        if (!credentials.type().equals("basic") || !credentials.clientId().equals(user.username())) {
            return new Outcome.NotMine();
        }
        return right ? new Outcome.Accepted(user, Optional.empty()) : new Outcome.Rejected("the secret is another");
    }

    @Override
    public void close() {}
}
