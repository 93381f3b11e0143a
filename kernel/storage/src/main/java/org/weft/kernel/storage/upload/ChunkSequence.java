/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.upload;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.weft.kernel.storage.upload.ChunkedUploadTable.Stored;
import org.weft.spi.WeftException.Conflict;

/** The chunks of a transfer in a row, one file open at a time. */
final class ChunkSequence extends InputStream {

    private final Spool spool;
    private final List<Stored> chunks;
    private InputStream current = InputStream.nullInputStream();
    private int next;

    ChunkSequence(Spool spool, List<Stored> chunks) {
        this.spool = spool;
        this.chunks = List.copyOf(chunks);
    }

    /**
     * The length of all chunks, once it is clear that none is missing between them: their numbers are either the offsets
     * of their first bytes, or a row that begins with 0 or 1.
     *
     * @throws Conflict when one is missing
     */
    static long length(List<Stored> chunks) {
        long offset = 0;
        boolean offsets = true;
        boolean indices = chunks.isEmpty() || chunks.getFirst().chunk().number() <= 1;
        long index = chunks.isEmpty() ? 0 : chunks.getFirst().chunk().number();
        for (Stored stored : chunks) {
            Chunk chunk = stored.chunk();
            offsets &= chunk.number() == offset;
            indices &= chunk.number() == index++;
            offset += chunk.length();
        }
        if (!offsets && !indices) {
            throw new Conflict("a chunk is missing: the numbers are neither a row nor the offsets of the chunks;"
                    + " list the upload, and send what is not there");
        }
        return offset;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        int read = current.read(buffer, offset, length);
        while (read < 0) {
            if (next == chunks.size()) {
                return -1;
            }
            current.close();
            current = spool.read(chunks.get(next++).spool());
            read = current.read(buffer, offset, length);
        }
        return read;
    }

    @Override
    public void close() throws IOException {
        current.close();
    }
}
