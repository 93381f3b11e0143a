/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.archive;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.kernel.storage.access.SpaceAccess;
import org.weft.kernel.storage.copy.TreeCopier;
import org.weft.kernel.storage.files.FileService;
import org.weft.kernel.storage.files.OpenFile;
import org.weft.kernel.storage.resource.Resource;
import org.weft.kernel.storage.resource.ResourceId;
import org.weft.kernel.storage.resource.StatSpec;
import org.weft.kernel.storage.resource.Target;
import org.weft.spi.Caller;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.Unsupported;
import org.weft.spi.storage.Kind;
import org.weft.spi.storage.ListSpec;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Right;

/**
 * What goes into one archive: found, judged and counted before its first byte is sent, then sent in the same order. What
 * the caller may not read below a folder is left out, as in a listing, and so are symbolic links. Never more than one
 * page of a listing is held for a level of folders. For one request and one thread.
 */
public final class ArchivePlan {

    private static final Logger LOG = LoggerFactory.getLogger(ArchivePlan.class);

    private static final int PAGE = 250;
    private static final int MOST_DEPTH = 200;

    private final FileService files;
    private final Caller caller;
    private final ArchiveLimits limits;
    private final List<Root> roots;
    private long entries;
    private long bytes;

    private ArchivePlan(FileService files, Caller caller, ArchiveLimits limits, List<Root> roots) {
        this.files = files;
        this.caller = caller;
        this.limits = limits;
        this.roots = roots;
    }

    /**
     * One of the things asked for.
     *
     * @param target how to find it
     * @param name where it goes in the archive; empty for a folder whose content lies at the archive's top
     * @param resource what it was when it was found
     */
    private record Root(Target target, String name, Resource resource) {}

    /** Takes what is sent, in an order in which a folder comes before what lies in it. */
    public interface Receiver {

        void folder(String name, Instant mtime) throws IOException;

        /** @param content to be read to its end, of exactly {@code length} bytes; not to be closed */
        void file(String name, Resource file, long length, InputStream content) throws IOException;
    }

    /**
     * Finds, judges and counts.
     *
     * @throws NotFound when one of the targets is not there
     * @throws org.weft.spi.WeftException.Forbidden when one of the targets may not be read
     * @throws ArchiveTooLarge beyond the limits
     */
    public static ArchivePlan of(FileService files, Caller caller, List<Target> targets, ArchiveLimits limits) {
        List<Root> found = new ArrayList<>();
        for (Target target : targets) {
            Resource resource = files.stat(caller, target, StatSpec.node());
            SpaceAccess.require(resource.rights(), resource.isFolder() ? Right.LIST_CONTAINER : Right.DOWNLOAD);
            found.add(new Root(target, "", resource));
        }
        ArchivePlan archive = new ArchivePlan(files, caller, limits, named(found));
        archive.walk(new Counting());
        return archive;
    }

    /** What a person would call it: the one thing's name; empty for several. */
    public String name() {
        return roots.size() == 1 ? roots.getFirst().resource().name() : "";
    }

    /** How many files and folders, when it was counted. */
    public long entries() {
        return entries;
    }

    /** How many bytes their contents have, when it was counted. */
    public long bytes() {
        return bytes;
    }

    /**
     * Sends everything.
     *
     * @throws UncheckedIOException when the receiver fails, or when a file can't be read to its end
     * @throws RuntimeException when anything else fails; a file or folder that is gone meanwhile is left out
     */
    public void send(Receiver receiver) {
        entries = 0;
        bytes = 0;
        walk(new Sending(receiver));
    }

    private static List<Root> named(List<Root> found) {
        List<Root> outermost = new ArrayList<>();
        for (int i = 0; i < found.size(); i++) {
            if (!isCovered(found, i)) {
                outermost.add(found.get(i));
            }
        }
        boolean oneTree = outermost.stream()
                        .map(root -> root.resource().id().storage()
                                + '$'
                                + root.resource().id().space())
                        .distinct()
                        .count()
                == 1;
        RelPath common = oneTree ? common(outermost) : RelPath.root();
        Set<String> taken = new HashSet<>();
        List<Root> named = new ArrayList<>();
        for (Root root : outermost) {
            RelPath path = root.resource().path();
            String name = oneTree ? path.relativeTo(common).toString() : path.name();
            named.add(new Root(root.target(), free(safe(name), taken), root.resource()));
        }
        return named;
    }

    /** Whether another root brings this one along; of two that are the same the first does. */
    private static boolean isCovered(List<Root> all, int at) {
        for (int i = 0; i < all.size(); i++) {
            if (i != at && covers(all.get(i), all.get(at), i < at)) {
                return true;
            }
        }
        return false;
    }

    private static boolean covers(Root outer, Root inner, boolean first) {
        ResourceId one = outer.resource().id();
        ResourceId two = inner.resource().id();
        if (!one.storage().equals(two.storage()) || !one.space().equals(two.space())) {
            return false;
        }
        if (one.node().equals(two.node())) {
            return first;
        }
        return outer.resource().isFolder()
                && inner.resource()
                        .node()
                        .path()
                        .startsWith(outer.resource().node().path());
    }

