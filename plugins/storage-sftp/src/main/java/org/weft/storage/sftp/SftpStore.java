/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.sftp;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.sshd.sftp.client.SftpClient;
import org.apache.sshd.sftp.client.SftpClient.Attributes;
import org.apache.sshd.sftp.client.SftpClient.CloseableHandle;
import org.apache.sshd.sftp.client.SftpClient.DirEntry;
import org.apache.sshd.sftp.client.SftpClient.OpenMode;
import org.apache.sshd.sftp.client.extensions.openssh.OpenSSHFsyncExtension;
import org.apache.sshd.sftp.client.extensions.openssh.OpenSSHPosixRenameExtension;
import org.apache.sshd.sftp.client.extensions.openssh.OpenSSHStatExtensionInfo;
import org.apache.sshd.sftp.client.extensions.openssh.OpenSSHStatPathExtension;
import org.apache.sshd.sftp.client.impl.AbstractSftpClient;
import org.apache.sshd.sftp.client.impl.SftpInputStreamAsync;
import org.apache.sshd.sftp.client.impl.SftpOutputStreamAsync;
import org.apache.sshd.sftp.common.SftpConstants;
import org.apache.sshd.sftp.common.SftpException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.pathtree.Connections;
import org.weft.pathtree.Entry;
import org.weft.pathtree.PathStore;
import org.weft.spi.Health;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.storage.Quota;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.write.Body;

/** A folder of an SFTP server, by paths. Thread-safe. */
final class SftpStore implements PathStore {

    private static final Logger LOG = LoggerFactory.getLogger(SftpStore.class);

    /** What each server takes in one message, and what one that tells its limits does: OpenSSH takes a little more. */
    private static final int BLOCK = 32 * 1024;

    private static final int LARGE_BLOCK = 4 * BLOCK;
    private static final String LIMITS = "limits@openssh.com";

    /** What the library reads for bytes that are no UTF-8. */
    private static final char ODD = '\uFFFD';

    private final SftpConfig config;
    private final Sessions sessions;
    private final Connections<SftpClient> connections;
    private final AtomicBoolean hasToldOdd = new AtomicBoolean();

    /** The folder without links; empty for the server's root. Set by {@link #start}. */
    private volatile String root = "";

    SftpStore(SftpConfig config) {
        this.config = config;
        this.sessions = new Sessions(config);
        this.connections = new Connections<>(
                "the SFTP server " + config.address(), config.connections(), config.timeout(), sessions);
    }

    @Override
    public void start() throws IOException {
        sessions.start();
        root = call(RelPath.root(), client -> {
            if (!client.getExtension(OpenSSHPosixRenameExtension.class).isSupported()) {
                throw new IOException("the SFTP server " + config.address()
                        + " can't put a file in the place of another in one step (posix-rename@openssh.com),"
                        + " so a write could lose both; use another server, or mount the folder with sshfs and"
                        + " serve it as localfs");
            }
            String real = client.canonicalPath(config.root());
            if (!client.lstat(real).isDirectory()) {
                throw new IOException(config.root() + " is no folder on " + config.address());
            }
            return real.equals("/") ? "" : real;
        });
    }

    @Override
    public Health health() {
        return connections.health();
    }

    @Override
    public void close() {
        connections.close();
        sessions.close();
    }

    private <T> T call(RelPath path, Connections.Use<SftpClient, T> use) throws IOException {
        return connections.call(told(path, use));
    }

    /** Says in the tree's words what the server refuses. */
    private static <T> Connections.Use<SftpClient, T> told(RelPath path, Connections.Use<SftpClient, T> use) {
        return client -> {
            try {
                return use.of(client);
            } catch (SftpException refused) {
                switch (refused.getStatus()) {
                    case SftpConstants.SSH_FX_NO_SUCH_FILE -> throw new NoSuchFileException(path.toString());
                    case SftpConstants.SSH_FX_PERMISSION_DENIED ->
                        throw new Forbidden("the SFTP server does not allow this for /" + path);
                    case SftpConstants.SSH_FX_BAD_MESSAGE ->
                        throw new InvalidArgument("the SFTP server can't hold such a name or path");
                    default -> throw new FileSystemException(path.toString(), null, refused.getMessage());
                }
            }
        };
    }

