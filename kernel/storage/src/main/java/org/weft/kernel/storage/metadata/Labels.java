/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.metadata;

import java.util.List;
import org.weft.kernel.identity.ScopeRights;
import org.weft.kernel.storage.db.LabelTable;
import org.weft.kernel.storage.db.LabelTable.Labelled;
import org.weft.kernel.storage.files.FileService;
import org.weft.kernel.storage.mount.Abilities;
import org.weft.kernel.storage.namespace.Location;
import org.weft.kernel.storage.resource.ResourceId;
import org.weft.kernel.storage.resource.SpaceKey;
import org.weft.kernel.storage.resource.Target;
import org.weft.spi.Caller;
import org.weft.spi.Sink;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.Unsupported;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.Right;

/** Labels that each user gives to resources for themselves, such as {@code favorite}. Thread-safe. */
public final class Labels {

    private static final int MAX_LABEL = 255;

    private final FileService files;
    private final LabelTable table;

    public Labels(FileService files, LabelTable table) {
        this.files = files;
        this.table = table;
    }

    /**
     * Gives a label or takes it away; no change when it is so already. Who may see a resource may label it.
     *
     * @param label 1 to 255 characters
     */
    public void set(Caller caller, Target target, String label, boolean on) {
        if (label.isEmpty() || label.length() > MAX_LABEL || label.indexOf(0) >= 0) {
            throw new InvalidArgument("a label has 1 to " + MAX_LABEL + " characters");
        }
        if (!ScopeRights.isUser(caller)) {
            throw new Forbidden("labels are kept for users");
        }
        ScopeRights.requireChanges(caller);
        Location location = files.placeOf(caller, target);
        location.run(driver -> {
            if (!Abilities.of(location.mount(), driver).labels()) {
                throw new Unsupported("storage '" + location.mount().name() + "' keeps no labels");
            }
            Node node = driver.stat(caller, location.ref());
            location.toResource(node, Right.STAT);
            SpaceKey space = new SpaceKey(location.mount().storageId(), node.space());
            if (on) {
                table.add(space, node.id(), caller.user(), label);
            } else {
                table.remove(space, node.id(), caller.user(), label);
            }
            return true;
        });
    }

    /** The labels that the caller has on anything, in their order; of very many the first. */
    public List<String> inUse(Caller caller) {
        if (!ScopeRights.isUser(caller)) {
            throw new Forbidden("labels are kept for users");
        }
        return table.inUse(caller.user());
    }

    /** Pushes what bears the caller's label, in all storages; some of it may be gone or out of the caller's reach. */
    public void listed(Caller caller, String label, Sink<ResourceId> sink) {
        List<Labelled> page = table.page(caller.user(), label, "", "");
        while (!page.isEmpty()) {
            for (Labelled labelled : page) {
                SpaceKey space = labelled.space();
                if (!sink.accept(new ResourceId(space.storage(), space.space(), labelled.node()))) {
                    return;
                }
            }
            Labelled last = page.getLast();
            page = table.page(
                    caller.user(), label, last.space().storage(), last.node().value());
        }
    }
}
