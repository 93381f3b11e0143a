/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.weft.spi.storage.StorageDriverFactory;
import org.weft.testkit.Exclusion;

/**
 * Every promise of {@link org.weft.spi.storage.StorageDriver}, tested against one driver. The whole test of a driver is
 *
 * <pre>{@code
 * class MyDriverContractTest extends StorageContract<MyConfig> {
 *     @Override protected StorageDriverFactory<MyConfig> factory() { return new MyFactory(); }
 *     @Override protected MyConfig config(Path tmp) { return new MyConfig(tmp); }
 * }
 * }</pre>
 *
 * @param <C> the driver's options
 */
@ExtendWith(ContractRun.class)
public abstract class StorageContract<C extends Record> {

    private StorageBench bench = StorageBench.none();

    /** The factory under test. */
    protected abstract StorageDriverFactory<C> factory();

    /**
     * Options for a driver with an empty storage (a read-only one: with the storage of {@link #fixture}).
     *
     * @param tmp a folder for this test alone; the same folder must give the same storage again
     */
    protected abstract C config(Path tmp) throws IOException;

    /** What a read-only driver's storage holds; others need none. */
    protected Fixture fixture() {
        return Fixture.none();
    }

    /** Cases that the driver is not held to, each with the reason; none, unless there is one that everybody may read. */
    protected List<Exclusion> exclusions() {
        return List.of();
    }

    /**
     * A page that shows what the driver can do, and fails the test when it shows something else; none, usually. With {@code
     * -Dweft.matrix=write} the page is brought up to date instead.
     */
    protected Optional<Path> page() {
        return Optional.empty();
    }

    @Test
    void what_the_driver_can_do_is_written_down(TestReporter reporter) throws IOException {
        DriverMatrix matrix = DriverMatrix.of(factory().name(), bench.driver(), exclusions());
        reporter.publishEntry(
                "matrix", matrix.write(Path.of("target", "contract")).toString());
        if (page().isEmpty()) {
            return;
        }
        if ("write".equals(System.getProperty("weft.matrix"))) {
            matrix.put(page().get());
        }
        assertThat(matrix.isOn(page().get()))
                .as("%s shows this table; to write it, run the test with -Dweft.matrix=write%n%s", page().get(), matrix)
                .isTrue();
    }

    @Test
    void only_cases_that_exist_are_left_out() {
        Exclusion.requireCases(exclusions(), StorageContract.class);
    }

    @BeforeEach
    void openBench(@TempDir Path tmp, TestInfo info, TestReporter reporter) throws IOException {
        Exclusion.apply(exclusions(), info, reporter);
        C config = config(tmp.resolve("storage"));
        StorageDriverFactory<C> factory = factory();
        bench = new StorageBench(tmp.resolve("state"), context -> factory.create(config, context), fixture());
    }

    @AfterEach
    void closeBench() {
        bench.close();
    }

    @Nested
    @DisplayName("stat")
    class Stat extends StatContract {
        @Override
        StorageBench bench() {
            return bench;
        }
    }

    @Nested
    @DisplayName("list")
    class Listing extends ListContract {
        @Override
        StorageBench bench() {
            return bench;
        }
    }

    @Nested
    @DisplayName("open")
    class Opening extends OpenContract {
        @Override
        StorageBench bench() {
            return bench;
        }
    }

    @Nested
    @DisplayName("put")
    class Putting extends PutContract {
        @Override
        StorageBench bench() {
            return bench;
        }
    }

    @Nested
    @DisplayName("put under races and failures")
    class Racing extends RaceContract {
        @Override
        StorageBench bench() {
            return bench;
        }
    }

    @Nested
    @DisplayName("makeFolder")
    class MakingFolders extends MakeFolderContract {
        @Override
        StorageBench bench() {
            return bench;
        }
    }

    @Nested
    @DisplayName("delete")
    class Deleting extends DeleteContract {
        @Override
        StorageBench bench() {
            return bench;
        }
    }

