/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.metadata;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.weft.kernel.storage.commit.ChangeKind;
import org.weft.kernel.storage.db.PropertyTable;
import org.weft.kernel.storage.files.FileService;
import org.weft.kernel.storage.mount.Abilities;
import org.weft.kernel.storage.namespace.Location;
import org.weft.kernel.storage.resource.SpaceKey;
import org.weft.kernel.storage.resource.Target;
import org.weft.kernel.storage.resource.WriteConditions;
import org.weft.spi.Caller;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.Unsupported;
import org.weft.spi.storage.Affected;
import org.weft.spi.storage.Attempt;
import org.weft.spi.storage.Guard;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.PropertyName;
import org.weft.spi.storage.Right;
import org.weft.spi.storage.StorageDriver;
import org.weft.spi.storage.TouchSpec;

/**
 * Dead properties: what clients keep with a resource, without meaning to the server (RFC 4918, section 4). They follow
 * the node when it is moved or written, are copied with it, and end with it. Thread-safe.
 */
public final class DeadProperties {

    /** The longest value, in characters. */
    public static final int MAX_VALUE = 64 * 1024;

    /** How many a resource can have. */
    public static final int MAX_COUNT = 1000;

    /** How long the values of one resource can be together, in characters. */
    public static final int MAX_TOTAL = 1024 * 1024;

    /** How long the values of all resources of a space can be together, in characters: no quota counts them. */
    public static final long MAX_SPACE = 64L * 1024 * 1024;

    private static final int MAX_NAMESPACE = 1024;
    private static final int MAX_LOCAL = 512;

    private final FileService files;
    private final PropertyTable table;

    public DeadProperties(FileService files, PropertyTable table) {
        this.files = files;
        this.table = table;
    }

    /**
     * The values of the names that are set; of all, when {@code names} is empty. A value is an XML fragment: the
     * property's children as they were sent.
     */
    public Map<PropertyName, String> get(Caller caller, Target target, Set<PropertyName> names) {
        Location location = files.placeOf(caller, target);
        return location.run(driver -> {
            if (driver.properties().isPresent()) {
                location.require(Right.STAT);
                return driver.properties().get().get(caller, location.ref(), names);
            }
            Node node = driver.stat(caller, location.ref());
            location.toResource(node, Right.STAT);
            return table.of(key(location, node), node.id(), names);
        });
    }

    /**
     * Sets and unsets, all or nothing; a name that is in both is set. Unsetting what is not set is no failure.
     *
     * @param conditions what must hold of the resource, and the locks that the caller shows
     * @throws InvalidArgument when a name or value is too long, or there are too many
     * @throws org.weft.spi.WeftException.NoSpace when those of the whole space are too long together
     * @throws org.weft.spi.WeftException.Locked when a lock is in the way
     */
    public void change(
            Caller caller,
            Target target,
            Map<PropertyName, String> set,
            Set<PropertyName> unset,
            WriteConditions conditions) {
        set.forEach(DeadProperties::requireFit);
        Location location = files.placeOf(caller, target);
        location.require(Right.UPLOAD);
        location.run(driver -> {
            if (!Abilities.of(location.mount(), driver).properties()) {
                throw new Unsupported("storage '" + location.mount().name() + "' keeps no properties");
            }
            Node node = driver.stat(caller, location.ref());
            location.toResource(node, Right.UPLOAD);
            Guard guard = files.guard(caller, location, driver, ChangeKind.WRITE, Right.UPLOAD, conditions);
            Affected what = new Affected(node.space(), List.of(), node.path(), Optional.of(node), Optional.empty());
            guard.attempt(what, () -> {
                conditions.precondition().check(node);
                write(caller, location, driver, node, set, unset);
                return Attempt.committed(node);
            });
            return true;
        });
    }

    /**
     * Sets and unsets, and sets when the resource was modified: all or nothing, in the driver's own step.
     *
     * @throws Unsupported when the storage sets no times, or keeps no properties and there are some
     */
    public void change(
            Caller caller,
            Target target,
            Map<PropertyName, String> set,
            Set<PropertyName> unset,
            Instant modified,
            WriteConditions conditions) {
        set.forEach(DeadProperties::requireFit);
        Location location = files.placeOf(caller, target);
        location.require(Right.UPLOAD);
        location.run(driver -> {
            Abilities abilities = Abilities.of(location.mount(), driver);
            boolean more = !set.isEmpty() || !unset.isEmpty();
            if (!abilities.times() || (more && !abilities.properties())) {
                throw new Unsupported("storage '" + location.mount().name() + "' keeps no times or properties");
            }
            location.toResource(driver.stat(caller, location.ref()), Right.UPLOAD);
            Guard guard = files.guard(caller, location, driver, ChangeKind.WRITE, Right.UPLOAD, conditions);
            PropertiesGuard withProperties = new PropertiesGuard(
                    guard,
                    (node, names) -> read(caller, location, driver, node, names),
                    (node, some, others) -> write(caller, location, driver, node, some, others),
                    set,
                    unset);
            TouchSpec spec = new TouchSpec(modified, conditions.precondition(), more ? withProperties : guard);
            return location.toResource(driver.times().orElseThrow().touch(caller, location.ref(), spec));
        });
    }

    private Map<PropertyName, String> read(
            Caller caller, Location location, StorageDriver driver, Node node, Set<PropertyName> names)
            throws IOException {
        return driver.properties().isPresent()
                ? driver.properties().get().get(caller, location.ref(), names)
                : table.of(key(location, node), node.id(), names);
    }

    private void write(
            Caller caller,
            Location location,
            StorageDriver driver,
            Node node,
            Map<PropertyName, String> set,
            Set<PropertyName> unset)
            throws IOException {
        if (driver.properties().isPresent()) {
            driver.properties().get().change(caller, location.ref(), set, unset);
        } else {
            table.change(key(location, node), node.id(), set, unset, MAX_COUNT, MAX_TOTAL);
        }
    }

    private static void requireFit(PropertyName name, String value) {
        if (name.local().isEmpty()
                || length(name.local()) > MAX_LOCAL
                || length(name.namespace()) > MAX_NAMESPACE
                || name.toString().indexOf(0) >= 0) {
            throw new InvalidArgument("a property's name has 1 to " + MAX_LOCAL + " bytes and its namespace "
                    + MAX_NAMESPACE + " at most");
        }
        if (value.length() > MAX_VALUE || value.indexOf(0) >= 0) {
            throw new InvalidArgument(
                    "the value of " + name.local() + " is longer than " + MAX_VALUE + " characters, or no XML");
        }
    }

    private static int length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static SpaceKey key(Location location, Node node) {
        return new SpaceKey(location.mount().storageId(), node.space());
    }
}