    /** The deepest folder above all. */
    private static RelPath common(List<Root> roots) {
        RelPath common = roots.getFirst().resource().path().parent();
        for (Root root : roots) {
            while (!root.resource().path().startsWith(common)) {
                common = common.parent();
            }
        }
        return common;
    }

    private static String free(String name, Set<String> taken) {
        String free = name;
        for (int i = 2; !name.isEmpty() && !taken.add(free); i++) {
            free = name + " (" + i + ')';
        }
        return free;
    }

    /** A path can't be absolute and knows no {@code ..}; what is left is what Windows takes for the name of a drive. */
    private static String safe(String name) {
        boolean drive = name.length() >= 2 && name.charAt(1) == ':' && Character.isLetter(name.charAt(0));
        return drive ? name.charAt(0) + "_" + name.substring(2) : name;
    }

    /** What is done with each thing that is met. */
    private interface Step {
        void folder(String name, Resource folder);

        void file(String name, Resource file, Target target);
    }

    private void walk(Step step) {
        for (Root root : roots) {
            if (root.resource().isFolder()) {
                folder(root.target(), root.name(), root.resource(), step, 0);
            } else {
                file(root.target(), root.name(), root.resource(), step);
            }
        }
    }

    private void file(Target target, String name, Resource file, Step step) {
        count(file.node().size());
        step.file(name, file, target);
    }

    private void count(long size) {
        entries++;
        bytes += size;
        if (entries > limits.entries()) {
            throw new ArchiveTooLarge("an archive holds at most " + limits.entries()
                    + " files and folders here; ask for less at once, or use WebDAV");
        }
        if (bytes > limits.bytes()) {
            throw new ArchiveTooLarge(
                    "an archive holds at most " + limits.bytes() + " bytes here; ask for less at once, or use WebDAV");
        }
    }

    private void folder(Target target, String name, Resource folder, Step step, int depth) {
        if (depth > MOST_DEPTH) {
            throw new ArchiveTooLarge(
                    "an archive holds folders up to a depth of " + MOST_DEPTH + "; ask for one further down");
        }
        if (!name.isEmpty()) {
            count(0);
            step.folder(name, folder);
        }
        Optional<Page> page = Optional.of(page(target, Optional.empty()));
        while (page.isPresent()) {
            List<Resource> folders = new ArrayList<>();
            for (Resource child : page.get().children()) {
                if (child.isFolder()) {
                    folders.add(child);
                } else if (child.node().kind() == Kind.FILE && child.rights().has(Right.DOWNLOAD)) {
                    file(target.resolve(child.name()), inner(name, child), child, step);
                }
            }
            Optional<String> after = page.get().rest();
            page = Optional.empty();
            for (Resource child : folders) {
                if (child.rights().has(Right.LIST_CONTAINER)) {
                    inside(target.resolve(child.name()), inner(name, child), child, step, depth + 1);
                }
            }
            if (after.isPresent()) {
                page = Optional.of(page(target, after));
            }
        }
    }

    private static String inner(String folder, Resource child) {
        return folder.isEmpty() ? safe(child.name()) : folder + '/' + child.name();
    }

    private void inside(Target target, String name, Resource folder, Step step, int depth) {
        try {
            folder(target, name, folder, step, depth);
        } catch (NotFound gone) {
            LOG.atDebug().addKeyValue("reason", gone.text()).log("folder-left-out");
        }
    }

    /**
     * A part of a folder.
     *
     * @param rest behind which name the next part begins; empty when there is none
     */
    private record Page(List<Resource> children, Optional<String> rest) {}

    private Page page(Target folder, Optional<String> after) {
        List<Resource> children = new ArrayList<>();
        try {
            files.list(caller, folder, new ListSpec(after, PAGE), StatSpec.node(), children::add);
        } catch (Unsupported wholeOnly) {
            return whole(folder);
        }
        return new Page(
                children,
                children.size() < PAGE
                        ? Optional.empty()
                        : Optional.of(children.getLast().name()));
    }

    /** Of a storage that lists folders as a whole: no more than may come into the archive. */
    private Page whole(Target folder) {
        List<Resource> children = new ArrayList<>();
        files.list(caller, folder, ListSpec.all(), StatSpec.node(), child -> {
            children.add(child);
            return children.size() <= limits.entries();
        });
        return new Page(children, Optional.empty());
    }

    /** Leaves it at the counts. */
    private static final class Counting implements Step {
        @Override
        public void folder(String name, Resource folder) {}

        @Override
        public void file(String name, Resource file, Target target) {}
    }

    /** Opens one file after the other. */
    private final class Sending implements Step {
        private final Receiver receiver;

        Sending(Receiver receiver) {
            this.receiver = receiver;
        }

        @Override
        public void folder(String name, Resource folder) {
            try {
                receiver.folder(name, folder.node().mtime());
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }

        @Override
        public void file(String name, Resource file, Target target) {
            OpenFile opened;
            try {
                opened = files.open(caller, target, FileService.Selection.WHOLE);
            } catch (NotFound gone) {
                LOG.atDebug().addKeyValue("reason", gone.text()).log("file-left-out");
                return;
            }
            try (opened) {
                receiver.file(name, opened.resource(), opened.content().length(), TreeCopier.stream(opened.content()));
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }
}
