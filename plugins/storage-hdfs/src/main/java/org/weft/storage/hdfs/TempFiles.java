/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.hdfs;

import java.io.IOException;
import java.util.UUID;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.spi.WeftException;

/** Files and folders that have no place in the tree yet, or no longer, in {@code .weft/tmp}. */
final class TempFiles {

    static final String FOLDER = "tmp";

    private static final Logger LOG = LoggerFactory.getLogger(TempFiles.class);

    private final String folder;
    private final boolean durable;

    TempFiles(String reserved, boolean durable) {
        this.folder = reserved + "/" + FOLDER;
        this.durable = durable;
    }

    String folder() {
        return folder;
    }

    /** A path that is free. */
    String fresh() {
        return folder + "/" + UUID.randomUUID();
    }

    /** A file to write. */
    File create(HdfsClient as, int replication, String what) {
        String place = fresh();
        return new File(as, place, as.create(place, durable, replication, what), what);
    }

    /** Removes something for good, as well as can be: a sweep finds what stays. */
    void discard(HdfsClient as, String place) {
        try {
            as.delete(place, "to take a temporary file away");
        } catch (WeftException failure) {
            LOG.debug("hdfs-left-behind place={} reason={}", place, failure.text());
        }
    }

    /** A file that nobody sees; gone when closed, unless it got a name. */
    final class File implements AutoCloseable {
        private final HdfsClient as;
        private final String place;
        private final FSDataOutputStream out;
        private final String what;
        private boolean finished;
        private boolean named;

        private File(HdfsClient as, String place, FSDataOutputStream out, String what) {
            this.as = as;
            this.place = place;
            this.out = out;
            this.what = what;
        }

        String place() {
            return place;
        }

        void write(byte[] bytes, int length) {
            as.call(what, () -> {
                out.write(bytes, 0, length);
                return true;
            });
        }

        /** No more will be written: the data nodes have it all. */
        InodeStatus finish() {
            as.call(what, () -> {
                out.close();
                return true;
            });
            finished = true;
            return status();
        }

        InodeStatus status() {
            InodeStatus status = as.stat(place);
            if (status == null) {
                throw new WeftException.Unavailable("a temporary file was taken away; send the file again");
            }
            return status;
        }

        void named() {
            named = true;
        }

        @Override
        public void close() {
            if (named) {
                return;
            }
            discard(as, place);
            if (!finished) {
                try {
                    out.close();
                } catch (IOException expected) {
                    LOG.debug("hdfs-write-given-up place={}", place);
                }
            }
        }
    }
}