    private String at(RelPath path) {
        String text = path.toString();
        if (text.indexOf(ODD) >= 0) {
            throw new InvalidArgument("this storage has no names with the character U+FFFD");
        }
        return path.isRoot() ? root.isEmpty() ? "/" : root : root + '/' + text;
    }

    /** Makes sure that a folder lies where its path says, and not behind a link. */
    private void requirePlain(SftpClient client, RelPath folder) throws IOException {
        if (!folder.isRoot() && !client.canonicalPath(at(folder)).equals(at(folder))) {
            throw new NoSuchFileException(folder.toString());
        }
    }

    @Override
    public Optional<Entry> look(RelPath path) throws IOException {
        try {
            return call(path, client -> {
                requirePlain(client, path.parent());
                return Optional.of(entry(path.name(), client.lstat(at(path))));
            });
        } catch (NoSuchFileException missing) {
            return Optional.empty();
        }
    }

    private static int block(SftpClient client) {
        return client.getServerExtensions().containsKey(LIMITS) ? LARGE_BLOCK : BLOCK;
    }

    private static Entry entry(String name, Attributes facts) {
        Entry.Kind kind =
                facts.isRegularFile() ? Entry.Kind.FILE : facts.isDirectory() ? Entry.Kind.FOLDER : Entry.Kind.HIDDEN;
        return new Entry(name, kind, facts.getSize(), facts.getModifyTime().toInstant());
    }

    @Override
    public void list(RelPath folder, Pieces sink) throws IOException {
        try (Connections<SftpClient>.Lent lent = connections.lend()) {
            CloseableHandle handle = lent.call(told(folder, client -> {
                requirePlain(client, folder);
                return client.openDir(at(folder));
            }));
            boolean isWanted = true;
            while (isWanted) {
                List<DirEntry> told = lent.call(told(folder, client -> client.readDir(handle)));
                isWanted = told != null && sink.take(entries(folder, told));
            }
            lent.call(told(folder, client -> {
                handle.close();
                return folder;
            }));
            lent.done();
        }
    }

    private List<Entry> entries(RelPath folder, List<DirEntry> told) {
        List<Entry> entries = new ArrayList<>(told.size());
        for (DirEntry one : told) {
            String name = one.getFilename();
            if (name.indexOf(ODD) >= 0) {
                if (!hasToldOdd.getAndSet(true)) {
                    LOG.atWarn().addKeyValue("folder", folder.toString()).log("name-is-not-utf8");
                }
            } else if (!name.equals(".") && !name.equals("..")) {
                entries.add(entry(name, one.getAttributes()));
            }
        }
        return entries;
    }

    @Override
    public Opened open(RelPath file) throws IOException {
        Connections<SftpClient>.Lent lent = connections.lend();
        boolean isOpen = false;
        try {
            Opened opened = lent.call(told(file, client -> {
                requirePlain(client, file.parent());
                CloseableHandle handle = client.open(at(file), OpenMode.Read);
                return new OpenFile(lent, file, handle, entry(file.name(), client.stat(handle)));
            }));
            isOpen = true;
            return opened;
        } finally {
            if (!isOpen) {
                lent.close();
            }
        }
    }

    /** An open file, and the connection that it is open on. */
    private static final class OpenFile implements Opened {
        private final Connections<SftpClient>.Lent lent;
        private final RelPath path;
        private final CloseableHandle handle;
        private final Entry entry;
        private @Nullable InputStream part;

        OpenFile(Connections<SftpClient>.Lent lent, RelPath path, CloseableHandle handle, Entry entry) {
            this.lent = lent;
            this.path = path;
            this.handle = handle;
            this.entry = entry;
        }

