/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.copy;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.kernel.storage.files.FileService;
import org.weft.kernel.storage.files.MoveRequest;
import org.weft.kernel.storage.files.OpenFile;
import org.weft.kernel.storage.files.PutRequest;
import org.weft.kernel.storage.files.Unreadable;
import org.weft.kernel.storage.files.WriteResult;
import org.weft.kernel.storage.resource.Resource;
import org.weft.kernel.storage.resource.StatSpec;
import org.weft.kernel.storage.resource.Target;
import org.weft.kernel.storage.resource.WriteConditions;
import org.weft.spi.Caller;
import org.weft.spi.WeftException.Conflict;
import org.weft.spi.WeftException.Unavailable;
import org.weft.spi.WeftException.Unsupported;
import org.weft.spi.storage.Content;
import org.weft.spi.storage.ListSpec;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.OnConflict;
import org.weft.spi.storage.Precondition;

/**
 * Copies nodes one by one, by streaming their contents; what is kept for them besides goes along. For one copy and one
 * thread.
 */
public final class TreeCopier {

    private static final Logger LOG = LoggerFactory.getLogger(TreeCopier.class);

    private final FileService files;
    private final Caller caller;
    private final Purpose purpose;
    private final CopyProgress progress;

    /** What is copied for. */
    enum Purpose {
        /** What the caller may not see, and what the target can't hold, is left out; locks and labels stay behind. */
        COPY,
        /** The original will be deleted: all of it has to arrive, with the labels. */
        MOVE
    }

    TreeCopier(FileService files, Caller caller, Purpose purpose, CopyProgress progress) {
        this.files = files;
        this.caller = caller;
        this.purpose = purpose;
        this.progress = progress;
    }

    /** Copies a node to a free name, and all below it when {@code deep}. */
    void node(Target from, Target to, Resource original, boolean deep, WriteConditions conditions) {
        switch (original.node().kind()) {
            case FILE -> file(from, to, original, new MoveRequest(false, Precondition.none(), conditions));
            case FOLDER -> folder(from, to, original, deep, conditions);
            case SYMLINK -> link(to, original, conditions);
        }
    }

    /** Copies a file, also over another. */
    WriteResult file(Target from, Target to, Resource original, MoveRequest request) {
        try (OpenFile file = files.open(caller, from, FileService.Selection.WHOLE)) {
            Node node = file.resource().node();
            request.source().check(node);
            if (purpose == Purpose.MOVE && !node.etag().equals(original.node().etag())) {
                throw changed(original);
            }
            PutRequest put = new PutRequest(
                    OptionalLong.of(file.content().length()),
                    Optional.of(node.mtime()),
                    List.of(),
                    request.overwrite() ? OnConflict.REPLACE : OnConflict.FAIL,
                    node.mediaType(),
                    request.change());
            WriteResult result = files.put(caller, to, put, progress.counting(stream(file.content())));
            follow(original, result.resource());
            return result;
        } catch (IOException failure) {
            throw new Unavailable("the source could not be read to its end; nothing was stored", failure);
        }
    }

    static Conflict changed(Resource original) {
        return new Conflict("'" + original.name() + "' changed while it was moved; it stays where it was");
    }

    private void folder(Target from, Target to, Resource original, boolean deep, WriteConditions conditions) {
        follow(original, files.makeFolder(caller, to, Optional.empty(), conditions));
        if (!deep) {
            return;
        }
        files.list(caller, from, ListSpec.all(), seeing(), StatSpec.node(), child -> {
            node(from.resolve(child.name()), to.resolve(child.name()), child, true, conditions);
            return true;
        });
    }

    private Unreadable seeing() {
        return purpose == Purpose.MOVE ? Unreadable.EVERYTHING : Unreadable.WHAT_ONE_MAY;
    }

    private void link(Target to, Resource original, WriteConditions conditions) {
        Optional<String> says = original.node().target();
        if (says.isPresent() && files.abilities(caller, to).symlinks()) {
            follow(original, files.link(caller, to, says.get(), conditions));
        } else if (purpose == Purpose.MOVE) {
            throw new Unsupported("'" + original.name() + "' is a symbolic link, and the target's storage has none");
        } else {
            LOG.atDebug().addKeyValue("name", original.name()).log("symbolic-link-left-out");
        }
    }

    private void follow(Resource original, Resource copy) {
        if (purpose == Purpose.MOVE) {
            files.moveExtras(original, copy);
        } else {
            files.copyExtras(original, copy);
        }
        progress.node();
    }

    /** The bytes of a content as a stream; closing it leaves the content open. */
    public static InputStream stream(Content content) {
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
