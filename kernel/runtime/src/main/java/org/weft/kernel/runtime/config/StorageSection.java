/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.config;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.weft.spi.InvalidConfig;
import org.weft.spi.WeftException;
import org.weft.spi.config.Default;
import org.weft.spi.config.Doc;
import org.weft.spi.config.Range;
import org.weft.spi.storage.RelPath;

/** An entry of {@code [[storage]]}. */
public record StorageSection(
        @Doc("What the entry is called in logs, metrics and lists; unique.")
        String name,

        @Doc("The driver that serves it; plugins bring them.")
        String driver,

        @Doc("Where it stands in the tree: `/home` for each user's own space, else a path of your own.")
        String mount,

        @Doc("The id in every address of its resources: letters, digits and dashes, never to be changed. Default:"
                + " made at the first start and kept, in the database and with the tree.")
        Optional<String> id,

        @Doc("What any signed-in user may do where a space has no owner.") @Default("read")
        Everyone everyone,

        @Doc("Who may do everything where a space has no owner, and give rights to others: login names, `group:`"
                + " and a group's id, or `everyone`.")
        List<String> managers,

        @Doc("Whether the server refuses to start without it. Otherwise it answers 503 until its driver is there.")
        @Default("false")
        boolean required,

        @Doc("Abilities that are switched off: clients are not told of them, and asking for one is refused. Without"
                + " `trash`, what is deleted is gone; without `versions`, no earlier content is kept.")
        List<Ability> disable,

        @Doc("How many calls of the driver may be under way at a time, but those that move contents. Beyond them"
                + " clients are answered 503 after a few seconds, so that a backend that hangs does not fill the"
                + " server.")
        @Default("4096")
        @Range(min = 1, max = 1_000_000)
        int calls,

        @Doc("How many downloads, uploads and copies may be under way in the driver at a time, counted apart from"
                + " `calls`, so that slow transfers never keep a listing waiting.")
        @Default("4096")
        @Range(min = 1, max = 1_000_000)
        int transfers,

        @Doc("The driver's own options.") DriverOptions options) {

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]{0,63}");

    /** What can be switched off. */
    public enum Ability {
        VERSIONS,
        TRASH,
        LOCKS,
        GRANTS,
        PROPERTIES,
        LABELS,
        UPLOADS,
        COPY,
        SYMLINKS,
        TIMES;

        /** As the configuration writes it. */
        public String word() {
            return KeyNames.choice(this);
        }
    }

    /** What a signed-in user may do where no owner decides. */
    public enum Everyone {
        NONE,
        READ,
        WRITE
    }

    public StorageSection {
        EntryNames.require("name", name);
        disable = List.copyOf(disable);
        managers = List.copyOf(managers);
        if (!mount.startsWith("/")) {
            throw new InvalidConfig("mount", "'" + mount + "' does not begin with a slash");
        }
        try {
            RelPath.parse(mount);
        } catch (WeftException.InvalidArgument wrong) {
            throw new InvalidConfig("mount", "'" + mount + "': " + wrong.text());
        }
        if (id.isPresent() && !isId(id.get())) {
            throw new InvalidConfig("id", "'" + id.get() + "' is not 1 to 64 letters, digits and dashes");
        }
    }

    /** Where it is mounted. */
    public RelPath path() {
        return RelPath.parse(mount);
    }

    /** Whether a word can be a storage's id. */
    public static boolean isId(String word) {
        return ID.matcher(word).matches();
    }
}
