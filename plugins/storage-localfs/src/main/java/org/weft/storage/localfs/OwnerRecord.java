/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.weft.spi.UserId;
import org.weft.spi.UserType;

/**
 * What the attribute {@code user.weft.space} of a personal space's folder holds: words that any tool can show.
 *
 * @param user the owner
 * @param username the login name when it was made
 */
record OwnerRecord(UserId user, String username) {

    private static final String FORM = "personal/1";

    static Optional<OwnerRecord> read(ScratchPool scratches, Folder folder, String name) {
        try (Scratch s = scratches.take()) {
            long length = Posix.attribute(s, folder.fd(), s.name(name), s.spaceName());
            if (length <= 0) {
                return Optional.empty();
            }
            byte[] bytes = s.value().asSlice(0, length).toArray(JAVA_BYTE);
            return parse(new String(bytes, StandardCharsets.UTF_8));
        }
    }

    static Optional<OwnerRecord> parse(String text) {
        String[] words = text.split(" ", -1);
        if (words.length != 5 || !words[0].equals(FORM)) {
            return Optional.empty();
        }
        try {
            UserType type = UserType.valueOf(words[3]);
            return Optional.of(new OwnerRecord(new UserId(decode(words[1]), decode(words[2]), type), decode(words[4])));
        } catch (IllegalArgumentException unknown) {
            return Optional.empty();
        }
    }

    String text() {
        return String.join(
                " ",
                FORM,
                encode(user.idp()),
                encode(user.opaque()),
                user.type().name(),
                encode(username));
    }

    void write(ScratchPool scratches, Folder folder, String name) throws IOException {
        byte[] bytes = text().getBytes(StandardCharsets.UTF_8);
        try (Scratch s = scratches.take()) {
            if (bytes.length > s.value().byteSize()) {
                throw new IOException("the owner's names are too long to be kept with the folder");
            }
            MemorySegment.copy(bytes, 0, s.value(), JAVA_BYTE, 0, bytes.length);
            int done = Posix.setAttribute(s, folder.fd(), s.name(name), s.spaceName(), bytes.length);
            if (done < 0) {
                throw Errno.raise(done, "to note the owner of /" + folder.path().resolve(name));
            }
        }
    }

    private static String encode(String word) {
        return URLEncoder.encode(word, StandardCharsets.UTF_8);
    }

    private static String decode(String word) {
        return URLDecoder.decode(word, StandardCharsets.UTF_8);
    }
}
