/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.plugin;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.weft.kernel.runtime.config.Options;
import org.weft.kernel.runtime.config.Problem;
import org.weft.spi.Driver;
import org.weft.spi.DriverFactory;
import org.weft.spi.Health;
import org.weft.spi.InvalidConfig;
import org.weft.spi.WeftException;

/** A configuration entry: the handle that services hold, and what serves behind it at the moment. */
final class Slot<D extends Driver> implements DriverHandle<D> {

    private final Kind<D> kind;
    private final String instance;
    private final String driver;
    private volatile Options options;
    private volatile State<D> state;

    /** What requests see, in one step. */
    private record State<D extends Driver>(
            EntryStatus.State state,
            @Nullable Instance<D> serving,
            @Nullable Plugin plugin,
            String reason) {}

    Slot(Kind<D> kind, String instance, String driver, Options options) {
        this.kind = kind;
        this.instance = instance;
        this.driver = driver;
        this.options = options;
        this.state = noDriver();
    }

    private State<D> noDriver() {
        return new State<>(
                EntryStatus.State.WAITING,
                null,
                null,
                "no plugin brings the " + kind.word() + " driver '" + driver + "' yet");
    }

    @Override
    public String instance() {
        return instance;
    }

    /** Kind and name. */
    String words() {
        return kind.word() + ":" + instance;
    }

    /** The same entry, as what it is known to be. */
    @SuppressWarnings("unchecked") // compared just before
    <T extends Driver> Slot<T> as(Kind<T> wanted) {
        if (!kind.equals(wanted)) {
            throw new IllegalArgumentException(words() + " is no " + wanted.word());
        }
        return (Slot<T>) this;
    }

    @Override
    public Lease<D> acquire() {
        while (true) {
            State<D> now = state;
            Instance<D> serving = now.serving();
            if (serving == null) {
                // The reason may hold paths and addresses of the site; it is the operator's, who finds it in the log,
                // in the list of plugins and at the operators' /readyz.
                throw new WeftException.Unavailable(
                        "the " + kind.word() + " '" + instance + "' is not available at the moment");
            }
            if (serving.enter()) {
                return serving.lease();
            }
            // It was replaced between the two lines; the next round sees what replaced it.
            Thread.onSpinWait();
        }
    }

    EntryStatus status() {
        State<D> now = state;
        Instance<D> serving = now.serving();
        Plugin plugin = now.plugin();
        String by = plugin == null ? "" : plugin.label();
        if (serving == null) {
            return new EntryStatus(kind.word(), instance, driver, now.state(), by, 0, now.reason());
        }
        Health health = serving.health();
        return new EntryStatus(kind.word(), instance, driver, now.state(), by, serving.leases(), health.detail());
    }

    boolean isServing() {
        return state.serving() != null;
    }

    Optional<Instance<D>> serving() {
        return Optional.ofNullable(state.serving());
    }

    String reason() {
        return state.reason();
    }

    /** Whether the plugin serves it, or was the last to try. */
    boolean isOf(Plugin plugin) {
        return plugin.equals(state.plugin());
    }

    boolean isWantedFrom(Plugin plugin) {
        return plugin.factories().of(kind, driver).isPresent();
    }

    String driver() {
        return driver;
    }

    /** From now on drivers are made with these. */
    void use(Options others) {
        options = others;
    }

    /** Mistakes in the options, as the plugin's driver sees them. */
    List<Problem> problems(Plugin plugin) {
        return bound(plugin, options).problems();
    }

    /** Other options for this entry, as the plugin's driver understands them. */
    Options.Bound<? extends Record> bound(Plugin plugin, Options others) {
        Optional<DriverFactory<?, ?>> factory = plugin.factories().of(kind, driver);
        if (factory.isEmpty()) {
            return new Options.Bound<>(Optional.empty(), List.of());
        }
        String failed;
        try {
            return new Step(plugin.loader(), plugin.step())
                    .run("options", () -> others.bind(factory.get().configType()));
        } catch (Step.Hung hung) {
            failed = hung.text();
        } catch (Step.Failed failure) {
            failed = Refused.describe(failure.reason());
        }
        return new Options.Bound<>(
                Optional.empty(), List.of(new Problem(others.position(), "the driver's options fail: " + failed)));
    }