        @Override
        public Entry entry() {
            return entry;
        }

        @Override
        public Bytes part(long offset, long length) throws IOException {
            InputStream in = lent.call(client -> new SftpInputStreamAsync(
                    (AbstractSftpClient) client, block(client), offset, offset + length, path.toString(), handle));
            part = in;
            return (into, from, count) -> lent.call(told(path, client -> in.read(into, from, count)));
        }

        @Override
        public void close() {
            try {
                lent.call(told(path, client -> {
                    if (part != null) {
                        part.close(); // takes the answers that are on their way
                    } else {
                        handle.close();
                    }
                    return path;
                }));
                lent.done();
            } catch (IOException | WeftException failure) {
                LOG.atDebug().addKeyValue("reason", failure.getMessage()).log("file-not-closed");
            } finally {
                lent.close();
            }
        }
    }

    @Override
    public Entry write(RelPath path, Body body, Optional<Instant> mtime) throws IOException {
        try (Connections<SftpClient>.Lent lent = connections.lend()) {
            CloseableHandle handle = lent.call(told(
                    path,
                    client -> client.open(at(path), Set.of(OpenMode.Create, OpenMode.Exclusive, OpenMode.Write))));
            OutputStream out = lent.call(client ->
                    new SftpOutputStreamAsync((AbstractSftpClient) client, block(client), path.toString(), handle));
            body.drain((bytes, length) -> lent.call(told(path, client -> {
                out.write(bytes, 0, length);
                return path;
            })));
            Entry entry = lent.call(told(path, client -> finished(client, out, handle, path, mtime)));
            if (entry.size() != body.size()) {
                throw new IOException("the SFTP server stored " + entry.size() + " bytes of " + body.size());
            }
            lent.done();
            return entry;
        }
    }

    private static Entry finished(
            SftpClient client, OutputStream out, CloseableHandle handle, RelPath path, Optional<Instant> mtime)
            throws IOException {
        out.flush();
        if (mtime.isPresent()) {
            Attributes wanted = new Attributes();
            wanted.accessTime(mtime.get().getEpochSecond());
            wanted.modifyTime(mtime.get().getEpochSecond());
            client.setStat(handle, wanted);
        }
        Entry entry = entry(path.name(), client.stat(handle));
        OpenSSHFsyncExtension fsync = client.getExtension(OpenSSHFsyncExtension.class);
        if (fsync.isSupported()) {
            fsync.fsync(handle);
        }
        out.close(); // waits for all answers, and closes the file
        return entry;
    }

    @Override
    public void rename(RelPath from, RelPath to, boolean over) throws IOException {
        call(from, client -> {
            if (over) {
                client.getExtension(OpenSSHPosixRenameExtension.class).posixRename(at(from), at(to));
            } else {
                client.rename(at(from), at(to));
            }
            return to;
        });
    }

    @Override
    public void makeFolder(RelPath path) throws IOException {
        call(path, client -> {
            client.mkdir(at(path));
            return path;
        });
    }

    @Override
    public void remove(RelPath path, boolean folder) throws IOException {
        call(path, client -> {
            if (folder) {
                client.rmdir(at(path));
            } else {
                client.remove(at(path));
            }
            return path;
        });
    }

    @Override
    public Quota room(RelPath path) throws IOException {
        return call(path, client -> {
            OpenSSHStatPathExtension statvfs = client.getExtension(OpenSSHStatPathExtension.class);
            if (!statvfs.isSupported()) {
                return Quota.unknown();
            }
            OpenSSHStatExtensionInfo disk = statvfs.stat(at(RelPath.root()));
            return new Quota(
                    OptionalLong.of(disk.f_blocks * disk.f_frsize),
                    OptionalLong.empty(),
                    OptionalLong.of(disk.f_bavail * disk.f_frsize));
        });
    }
}
