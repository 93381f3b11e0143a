/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.hdfs;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.storage.Space;

/**
 * What the extended attribute {@code user.weft.space} of a space's folder holds.
 *
 * @param inode the folder that it was written on, so that a copy made with attributes is no second space
 * @param kind what the space is for
 * @param name as people see it
 * @param owner whose a personal space is, who made a project
 * @param quota bytes, if it has one of its own
 */
record SpaceRecord(long inode, Space.Kind kind, String name, Optional<UserId> owner, Optional<Long> quota) {

    static final String ATTRIBUTE = "user.weft.space";

    private static final int VERSION = 1;

    byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeLong(inode);
            out.writeUTF(kind.name());
            out.writeUTF(name);
            out.writeLong(quota.orElse(-1L));
            out.writeBoolean(owner.isPresent());
            if (owner.isPresent()) {
                out.writeUTF(owner.get().idp());
                out.writeUTF(owner.get().opaque());
                out.writeUTF(owner.get().type().name());
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    /** Reads it; nothing when it is not ours or lies on another folder. */
    static Optional<SpaceRecord> decode(byte[] value, long inode) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(value))) {
            if (in.readByte() != VERSION || in.readLong() != inode) {
                return Optional.empty();
            }
            Space.Kind kind = Space.Kind.valueOf(in.readUTF());
            String name = in.readUTF();
            long quota = in.readLong();
            Optional<UserId> owner = in.readBoolean()
                    ? Optional.of(new UserId(in.readUTF(), in.readUTF(), UserType.valueOf(in.readUTF())))
                    : Optional.empty();
            return Optional.of(
                    new SpaceRecord(inode, kind, name, owner, quota < 0 ? Optional.empty() : Optional.of(quota)));
        } catch (IOException | IllegalArgumentException foreign) {
            return Optional.empty();
        }
    }
}