    /**
     * Makes and starts an instance by a plugin, without turning to it.
     *
     * @throws IOException when the backend can't be reached now
     * @throws Refused when the options or the driver are wrong
     */
    Instance<D> prepare(Plugin plugin, Lending lending, Mutexes mutexes) throws IOException, Refused {
        return prepare(plugin, lending, mutexes, options);
    }

    /** The same with other options than the entry's. */
    Instance<D> prepare(Plugin plugin, Lending lending, Mutexes mutexes, Options with) throws IOException, Refused {
        Instance<D> prepared = make(plugin, lending, mutexes, with);
        prepared.start();
        return prepared;
    }

    /** Makes an instance without starting it. */
    Instance<D> make(Plugin plugin, Lending lending, Mutexes mutexes) throws Refused {
        return make(plugin, lending, mutexes, options);
    }

    private Instance<D> make(Plugin plugin, Lending lending, Mutexes mutexes, Options with) throws Refused {
        DriverFactory<?, ?> factory = plugin.factories()
                .of(kind, driver)
                .orElseThrow(
                        () -> new Refused(plugin.label() + " brings no " + kind.word() + " driver '" + driver + "'"));
        LentContext context = new LentContext(kind, instance, plugin.loader(), lending, mutexes);
        boolean made = false;
        try {
            Created<D> fresh =
                    new Step(plugin.loader(), plugin.step()).run("create", () -> create(factory, context, with));
            made = true;
            return new Instance<>(words(), fresh.driver(), fresh.options(), plugin.loader(), context, plugin.step());
        } catch (Step.Hung hung) {
            throw new Refused("the driver cannot be made: " + hung.text(), hung);
        } catch (Step.Failed failure) {
            throw refused(failure, with);
        } finally {
            if (!made) {
                context.interrupt();
                context.close();
            }
        }
    }

    /** A driver, and the options that it was made with. */
    private record Created<D extends Driver>(D driver, Record options) {}

    private Created<D> create(DriverFactory<?, ?> factory, LentContext context, Options with) throws Refused {
        Options.Bound<? extends Record> bound = with.bind(factory.configType());
        if (!bound.problems().isEmpty()) {
            throw new Refused(bound.problems().stream().map(Problem::toString).collect(Collectors.joining("\n")));
        }
        Record value = bound.value().orElseThrow();
        D made = kind.make(factory, value, context);
        if (made == null) {
            throw new Refused("its factory makes no driver, but null");
        }
        return new Created<>(made, value);
    }

    private static Refused refused(Step.Failed failure, Options options) {
        return switch (failure.reason()) {
            case Refused refused -> refused;
            case InvalidConfig wrong -> new Refused(options.problem(wrong).toString(), wrong);
            default -> new Refused("the driver cannot be made: " + Refused.describe(failure.reason()), failure);
        };
    }

    /** Turns to a prepared instance; the one before, if any, is to be drained. */
    Optional<Instance<D>> turnTo(Plugin plugin, Instance<D> prepared) {
        Optional<Instance<D>> before = serving();
        state = new State<>(EntryStatus.State.SERVING, prepared, plugin, "");
        return before;
    }

    /** Serves no more; the instance before, if any, is to be drained. */
    Optional<Instance<D>> leave() {
        Optional<Instance<D>> before = serving();
        state = noDriver();
        return before;
    }

    void waits(Plugin plugin, String reason) {
        state = new State<>(EntryStatus.State.WAITING, null, plugin, reason);
    }

    void fails(Plugin plugin, String reason) {
        state = new State<>(EntryStatus.State.FAILED, null, plugin, reason);
    }
}
