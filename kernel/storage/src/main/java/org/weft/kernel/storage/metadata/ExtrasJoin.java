/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.metadata;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.weft.kernel.storage.db.LabelTable;
import org.weft.kernel.storage.db.PropertyAndLabelTable;
import org.weft.kernel.storage.db.PropertyTable;
import org.weft.kernel.storage.files.ResourceExtras;
import org.weft.kernel.storage.locks.LockCache;
import org.weft.kernel.storage.locks.LockRules;
import org.weft.kernel.storage.locks.LockedPaths;
import org.weft.kernel.storage.locks.SpaceLocks;
import org.weft.kernel.storage.mount.Abilities;
import org.weft.kernel.storage.mount.Mount;
import org.weft.kernel.storage.resource.Resource;
import org.weft.kernel.storage.resource.ResourceId;
import org.weft.kernel.storage.resource.SpaceKey;
import org.weft.kernel.storage.resource.StatSpec;
import org.weft.spi.Caller;
import org.weft.spi.Sink;
import org.weft.spi.storage.Lock;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.PropertyName;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.SpaceId;
import org.weft.spi.storage.StorageDriver;

/** Joins what is kept besides the nodes. Thread-safe. */
public final class ExtrasJoin implements ResourceExtras {

    private final LockCache lockCache;
    private final PropertyTable properties;
    private final LabelTable labels;
    private final PropertyAndLabelTable kept;

    public ExtrasJoin(LockCache lockCache, PropertyTable properties, LabelTable labels, PropertyAndLabelTable kept) {
        this.lockCache = lockCache;
        this.properties = properties;
        this.labels = labels;
        this.kept = kept;
    }

    @Override
    public boolean join(
            Caller caller, Mount mount, StorageDriver driver, List<Resource> window, StatSpec spec, Sink<Resource> sink)
            throws IOException {
        List<Resource> joined;
        try {
            joined = joined(caller, mount, driver, window, spec);
        } catch (PropertyTable.TooMuch atOnce) {
            int half = window.size() / 2;
            return join(caller, mount, driver, window.subList(0, half), spec, sink)
                    && join(caller, mount, driver, window.subList(half, window.size()), spec, sink);
        }
        for (Resource resource : joined) {
            if (!sink.accept(resource)) {
                return false;
            }
        }
        return true;
    }

    private List<Resource> joined(
            Caller caller, Mount mount, StorageDriver driver, List<Resource> window, StatSpec spec)
            throws IOException, PropertyTable.TooMuch {
        Map<SpaceId, List<NodeId>> nodes = new HashMap<>();
        for (Resource resource : window) {
            nodes.computeIfAbsent(resource.node().space(), space -> new ArrayList<>())
                    .add(resource.node().id());
        }
        Abilities abilities = Abilities.of(mount, driver);
        Map<NodeId, Map<PropertyName, String>> itsProperties = new HashMap<>();
        Map<NodeId, Set<String>> itsLabels = new HashMap<>();
        Map<SpaceId, SpaceLocks> views = new HashMap<>();
        for (Map.Entry<SpaceId, List<NodeId>> ofSpace : nodes.entrySet()) {
            SpaceKey space = new SpaceKey(mount.storageId(), ofSpace.getKey());
            List<NodeId> ids = ofSpace.getValue();
            boolean keepsProperties =
                    abilities.properties() && driver.properties().isEmpty();
            boolean wantsLabels = spec.labels() && abilities.labels();
            if (spec.allProperties() && keepsProperties && wantsLabels) {
                PropertyAndLabelTable.Kept both = kept.of(space, ids, caller.user());
                itsProperties.putAll(both.properties());
                itsLabels.putAll(both.labels());
            } else {
                if (wantsProperties(spec) && keepsProperties) {
                    itsProperties.putAll(
                            properties.of(space, ids, spec.allProperties() ? Set.of() : spec.properties()));
                }
                if (wantsLabels) {
                    itsLabels.putAll(labels.of(space, ids, caller.user()));
                }
            }
            if (spec.locks() && LockRules.keptHere(mount, driver)) {
                views.put(ofSpace.getKey(), lockCache.of(space));
            }
        }
        LockedPaths paths = new LockedPaths(caller, driver);
        List<Resource> joined = new ArrayList<>(window.size());
        for (Resource resource : window) {
            NodeId id = resource.node().id();
            joined.add(resource.with(
                    locks(caller, driver, resource.node(), views, paths, spec),
                    driver.properties().isPresent() && wantsProperties(spec)
                            ? byDriver(caller, driver, resource.node(), spec)
                            : itsProperties.getOrDefault(id, Map.of()),
                    itsLabels.getOrDefault(id, Set.of())));
        }
        return joined;
    }

    private static boolean wantsProperties(StatSpec spec) {
        return spec.allProperties() || !spec.properties().isEmpty();
    }

    private static List<Lock> locks(
            Caller caller,
            StorageDriver driver,
            Node node,
            Map<SpaceId, SpaceLocks> views,
            LockedPaths paths,
            StatSpec spec)
            throws IOException {
        if (spec.locks() && driver.locks().isPresent()) {
            return driver.locks().get().covering(caller, Ref.path(node.path()));
        }
        SpaceLocks locks = views.getOrDefault(node.space(), SpaceLocks.EMPTY);
        return locks.isEmpty() ? List.of() : LockRules.locks(paths.covering(locks, node.id(), node.path()));
    }

    private static Map<PropertyName, String> byDriver(Caller caller, StorageDriver driver, Node node, StatSpec spec)
            throws IOException {
        return driver.properties()
                .orElseThrow()
                .get(caller, Ref.path(node.path()), spec.allProperties() ? Set.of() : spec.properties());
    }

    @Override
    public void copied(ResourceId original, ResourceId copy) {
        properties.copy(
                new SpaceKey(original.storage(), original.space()),
                original.node(),
                new SpaceKey(copy.storage(), copy.space()),
                copy.node());
    }

    @Override
    public void moved(ResourceId original, ResourceId copy) {
        copied(original, copy);
        labels.copy(
                new SpaceKey(original.storage(), original.space()),
                original.node(),
                new SpaceKey(copy.storage(), copy.space()),
                copy.node());
    }
}
