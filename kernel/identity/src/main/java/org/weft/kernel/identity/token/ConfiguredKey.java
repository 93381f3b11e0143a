/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.identity.token;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.spi.WeftException.InvalidArgument;

/** The one secret that a site shares among its servers: {@code jwt-secret} in the configuration. */
public final class ConfiguredKey implements SigningKeys {

    /** Below this a secret can be guessed from one token. */
    public static final int LEAST_BYTES = 12;

    private static final Logger LOG = LoggerFactory.getLogger(ConfiguredKey.class);

    private final SigningKey key;

    private ConfiguredKey(SigningKey key) {
        this.key = key;
    }

    /**
     * Signs with a shared secret. Every server that has it gives it the same {@code kid}.
     *
     * @param secret at least {@value #LEAST_BYTES} bytes of UTF-8; 32 or more are advised
     * @throws InvalidArgument when it is shorter
     */
    public static ConfiguredKey of(String secret) {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        if (bytes.length < LEAST_BYTES) {
            throw new InvalidArgument("jwt-secret has " + bytes.length + " bytes; give it at least " + LEAST_BYTES
                    + ", better 32 random ones, or leave it out and one is generated");
        }
        if (bytes.length < SigningKey.GENERATED_BYTES) {
            LOG.atWarn()
                    .addKeyValue("bytes", bytes.length)
                    .addKeyValue("advised", SigningKey.GENERATED_BYTES)
                    .log("jwt-secret-short");
        }
        return new ConfiguredKey(new SigningKey(idOf(bytes), bytes));
    }

    @Override
    public SigningKey current() {
        return key;
    }

    @Override
    public Collection<SigningKey> live() {
        return List.of(key);
    }

    /** Tells no more of the secret than any token's signature does. */
    private static String idOf(byte[] secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            byte[] digest = mac.doFinal("weft key id".getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }
}
