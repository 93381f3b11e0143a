/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.probe;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.weft.spi.Caller;
import org.weft.spi.Scope;
import org.weft.spi.TraceId;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.WeftException;
import org.weft.spi.storage.DeleteSpec;
import org.weft.spi.storage.Guard;
import org.weft.spi.storage.MakeSpec;
import org.weft.spi.storage.Precondition;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Space;
import org.weft.spi.storage.StorageDriver;

/**
 * Where a probe makes its files: a project space where the driver has them, which goes with all that was in it, else a folder
 * below the root or, where there are homes alone, in the home of a user that nobody is.
 */
final class ProbeFolder {

    /** How all names begin, so that what a crash leaves is known for what it is. */
    static final String PREFIX = "weft-probe-";

    private final StorageDriver driver;
    private final Caller who;
    private final RelPath path;
    private final Optional<Space> space;

    private ProbeFolder(StorageDriver driver, Caller who, RelPath path, Optional<Space> space) {
        this.driver = driver;
        this.who = who;
        this.path = path;
        this.space = space;
    }

    static ProbeFolder make(StorageDriver driver) throws IOException {
        Caller who = nobody();
        String name = PREFIX + UUID.randomUUID();
        Set<Space.Kind> kinds = driver.spaces().map(spaces -> spaces.kinds()).orElse(Set.of());
        if (kinds.contains(Space.Kind.PROJECT)) {
            Space space = driver.spaces().orElseThrow().create(who, name, Optional.empty());
            return new ProbeFolder(driver, who, space.path(), Optional.of(space));
        }
        RelPath top = kinds.contains(Space.Kind.PERSONAL)
                ? driver.spaces().orElseThrow().home(who).path()
                : RelPath.root();
        RelPath path = top.resolve(name);
        driver.makeFolder(who, Ref.path(path), MakeSpec.simple());
        return new ProbeFolder(driver, who, path, Optional.empty());
    }

    static Caller nobody() {
        UserId user = new UserId("weft", "weft-probe", UserType.SERVICE);
        return new Caller(
                user,
                "weft-probe",
                Set.of(),
                List.of(new Scope.User(Scope.Role.OWNER)),
                Optional.empty(),
                Optional.empty(),
                new TraceId("probe"));
    }

    StorageDriver driver() {
        return driver;
    }

    Caller who() {
        return who;
    }

    /** In words, for the operator. */
    String words() {
        return (space.isPresent() ? "the project space " + space.get().name() : "the folder /" + path);
    }

    Ref root() {
        return Ref.path(path);
    }

    Ref at(String name) {
        return Ref.path(path.resolve(RelPath.parse(name)));
    }

    /**
     * Takes it away with all that is in it, past the trash.
     *
     * @throws IOException when something is left
     */
    void takeAway() throws IOException {
        if (space.isPresent()) {
            driver.spaces().orElseThrow().remove(space.get().id());
        } else {
            driver.delete(who, root(), new DeleteSpec(Precondition.none(), Guard.none(), true));
        }
        try {
            driver.stat(who, root());
        } catch (WeftException.NotFound gone) {
            return;
        }
        throw new IOException(words() + " was deleted and is still there");
    }
}
