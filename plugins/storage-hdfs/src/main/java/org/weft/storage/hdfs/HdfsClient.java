/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.hdfs;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Optional;
import org.apache.hadoop.fs.ContentSummary;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FsStatus;
import org.apache.hadoop.fs.InvalidPathException;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.ParentNotDirectoryException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.QuotaUsage;
import org.apache.hadoop.fs.XAttrSetFlag;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.BlockMissingException;
import org.apache.hadoop.hdfs.DFSClient;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.protocol.DirectoryListing;
import org.apache.hadoop.hdfs.protocol.HdfsFileStatus;
import org.apache.hadoop.hdfs.protocol.XAttrNotFoundException;
import org.apache.hadoop.security.AccessControlException;
import org.jspecify.annotations.Nullable;
import org.weft.spi.WeftException;

/**
 * One user's client of the cluster: the few calls that the driver makes, with Weft's exceptions. Paths are those of HDFS;
 * {@link #place} makes one of an inode's number, which the name node follows wherever the node has moved to.
 */
final class HdfsClient {

    private static final EnumSet<XAttrSetFlag> ANY = EnumSet.of(XAttrSetFlag.CREATE, XAttrSetFlag.REPLACE);

    private final DistributedFileSystem files;
    private final DFSClient client;
    private final ClusterHealth trouble;

    HdfsClient(DistributedFileSystem files, ClusterHealth trouble) {
        this.files = files;
        this.client = files.getClient();
        this.trouble = trouble;
    }

    /** A call that Hadoop answers or fails. */
    @FunctionalInterface
    interface Call<T extends @Nullable Object> {
        T make() throws IOException;
    }

    /** The path of an inode in HDFS. */
    static String place(long inode) {
        return "/.reserved/.inodes/" + inode;
    }

    /** Makes a call and translates what it throws. */
    <T extends @Nullable Object> T call(String what, Call<T> call) {
        try (HadoopClassLoading hadoop = HadoopClassLoading.enter()) {
            T answer = call.make();
            trouble.answered();
            return answer;
        } catch (InvalidPathException refused) {
            throw HadoopErrors.of(refused);
        } catch (IOException failure) {
            throw failed(failure, what);
        }
    }

    private RuntimeException failed(IOException failure, String what) {
        RuntimeException translated = HadoopErrors.of(failure, what);
        if (translated instanceof WeftException.Unavailable) {
            trouble.failed(failure);
        } else {
            trouble.answered();
        }
        return translated;
    }

    /** What lies at a path; null when there is nothing. */
    @Nullable
    InodeStatus stat(String path) {
        return call("to look at it", () -> {
            try {
                HdfsFileStatus status = client.getFileInfo(path);
                return status == null ? null : InodeStatus.of(status);
            } catch (FileNotFoundException | ParentNotDirectoryException gone) {
                return null;
            } catch (AccessControlException refused) {
                if (String.valueOf(refused.getMessage()).contains("is not a directory")) {
                    return null;
                }
                throw refused;
            }
        });
    }

    /** One page of a folder's children, in the order of their names' bytes. */
    @Nullable
    DirectoryListing page(String folder, String after) {
        byte[] last = after.getBytes(StandardCharsets.UTF_8);
        return call("to list it", () -> {
            try {
                return client.listPaths(folder, last, false);
            } catch (FileNotFoundException gone) {
                return null;
            }
        });
    }

    /** An extended attribute; nothing when there is none, or no such node. */
    Optional<byte[]> attribute(String path, String name) {
        return call("to read what is known of it", () -> {
            try {
                return Optional.ofNullable(client.getXAttr(path, name));
            } catch (FileNotFoundException gone) {
                return Optional.empty();
            } catch (IOException failure) {
                if (HadoopErrors.plain(failure) instanceof XAttrNotFoundException) {
                    return Optional.empty();
                }
                throw failure;
            }
        });
    }

    void setAttribute(String path, String name, byte[] value) {
        call("to write what is known of it", () -> {
            client.setXAttr(path, name, value, ANY);
            return true;
        });
    }

    /** Gives a node a free name, or takes another file's place. */
    void rename(String from, String to, boolean overwrite, String what) {
        call(what, () -> {
            client.rename(from, to, overwrite ? Options.Rename.OVERWRITE : Options.Rename.NONE);
            return true;
        });
    }

