/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.web.ocs;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.OptionalInt;
import org.weft.kernel.http.FormFields;
import org.weft.kernel.http.HttpFailure;
import org.weft.kernel.storage.resource.ResourceId;
import org.weft.kernel.storage.resource.Target;
import org.weft.spi.storage.RelPath;

/** What a request about a share says. */
record ShareForm(FormFields form) {

    private static final RelPath HOME = RelPath.parse("home");

    OptionalInt number(String name) {
        Optional<String> text = form.field(name).map(String::strip).filter(value -> !value.isEmpty());
        if (text.isEmpty()) {
            return OptionalInt.empty();
        }
        try {
            return OptionalInt.of(Integer.parseInt(text.get()));
        } catch (NumberFormatException malformed) {
            throw new HttpFailure(400, name + " is a number");
        }
    }

    /** The resource: a path in the caller's home, or a resource's id. */
    Target target() {
        Optional<String> reference = form.field("space_ref").filter(text -> !text.isEmpty());
        if (reference.isPresent()) {
            String text = reference.get();
            int slash = text.indexOf('/');
            Target top = Target.id(ResourceId.parse(slash < 0 ? text : text.substring(0, slash)));
            return slash < 0 ? top : top.resolve(RelPath.parse(text.substring(slash)));
        }
        if (form.field("path").isEmpty()) {
            throw new HttpFailure(400, "say in path what is to be shared");
        }
        return target(form.text("path"));
    }

    static Target target(String path) {
        return Target.path(HOME.resolve(RelPath.parse(path)));
    }

    /** Where clients see a path of the tree: those of the home without its name. */
    static String shown(RelPath path) {
        return "/" + (path.startsWith(HOME) ? path.relativeTo(HOME) : path);
    }

    /** The permissions that are asked for, in any of the ways there are. */
    OptionalInt bits(boolean folder) {
        OptionalInt bits = number("permissions");
        if (bits.isPresent()) {
            return bits;
        }
        if (form.field("publicUpload").isPresent()) {
            return OptionalInt.of(form.isTrue("publicUpload") ? (folder ? 15 : 3) : 1);
        }
        return switch (form.text("role")) {
            case "viewer" -> OptionalInt.of(1);
            case "editor" -> OptionalInt.of(folder ? 15 : 3);
            case "uploader" -> OptionalInt.of(4);
            case "" -> OptionalInt.empty();
            default -> throw new HttpFailure(400, "role is viewer, editor or uploader");
        };
    }

    /** The end of the day that is named; empty for none. */
    Optional<Instant> expires() {
        String text = form.field("expireDate").orElse(form.text("expiration")).strip();
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            LocalDate day = LocalDate.parse(text.length() > 10 ? text.substring(0, 10) : text);
            return Optional.of(day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant());
        } catch (DateTimeException malformed) {
            throw new HttpFailure(400, "expireDate is a day such as 2030-12-31");
        }
    }

    boolean changesExpiry() {
        return form.field("expireDate").isPresent() || form.field("expiration").isPresent();
    }

    String note() {
        return form.field("note").orElse(form.text("description"));
    }

    boolean changesNote() {
        return form.field("note").isPresent() || form.field("description").isPresent();
    }

    /** The day before which something ends, as clients show it. */
    static String day(Instant expires) {
        return LocalDate.ofInstant(expires.minusMillis(1), ZoneOffset.UTC) + " 00:00:00";
    }
}
