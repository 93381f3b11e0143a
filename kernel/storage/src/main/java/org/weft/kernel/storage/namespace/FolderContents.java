/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.namespace;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.weft.kernel.storage.resource.Resource;
import org.weft.spi.Caller;
import org.weft.spi.Sink;
import org.weft.spi.storage.ListSpec;
import org.weft.spi.storage.RelPath;

/** What the kernel's own folders hold: what all kinds of places show in them. Thread-safe. */
final class FolderContents {

    private final List<PathResolver> kinds;
    private final ReceivedFolders received;

    /** @param kinds of two that show the same name, the first one's is seen */
    FolderContents(List<PathResolver> kinds, ReceivedFolders received) {
        this.kinds = List.copyOf(kinds);
        this.received = received;
    }

    /** What a caller sees of a folder itself. */
    Resource resource(Caller caller, Resolved.Virtual folder) {
        return folder.received() ? received.resource(caller, folder.path()) : resource(caller, folder.path());
    }

    private Resource resource(Caller caller, RelPath path) {
        FolderSummary summary = new FolderSummary();
        children(caller, path).forEach(summary::accept);
        return VirtualNodes.resource(path, summary);
    }

    /** Pushes what is in a folder, by name. */
    void list(Caller caller, Resolved.Virtual folder, ListSpec spec, Sink<Resource> sink) {
        if (folder.received()) {
            long[] left = {spec.limit()};
            received.list(caller, folder.path(), spec.after(), child -> left[0]-- > 0 && sink.accept(child));
            return;
        }
        long pushed = 0;
        for (Resource child : children(caller, folder.path())) {
            boolean passed = spec.after().isPresent()
                    && child.name().compareTo(spec.after().get()) <= 0;
            if (!passed && (pushed++ >= spec.limit() || !sink.accept(child))) {
                return;
            }
        }
    }

    private List<Resource> children(Caller caller, RelPath path) {
        List<Resource> children = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        for (PathResolver kind : kinds) {
            List<Resource> shown = new ArrayList<>();
            for (TreeEntry entry : kind.children(caller, path)) {
                if (!taken.contains(entry.name())) {
                    look(caller, path, entry).ifPresent(shown::add);
                }
            }
            shown.forEach(child -> taken.add(child.name()));
            children.addAll(shown);
        }
        children.sort(Comparator.comparing(Resource::name));
        return children;
    }

    private Optional<Resource> look(Caller caller, RelPath path, TreeEntry entry) {
        return switch (entry) {
            case TreeEntry.Folder folder -> Optional.of(resource(caller, path.resolve(folder.name())));
            case TreeEntry.Top top -> top.look().get();
        };
    }
}
