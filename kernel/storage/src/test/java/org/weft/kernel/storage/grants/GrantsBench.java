/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.grants;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.weft.kernel.storage.TestValues.at;
import static org.weft.kernel.storage.TestValues.caller;
import static org.weft.kernel.storage.TestValues.folder;
import static org.weft.kernel.storage.TestValues.put;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.kernel.storage.StorageServices;
import org.weft.kernel.storage.TestValues;
import org.weft.kernel.storage.copy.CopyService;
import org.weft.kernel.storage.copy.TreeCopier;
import org.weft.kernel.storage.files.FileService;
import org.weft.kernel.storage.files.OpenFile;
import org.weft.kernel.storage.files.PutRequest;
import org.weft.kernel.storage.locks.LockLimits;
import org.weft.kernel.storage.mount.Mount;
import org.weft.kernel.storage.resource.StatSpec;
import org.weft.kernel.storage.resource.Target;
import org.weft.kernel.testing.MemoryStorage;
import org.weft.spi.Caller;
import org.weft.spi.GroupId;
import org.weft.spi.Scope;
import org.weft.spi.TraceId;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.storage.Grant;
import org.weft.spi.storage.Grant.Grantee;
import org.weft.spi.storage.ListSpec;
import org.weft.spi.storage.Right;
import org.weft.spi.storage.Rights;

/** A space of anna's with a few folders, whichever database keeps who else may do what there. */
public abstract class GrantsBench {

    static final Rights EDIT = Rights.read()
            .plus(Rights.of(Right.UPLOAD, Right.CREATE_CONTAINER, Right.DELETE, Right.MOVE, Right.LIST_GRANTS));
    static final Rights MANAGE = Rights.all();

    final Caller anna = caller("anna");
    final Caller ben = caller("ben");
    final Caller eve = caller("eve");
    final TestValues.HandClock clock = new TestValues.HandClock();
    final MemoryStorage storage = new MemoryStorage(true, org.weft.spi.storage.Traits.Trait.STABLE_IDS);
    final Mount mount = TestValues.mount("home", Mount.Everyone.NONE, storage);
    StateDatabase database;
    StorageServices completions;
    FileService files;
    CopyService copies;
    GrantService grants;

    /** Opens the same database again. */
    abstract StateDatabase open() throws Exception;

    @BeforeEach
    void start() throws Exception {
        restart();
        folder(files, anna, "home/a");
        folder(files, anna, "home/a/b");
        put(files, anna, "home/a/b/c", "text");
        put(files, anna, "home/other", "private");
    }

    final void restart() throws Exception {
        if (database != null) {
            database.close();
        }
        database = open();
        completions = new StorageServices(TestValues.places(mount), database, LockLimits.usual(), clock);
        files = completions.files();
        copies = completions.copies();
        grants = completions.grants();
    }

    @AfterEach
    void stop() {
        database.close();
    }

    /** Something of anna's, as others name it. */
    Target hers(String path) {
        return Target.id(files.stat(anna, at("home/" + path), StatSpec.node()).id());
    }

    static Grantee user(String name) {
        return new Grant.ToUser(TestValues.id(name));
    }

    void grant(String path, String name, Rights rights) {
        grants.add(anna, hers(path), user(name), rights, Optional.empty());
    }

    static void hidden(Runnable act) {
        assertThatThrownBy(act::run).isInstanceOf(NotFound.class);
    }

    static void refused(Runnable act) {
        assertThatThrownBy(act::run).isInstanceOf(Forbidden.class);
    }

    String read(Caller who, Target file) {
        try (OpenFile opened = files.open(who, file, FileService.Selection.WHOLE);
                InputStream in = TreeCopier.stream(opened.content())) {
            return new String(in.readAllBytes(), TestValues.UTF_8);
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }

    void write(Caller who, Target file, String content) {
        byte[] bytes = content.getBytes(TestValues.UTF_8);
        files.put(who, file, PutRequest.simple(OptionalLong.of(bytes.length)), new ByteArrayInputStream(bytes));
    }

    List<String> names(Caller who, Target folder) {
        List<String> names = new ArrayList<>();
        files.list(who, folder, ListSpec.all(), StatSpec.node(), child -> names.add(child.name()));
        return names;
    }

    Rights rights(Caller who, Target target) {
        return files.stat(who, target, StatSpec.node()).rights();
    }

    public static Caller member(String name, GroupId... groups) {
        return new Caller(
                TestValues.id(name),
                name,
                Set.of(groups),
                List.of(new Scope.User(Scope.Role.OWNER)),
                Optional.empty(),
                Optional.empty(),
                new TraceId("test"));
    }
}
