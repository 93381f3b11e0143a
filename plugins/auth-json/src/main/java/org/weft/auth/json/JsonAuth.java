/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.json;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.spi.Health;
import org.weft.spi.auth.AuthProvider;
import org.weft.spi.auth.Credentials;
import org.weft.spi.auth.Outcome;

/**
 * Checks login names and secrets against users.json.
 *
 * <p>Each sign-in checks exactly one stored secret. For an unknown name that is the secret of another account, always
 * the same one for the same name, and the answer is thrown away: so the time that unknown names take is spread like
 * the time that known ones take, also where accounts keep their secrets in different forms.
 *
 * <p>An Argon2 hash takes some 20 MiB and a processor for a tenth of a second. How many run at a time is bounded by the
 * kernel, not here.
 */
public final class JsonAuth implements AuthProvider {

    private static final Logger LOG = LoggerFactory.getLogger(JsonAuth.class);

    private final Source<Users> source;
    private final SlowHashes hashes;
    private final SecretKeySpec standInKey;

    JsonAuth(Source<Users> source, SlowHashes hashes) {
        this.source = source;
        this.hashes = hashes;
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        this.standInKey = new SecretKeySpec(key, "HmacSHA256");
    }

    @Override
    public void start() throws IOException {
        source.start();
        for (Account account : source.current().accounts()) {
            if (account.secret() instanceof StoredSecret.Unusable unusable) {
                LOG.warn(
                        "account_without_sign_in username={} line={} reason=\"{}\"",
                        account.user().username(),
                        account.line(),
                        unusable.reason());
            }
        }
    }

    @Override
    public Set<String> types() {
        return Set.of("basic");
    }

    @Override
    public Outcome authenticate(Credentials credentials) {
        if (!credentials.type().equals("basic")) {
            return new Outcome.NotMine();
        }
        Users users = source.current();
        byte[] secret = credentials.secret().getBytes(StandardCharsets.UTF_8);
        Optional<Account> known = users.byUsername(credentials.clientId()).filter(JsonAuth::canSignIn);
        if (known.isEmpty()) {
            standIn(users, credentials.clientId())
                    .ifPresent(other -> other.secret().matches(secret, hashes));
            return new Outcome.NotMine();
        }
        Account account = known.get();
        return account.secret().matches(secret, hashes)
                ? new Outcome.Accepted(account.user(), Optional.empty())
                : new Outcome.Rejected("wrong secret");
    }

    private static boolean canSignIn(Account account) {
        return !(account.secret() instanceof StoredSecret.Unusable);
    }

    /** Picked by a keyed hash, so that nobody outside can tell which account stands in for a name. */
    private Optional<Account> standIn(Users users, String username) {
        List<Account> candidates = users.candidates();
        if (candidates.isEmpty()) {
            return Optional.empty();
        }
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(standInKey);
            byte[] hash = mac.doFinal(username.getBytes(StandardCharsets.UTF_8));
            long number = 0;
            for (int i = 0; i < 7; i++) {
                number = (number << 8) | (hash[i] & 0xff);
            }
            return Optional.of(candidates.get((int) (number % candidates.size())));
        } catch (NoSuchAlgorithmException | InvalidKeyException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public Health health() {
        return source.health();
    }

    /** Nothing to release: the file is open only while it is read. */
    @Override
    public void close() {}
}
