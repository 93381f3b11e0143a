/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.namespace;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.weft.kernel.storage.mount.Mount;
import org.weft.kernel.storage.mount.MountTable;
import org.weft.kernel.storage.resource.NotVisible;
import org.weft.kernel.storage.resource.Target;
import org.weft.spi.Caller;
import org.weft.spi.share.ShareId;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.RelPath;

/** The paths of targets that have one in the tree, however they are named. Thread-safe. */
final class TargetPaths {

    /** So many of a caller's own resources can have the name of the folder of what was received, and it is found by its id. */
    private static final int NUMBERS = 10;

    private final Supplier<MountTable> mounts;
    private final ReceivedItems received;

    TargetPaths(Supplier<MountTable> mounts, ReceivedItems received) {
        this.mounts = mounts;
        this.received = received;
    }

    /** The path of a target that is named by its path, by the id of a folder of the kernel's own, or by that of a share. */
    Optional<RelPath> of(Caller caller, Target target) {
        return switch (target) {
            case Target.ByPath byPath -> Optional.of(byPath.path());
            case Target.ById byId ->
                byId.storage().equals(VirtualNodes.STORAGE)
                        ? Optional.of(byId(caller, byId).resolve(byId.below()))
                        : Optional.empty();
            case Target.InSpace inSpace ->
                inSpace.storage().equals(VirtualNodes.STORAGE) ? Optional.of(inSpace.below()) : Optional.empty();
        };
    }

    private RelPath byId(Caller caller, Target.ById target) {
        return target.space().filter(VirtualNodes.SHARES::equals).isPresent()
                ? ofShare(caller, new ShareId(target.node().value()))
                : ofFolder(target.node());
    }

    /** Where the caller sees a share. */
    private RelPath ofShare(Caller caller, ShareId share) {
        ReceivedItems.Item item = received.of(caller, share).orElseThrow(NotVisible::error);
        return received.folder().orElseThrow(NotVisible::error).resolve(item.name());
    }

    /**
     * The path of one of the kernel's own folders.
     *
     * @throws org.weft.spi.WeftException.NotFound when none has this id
     */
    private RelPath ofFolder(NodeId node) {
        for (Mount mount : mounts.get().all()) {
            RelPath path = mount.path();
            while (!path.isRoot()) {
                path = path.parent();
                if (VirtualNodes.id(path).equals(node)) {
                    return path;
                }
            }
        }
        if (VirtualNodes.id(RelPath.root()).equals(node)) {
            return RelPath.root();
        }
        List<RelPath> folders = new ArrayList<>();
        received.folder().ifPresent(folders::add);
        received.atHome().ifPresent(name -> {
            folders.add(Mount.HOME.resolve(name));
            for (int number = 2; number < NUMBERS; number++) {
                folders.add(Mount.HOME.resolve(name + " (" + number + ")"));
            }
        });
        return folders.stream()
                .filter(folder -> VirtualNodes.id(folder).equals(node))
                .findFirst()
                .orElseThrow(NotVisible::error);
    }
}