    /** @return whether there was something */
    boolean delete(String path, String what) {
        return call(what, () -> {
            try {
                return client.delete(path, true);
            } catch (FileNotFoundException gone) {
                return false;
            }
        });
    }

    /** Makes a folder with just these permissions, unless it is there. */
    void makeOwnFolder(String path, int permission) {
        call("to make a folder", () -> {
            client.mkdirs(path, new FsPermission((short) permission), true);
            client.setPermission(path, new FsPermission((short) permission)); // what the umask took away
            return true;
        });
    }

    /** Makes one folder with the permissions that the cluster's configuration says. */
    void makeFolder(String path, String what) {
        call(what, () -> files.mkdirs(new Path(path)));
    }

    /** Makes a file that nobody else knows the name of. */
    FSDataOutputStream create(String path, boolean durable, int replication, String what) {
        EnumSet<CreateFlag> flags =
                durable ? EnumSet.of(CreateFlag.CREATE, CreateFlag.SYNC_BLOCK) : EnumSet.of(CreateFlag.CREATE);
        Path place = new Path(path);
        short copies = replication > 0 ? (short) replication : files.getDefaultReplication(place);
        return call(
                what,
                () -> files.create(
                        place,
                        FsPermission.getFileDefault(),
                        flags,
                        files.getConf().getInt("io.file.buffer.size", 4096),
                        copies,
                        files.getDefaultBlockSize(place),
                        null,
                        null));
    }

    /** Opens a file; null when it is gone. */
    @Nullable
    FSDataInputStream open(String path, String what) {
        return call(what, () -> {
            try {
                return files.open(new Path(path));
            } catch (FileNotFoundException gone) {
                return null;
            }
        });
    }

    /**
     * Fetches the byte at an offset, and with it begins the block there.
     *
     * @return the byte; -1 when the block is nowhere, as of a file that was deleted, or the file ends before
     */
    int begin(FSDataInputStream stream, long offset, String what) {
        return call(what, () -> {
            try {
                if (offset > 0) {
                    stream.seek(offset);
                }
                return stream.read();
            } catch (FileNotFoundException | BlockMissingException gone) {
                return -1;
            }
        });
    }

    void setModified(String path, long mtime) {
        call("to set its time", () -> {
            client.setTimes(path, mtime, -1);
            return true;
        });
    }

    void setPermission(String path, short permission) {
        call("to set its permissions", () -> {
            client.setPermission(path, new FsPermission(permission));
            return true;
        });
    }

    void setGroup(String path, String group) {
        call("to set its group", () -> {
            client.setOwner(path, null, group);
            return true;
        });
    }

    /** Whether nobody writes a file any more; true when it is gone. */
    boolean isClosed(String path) {
        return call("to look at it", () -> {
            try {
                return client.isFileClosed(path);
            } catch (FileNotFoundException gone) {
                return true;
            }
        });
    }

    /** The bytes of all files below a folder, without those that only snapshots hold; 0 when it is gone. */
    long bytesBelow(String folder) {
        return call("to count it", () -> {
            try {
                ContentSummary summary = files.getContentSummary(new Path(folder));
                return summary.getLength() - summary.getSnapshotLength();
            } catch (FileNotFoundException gone) {
                return 0L;
            }
        });
    }

    /** HDFS's own quota of a folder. */
    QuotaUsage quota(String folder) {
        return call("to ask for its quota", () -> files.getQuotaUsage(new Path(folder)));
    }

    /** The room of the whole cluster. */
    FsStatus room() {
        return call("to ask for its room", client::getDiskStatus);
    }

    /** How many copies of a block the cluster keeps unless told otherwise. */
    int copies() {
        return Math.max(1, files.getDefaultReplication(new Path("/")));
    }

    /** Keeps the folder's present state under a name. */
    void makeSnapshot(String folder, String name) {
        call("to make a snapshot", () -> client.createSnapshot(folder, name));
    }

    /** @return whether there was one */
    boolean deleteSnapshot(String folder, String name) {
        return call("to delete a snapshot", () -> {
            try {
                client.deleteSnapshot(folder, name);
                return true;
            } catch (IOException failure) {
                if (client.getFileInfo((folder.equals("/") ? "" : folder) + "/.snapshot/" + name) == null) {
                    return false; // another server was faster
                }
                throw failure;
            }
        });
    }

    void close() {
        try (HadoopClassLoading hadoop = HadoopClassLoading.enter()) {
            files.close();
        } catch (IOException failure) {
            trouble.failed(failure);
        }
    }
}
