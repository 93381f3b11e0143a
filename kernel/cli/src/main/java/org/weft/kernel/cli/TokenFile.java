/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cli;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.weft.kernel.server.StartFailure;

/** Where {@code weft login} keeps its tokens: one file that its owner alone can read. */
final class TokenFile {

    private final Path file;

    TokenFile(Path file) {
        this.file = file;
    }

    /** That of whoever runs the command. */
    static TokenFile usual(Map<String, String> environment) {
        String home = environment.getOrDefault("XDG_CONFIG_HOME", "");
        Path folder = home.isEmpty() ? Path.of(System.getProperty("user.home"), ".config") : Path.of(home);
        return new TokenFile(folder.resolve("weft").resolve("tokens.json"));
    }

    /**
     * What was granted at a site.
     *
     * @param refresh may be empty
     * @param client the public client that the tokens were made for
     */
    record Kept(String access, String refresh, Instant expires, String tokenEndpoint, String client) {

        /** Tells no token. */
        @Override
        public String toString() {
            return "Kept[" + client + "]";
        }
    }

    Optional<Kept> find(String site) throws IOException {
        JsonObject all = read();
        if (!(all.get(site) instanceof JsonObject row)) {
            return Optional.empty();
        }
        return Optional.of(new Kept(
                row.get("access_token").getAsString(),
                row.get("refresh_token").getAsString(),
                Instant.parse(row.get("expires").getAsString()),
                row.get("token_endpoint").getAsString(),
                row.get("client_id").getAsString()));
    }

    void put(String site, Kept kept) throws IOException {
        JsonObject row = new JsonObject();
        row.addProperty("access_token", kept.access());
        row.addProperty("refresh_token", kept.refresh());
        row.addProperty("expires", kept.expires().toString());
        row.addProperty("token_endpoint", kept.tokenEndpoint());
        row.addProperty("client_id", kept.client());
        JsonObject all = read();
        all.add(site, row);
        write(all);
    }

    /** Forgets the site; false when nothing was known of it. */
    boolean remove(String site) throws IOException {
        JsonObject all = read();
        boolean known = all.remove(site) != null;
        if (known) {
            write(all);
        }
        return known;
    }

    /** While one process renews a token, others wait: many providers take a refresh token once only. */
    <T> T alone(Work<T> work) throws IOException, StartFailure {
        Files.createDirectories(folder());
        Path lock = file.resolveSibling("tokens.lock");
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = channel.lock()) {
            if (!held.isValid()) {
                throw new IOException("the lock " + lock + " was lost");
            }
            return work.run();
        }
    }

    /** What is done alone. */
    interface Work<T> {
        T run() throws IOException, StartFailure;
    }

    private Path folder() {
        Path folder = file.getParent();
        return folder == null ? Path.of("") : folder;
    }

    private JsonObject read() throws IOException {
        if (!Files.exists(file)) {
            return new JsonObject();
        }
        try {
            return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
        } catch (JsonParseException | IllegalStateException broken) {
            throw new IOException("the file " + file + " is broken; remove it and sign in again", broken);
        }
    }

    private void write(JsonObject all) throws IOException {
        Files.createDirectories(folder());
        Path fresh = Files.createTempFile(
                folder(),
                "tokens",
                ".new",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(fresh, all.toString());
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
