/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.json;

import com.google.gson.FormattingStyle;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.weft.spi.Sink;
import org.weft.spi.WeftException;
import org.weft.spi.identity.Accounts;
import org.weft.spi.identity.User;

/**
 * Changes users.json. The file is replaced as a whole by a rename, so that a reader sees the old one or the new one.
 * Fields that Weft does not know are kept, and so are the order of rows and the indentation; nothing that can't be read
 * is ever written.
 */
final class UsersFile implements Accounts {

    private static final Pattern INDENT = Pattern.compile("\\n([ \\t]{1,8})\\S");

    private final Path path;
    private final SlowHashes hashes;
    private final SecureRandom random = new SecureRandom();

    UsersFile(Path path, SlowHashes hashes) {
        this.path = path.toAbsolutePath();
        this.hashes = hashes;
    }

    @Override
    public void add(User user, char[] secret) {
        if (user.username().isBlank() || user.id().opaque().isBlank()) {
            throw new WeftException.InvalidArgument("an account needs a username and an id");
        }
        String hash = hash(secret);
        change(true, rows -> {
            if (find(rows, user.username()) >= 0) {
                throw new WeftException.AlreadyExists("there is an account \"" + user.username() + "\" already");
            }
            if (hasId(rows, user)) {
                throw new WeftException.AlreadyExists("there is an account with the id " + user.id() + " already");
            }
            rows.add(row(user, hash));
        });
    }

    @Override
    public void setSecret(String username, char[] secret) {
        String hash = hash(secret);
        change(
                false,
                rows -> rows.get(required(rows, username)).getAsJsonObject().addProperty("secret", hash));
    }

    @Override
    public void remove(String username) {
        change(false, rows -> rows.remove(required(rows, username)));
    }

    @Override
    public void list(Sink<User> sink) {
        if (!Files.exists(path)) {
            return;
        }
        try {
            List<User> users = parse(Files.readString(path)).accounts().stream()
                    .map(Account::user)
                    .sorted(Comparator.comparing(User::username))
                    .toList();
            for (User user : users) {
                if (!sink.accept(user)) {
                    return;
                }
            }
        } catch (IOException failure) {
            throw unavailable("read", failure);
        }
    }

    private String hash(char[] secret) {
        if (secret.length == 0) {
            throw new WeftException.InvalidArgument("a secret has at least one character");
        }
        byte[] bytes = utf8(secret);
        try {
            Argon2 parameters = Argon2.fresh(random);
            return parameters.write(hashes.argon2(parameters, bytes));
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    /** Without a String in between, which could not be wiped; what is no text becomes '?', as it does at sign-in. */
    private static byte[] utf8(char[] secret) {
        byte[] room = new byte[3 * secret.length];
        ByteBuffer encoded = ByteBuffer.wrap(room);
        CharsetEncoder encoder = StandardCharsets.UTF_8
                .newEncoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE);
        CharBuffer characters = CharBuffer.wrap(secret);
        encoder.encode(characters, encoded, true);
        encoder.flush(encoded);
        byte[] bytes = Arrays.copyOf(room, encoded.position());
        Arrays.fill(room, (byte) 0);
        return bytes;
    }

    private static int find(JsonArray rows, String username) {
        return IntStream.range(0, rows.size())
                .filter(i -> text(rows.get(i).getAsJsonObject(), "username").equals(username))
                .findFirst()
                .orElse(-1);
    }

    private static int required(JsonArray rows, String username) {
        int at = find(rows, username);
        if (at < 0) {
            throw new WeftException.NotFound("there is no account \"" + username + "\"");
        }
        return at;
    }

    private static boolean hasId(JsonArray rows, User user) {
        for (JsonElement row : rows) {
            JsonObject id = row.getAsJsonObject().getAsJsonObject("id");
            if (text(id, "opaque_id").equals(user.id().opaque())
                    && text(id, "idp").equals(user.id().idp())) {
                return true;
            }
        }
        return false;
    }

    private static String text(JsonObject object, String key) {
        return object.get(key) instanceof JsonPrimitive value ? value.getAsString() : "";
    }

    @SuppressWarnings("EnumOrdinal") // UserType is declared in the order of CS3's numbers
    private static JsonObject row(User user, String hash) {
        JsonObject id = new JsonObject();
        id.addProperty("opaque_id", user.id().opaque());
        id.addProperty("idp", user.id().idp());
        id.addProperty("type", user.id().type().ordinal());
        JsonObject row = new JsonObject();
        row.add("id", id);
        row.addProperty("username", user.username());
        row.addProperty("secret", hash);
        row.addProperty("mail", user.mail());
        row.addProperty("mail_verified", user.mailVerified());
        row.addProperty("display_name", user.displayName());
        JsonArray groups = new JsonArray();
        user.groups().forEach(groups::add);
        row.add("groups", groups);
        addNumber(row, "uid_number", user.uidNumber());
        addNumber(row, "gid_number", user.gidNumber());
        if (!user.opaque().isEmpty()) {
            row.add("opaque", opaque(user));
        }
        return row;
    }

    private static void addNumber(JsonObject row, String key, OptionalLong number) {
        if (number.isPresent()) {
            row.addProperty(key, number.getAsLong());
        }
    }

    private static JsonObject opaque(User user) {
        JsonObject map = new JsonObject();
        user.opaque().forEach((key, value) -> {
            JsonObject entry = new JsonObject();
            entry.addProperty("decoder", value.decoder());
            entry.addProperty("value", value.base64());
            map.add(key, entry);
        });
        JsonObject opaque = new JsonObject();
        opaque.add("map", map);
        return opaque;
    }

    /** A change of the rows; throws to leave the file alone. */
    private interface Change {
        void apply(JsonArray rows);
    }

    private void change(boolean mayCreate, Change change) {
        try {
            if (mayCreate) {
                Replacement.createIfMissing(path, "[]\n");
            } else if (!Files.exists(path)) {
                throw new WeftException.NotFound(path.getFileName() + " does not exist; no account was made yet");
            }
            Replacement.change(path, old -> {
                // Read by the same rules as the server does: what it would refuse is not edited, but told.
                parse(old);
                JsonArray rows = JsonParser.parseString(old).getAsJsonArray();
                change.apply(rows);
                String changed = gson(old).toJson(rows) + "\n";
                parse(changed);
                return changed;
            });
        } catch (IOException failure) {
            throw unavailable("changed", failure);
        }
    }

    private Users parse(String text) throws IOException {
        return UsersReader.read(String.valueOf(path.getFileName()), new StringReader(text));
    }

    private static Gson gson(String old) {
        Matcher indent = INDENT.matcher(old);
        FormattingStyle style = FormattingStyle.PRETTY.withIndent(indent.find() ? indent.group(1) : "  ");
        return new GsonBuilder()
                .setFormattingStyle(style)
                .disableHtmlEscaping()
                .serializeNulls()
                .create();
    }

    private WeftException.Unavailable unavailable(String verb, IOException failure) {
        String reason = failure instanceof BrokenFile ? String.valueOf(failure.getMessage()) : failure.toString();
        String name = String.valueOf(path.getFileName());
        return new WeftException.Unavailable(
                name + " can't be " + verb + ": " + reason.replace(path.toString(), name), failure);
    }
}
