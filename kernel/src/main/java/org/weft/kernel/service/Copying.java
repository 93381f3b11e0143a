/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.service;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.spi.Caller;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.AlreadyExists;
import org.weft.spi.WeftException.Conflict;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.Unsupported;
import org.weft.spi.storage.Content;
import org.weft.spi.storage.Kind;
import org.weft.spi.storage.ListSpec;
import org.weft.spi.storage.MoveSpec;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.OnConflict;
import org.weft.spi.storage.Precondition;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Right;
import org.weft.spi.storage.ServerCopy;

/**
 * Copies: by the driver where it can, else by streaming into a hidden sibling of the target that takes the target's
 * place in one move, so that a copy that breaks off leaves nothing behind and never harms what was there.
 */
final class Copying {

    private static final Logger LOG = LoggerFactory.getLogger(Copying.class);

    private final Files files;

    Copying(Files files) {
        this.files = files;
    }

    Written copy(Caller caller, Target from, Target to, boolean deep, MoveRequest request) {
        Place source = files.placeOf(caller, from);
        Place target = files.placeOf(caller, to);
        target.require(Right.UPLOAD);
        target.requireNotTop("replaced");
        Resource original = files.stat(caller, from, Wanted.node());
        Standing.require(original.rights(), original.isFolder() ? Right.LIST_CONTAINER : Right.DOWNLOAD);
        requireApart(caller, original, source, target);
        if (source.mount().storageId().equals(target.mount().storageId())) {
            Optional<Written> done = byDriver(caller, source, target, deep, request);
            if (done.isPresent()) {
                return done.get();
            }
        }
        request.source().check(original.node());
        Optional<Node> there = existing(caller, to);
        if (there.isPresent() && !request.overwrite()) {
            throw new AlreadyExists("the target exists already");
        }
        request.change().precondition().check(there.orElse(null));
        if (original.isFolder() || there.filter(Node::isFolder).isPresent()) {
            return throughSibling(caller, from, to, original, deep, request);
        }
        return file(caller, from, to, original, request);
    }

    private Optional<Node> existing(Caller caller, Target target) {
        try {
            return Optional.of(files.stat(caller, target, Wanted.node()).node());
        } catch (WeftException.NotFound missing) {
            return Optional.empty();
        }
    }

    /** Refuses a copy onto, into or over what it is taken from, by whichever addresses these are named. */
    private static void requireApart(Caller caller, Resource original, Place source, Place target) {
        if (source.mount().storageId().equals(target.mount().storageId())) {
            RelPath to = target.run(driver -> switch (target.ref()) {
                case Ref.ByPath byPath -> byPath.path();
                case Ref.ById byId ->
                    driver.stat(caller, new Ref.ById(byId.space(), byId.id(), RelPath.root()))
                            .path()
                            .resolve(byId.path());
            });
            requireApart(original.node().path(), to);
        }
    }

    /**
     * @throws Forbidden when they are the same
     * @throws Conflict when one lies below the other
     */
    static void requireApart(RelPath from, RelPath to) {
        if (to.equals(from)) {
            throw new Forbidden("source and target are the same resource");
        }
        if (to.startsWith(from)) {
            throw new Conflict("a folder can't be put into itself");
        }
        if (from.startsWith(to)) {
            throw new Conflict("a resource can't take the place of a folder that it lies in");
        }
    }

    private Optional<Written> byDriver(Caller caller, Place source, Place target, boolean deep, MoveRequest request) {
        return target.run(driver -> {
            Optional<ServerCopy> copy = driver.copy();
            if (copy.isEmpty() || target.mount().disabled().contains("copy")) {
                return Optional.empty();
            }
            Remembering guard = files.guard(caller, target, driver, Act.WRITE, Right.UPLOAD, request.change());
            MoveSpec spec = new MoveSpec(
                    request.overwrite(), request.source(), request.change().precondition(), guard);
            try {
                Node node = copy.get().copy(caller, source.ref(), target.ref(), deep, spec, copied -> {
                    files.copied(source, target, copied);
                    return true;
                });
                return Optional.of(new Written(target.see(node), guard.replacedNothing()));
            } catch (Unsupported notThisOne) {
                return Optional.empty();
            }
        });
    }