    @Nested
    @DisplayName("move")
    class Moving extends MoveContract {
        @Override
        StorageBench bench() {
            return bench;
        }
    }

    @Nested
    @DisplayName("copy by the driver itself")
    class Copying extends CopyContract {
        @Override
        StorageBench bench() {
            return bench;
        }
    }

    @Nested
    @DisplayName("names")
    class Naming extends NameContract {
        @Override
        StorageBench bench() {
            return bench;
        }
    }

    @Nested
    @DisplayName("ids")
    class Identity extends IdentityContract {
        @Override
        StorageBench bench() {
            return bench;
        }
    }

    @Nested
    @DisplayName("etags, times and sizes of folders")
    class Propagation extends PropagationContract {
        @Override
        StorageBench bench() {
            return bench;
        }
    }

    @Nested
    @DisplayName("guards")
    class Guarding extends GuardContract {
        @Override
        StorageBench bench() {
            return bench;
        }
    }

    @Nested
    @DisplayName("changes by others between look and step")
    class Staling extends StaleContract {
        @Override
        StorageBench bench() {
            return bench;
        }
    }

    @Nested
    @DisplayName("quota")
    class Room extends QuotaContract {
        @Override
        StorageBench bench() {
            return bench;
        }
    }

    @Nested
    @DisplayName("spaces")
    class Homes extends SpacesContract {
        @Override
        StorageBench bench() {
            return bench;
        }
    }

    @Nested
    @DisplayName("a read-only storage")
    class ReadOnly extends ReadOnlyContract {
        @Override
        StorageBench bench() {
            return bench;
        }
    }

    @Nested
    @DisplayName("versions")
    class Versioning extends VersionsContract {
        @Override
        StorageBench bench() {
            return bench;
        }
    }

    @Nested
    @DisplayName("trash")
    class Trashing extends TrashContract {
        @Override
        StorageBench bench() {
            return bench;
        }
    }

    @Nested
    @DisplayName("restoring from the trash")
    class Restoring extends RestoreContract {
        @Override
        StorageBench bench() {
            return bench;
        }
    }

    @Nested
    @DisplayName("project spaces")
    class Projects extends ProjectsContract {
        @Override
        StorageBench bench() {
            return bench;
        }
    }

    @Nested
    @DisplayName("uploads in parts")
    class Uploading extends UploadsContract {
        @Override
        StorageBench bench() {
            return bench;
        }
    }

    @Nested
    @DisplayName("symbolic links")
    class Linking extends SymlinksContract {
        @Override
        StorageBench bench() {
            return bench;
        }
    }

    @Nested
    @DisplayName("times")
    class Touching extends TimesContract {
        @Override
        StorageBench bench() {
            return bench;
        }
    }

    @Nested
    @DisplayName("locks")
    class Locking extends LocksContract {
        @Override
        StorageBench bench() {
            return bench;
        }
    }

    @Nested
    @DisplayName("what locks keep out")
    class KeepingOut extends LockedChangesContract {
        @Override
        StorageBench bench() {
            return bench;
        }
    }

    @Nested
    @DisplayName("grants")
    class Granting extends GrantsContract {
        @Override
        StorageBench bench() {
            return bench;
        }
    }

    @Nested
    @DisplayName("dead properties")
    class Noting extends PropertiesContract {
        @Override
        StorageBench bench() {
            return bench;
        }
    }

    @Nested
    @DisplayName("upkeep")
    class Keeping extends UpkeepContract {
        @Override
        StorageBench bench() {
            return bench;
        }
    }

    @Nested
    @DisplayName("the storage's id")
    class BearingIds extends StoredIdContract {
        @Override
        StorageBench bench() {
            return bench;
        }
    }

    @Nested
    @DisplayName("traits, claimed and denied")
    class Truths extends TraitsContract {
        @Override
        StorageBench bench() {
            return bench;
        }
    }
}
