/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.oidc;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A document of the provider on disk, so that a server that starts while the provider is down can go on judging tokens. It
 * is written whole or not at all, and readable by the server's own user alone: who could change it could sign people in.
 * What can't be read, is of another provider or comes from the future counts as not there.
 */
final class KeptFile {

    private static final Logger LOG = LoggerFactory.getLogger(KeptFile.class);
    private static final long LONGEST = 4 << 20;
    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(1);

    private final Supplier<Path> folder;
    private final String name;
    private final String issuer;

    /** @param folder is made when it is asked for, and a full disk may be in the way of that */
    KeptFile(Supplier<Path> folder, String name, String issuer) {
        this.folder = folder;
        this.name = name;
        this.issuer = issuer;
    }

    /** A document, and when the provider gave it. */
    record Dated(Map<String, Object> fields, Instant fetched) {}

    Optional<Dated> read(Instant now) {
        try {
            Path file = folder.get().resolve(name);
            if (Files.size(file) > LONGEST) {
                return Optional.empty();
            }
            Map<String, Object> kept = JSONObjectUtils.parse(Files.readString(file));
            Instant fetched = Instant.ofEpochMilli(JSONObjectUtils.getLong(kept, "fetched"));
            Map<String, Object> fields = JSONObjectUtils.getJSONObject(kept, "document");
            boolean ours = issuer.equals(JSONObjectUtils.getString(kept, "issuer"));
            return ours && fields != null && !fetched.isAfter(now.plus(CLOCKS_DIFFER))
                    ? Optional.of(new Dated(fields, fetched))
                    : Optional.empty();
        } catch (NoSuchFileException notYet) {
            return Optional.empty();
        } catch (IOException | ParseException | RuntimeException unreadable) {
            LOG.atWarn()
                    .addKeyValue("file", name)
                    .addKeyValue("reason", unreadable.getClass().getSimpleName())
                    .log("openid-document-unreadable");
            return Optional.empty();
        }
    }

    void write(Dated document) {
        String text = JSONObjectUtils.toJSONString(Map.of(
                "issuer", issuer,
                "fetched", document.fetched().toEpochMilli(),
                "document", document.fields()));
        try {
            // A temporary file is made with mode 0600.
            Path building = Files.createTempFile(folder.get(), name, ".tmp");
            try {
                Files.writeString(building, text, StandardCharsets.UTF_8);
                Files.move(
                        building,
                        folder.get().resolve(name),
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(building);
            }
        } catch (IOException | UncheckedIOException full) {
            LOG.atWarn()
                    .addKeyValue("file", name)
                    .addKeyValue("reason", full.getClass().getSimpleName())
                    .log("openid-document-not-kept");
        }
    }
}