    private Written file(Caller caller, Target from, Target to, Resource original, MoveRequest request) {
        try (Opened opened = files.open(caller, from, Files.Selection.WHOLE)) {
            Node node = opened.resource().node();
            request.source().check(node);
            PutRequest put = new PutRequest(
                    OptionalLong.of(opened.content().length()),
                    Optional.of(node.mtime()),
                    List.of(),
                    request.overwrite() ? OnConflict.REPLACE : OnConflict.FAIL,
                    node.mediaType(),
                    request.change());
            Written written = files.put(caller, to, put, stream(opened.content()));
            files.copied(original, written.resource());
            return written;
        } catch (IOException failure) {
            throw new WeftException.Unavailable("the source could not be read to its end; nothing was stored", failure);
        }
    }

    private Written throughSibling(
            Caller caller, Target from, Target to, Resource original, boolean deep, MoveRequest request) {
        Target hidden = to.sibling(".~weft-copy-" + random());
        Change shown = shown(request);
        boolean done = false;
        try {
            if (original.isFolder()) {
                fill(caller, from, hidden, deep, shown);
            } else {
                file(caller, from, hidden, original, new MoveRequest(false, Precondition.none(), shown));
            }
            MoveRequest last = new MoveRequest(request.overwrite(), Precondition.none(), request.change());
            Written written = files.move(caller, hidden, to, last);
            done = true;
            return written;
        } finally {
            if (!done) {
                discard(caller, hidden, shown);
            }
        }
    }

    /** The same locks are shown for the hidden sibling as for the target. */
    private static Change shown(MoveRequest request) {
        return new Change(
                Precondition.none(),
                request.change().lockTokens(),
                Change.plain().condition());
    }

    private void fill(Caller caller, Target from, Target to, boolean deep, Change change) {
        Resource folder = files.stat(caller, from, Wanted.node());
        Resource made = files.makeFolder(caller, to, Optional.empty(), change);
        files.copied(folder, made);
        if (!deep) {
            return;
        }
        files.list(caller, from, ListSpec.all(), Wanted.node(), child -> {
            Target source = from.resolve(child.name());
            Target target = to.resolve(child.name());
            if (child.isFolder()) {
                fill(caller, source, target, true, change);
            } else if (child.node().kind() == Kind.FILE) {
                file(caller, source, target, child, new MoveRequest(false, Precondition.none(), change));
            }
            return true;
        });
    }

    /** Takes the unfinished copy away. What made the copy fail is what the caller hears of. */
    private void discard(Caller caller, Target hidden, Change change) {
        try {
            files.delete(caller, hidden, change);
        } catch (WeftException.NotFound nothingWasMade) {
            return;
        } catch (WeftException failure) {
            LOG.atWarn().addKeyValue("reason", failure.text()).log("unfinished-copy-left");
        }
    }

    private static String random() {
        return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    }

    /** The bytes of a content as a stream; closing it leaves the content open. */
    static InputStream stream(Content content) {
        return switch (content) {
            case Content.OfStream of ->
                new FilterInputStream(of.stream()) {
                    @Override
                    public void close() {}
                };
            case Content.OfFile of -> new ChannelStream(of.channel(), of.offset(), of.length());
        };
    }

    /** Reads a part of a file by position. */
    private static final class ChannelStream extends InputStream {
        private final FileChannel channel;
        private final long end;
        private long position;

        ChannelStream(FileChannel channel, long offset, long length) {
            this.channel = channel;
            this.position = offset;
            this.end = offset + length;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (position >= end) {
                return -1;
            }
            int wanted = (int) Math.min(length, end - position);
            int read = channel.read(ByteBuffer.wrap(buffer, offset, wanted), position);
            if (read > 0) {
                position += read;
            }
            return read;
        }
    }
}
