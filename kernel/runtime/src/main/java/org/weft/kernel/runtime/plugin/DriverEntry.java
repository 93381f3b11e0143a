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
import org.weft.kernel.runtime.config.DriverOptions;
import org.weft.kernel.runtime.config.Problem;
import org.weft.spi.Driver;
import org.weft.spi.DriverFactory;
import org.weft.spi.Health;
import org.weft.spi.InvalidConfig;
import org.weft.spi.WeftException;

/** A configuration entry: the handle that services hold, and what serves behind it at the moment. */
final class DriverEntry<D extends Driver> implements DriverHandle<D> {

    private final DriverKind<D> kind;
    private final String instance;
    private final String driver;
    private volatile DriverOptions options;
    private volatile State<D> state;

    /** What requests see, in one step. */
    private record State<D extends Driver>(
            EntryStatus.State state,
            @Nullable DriverInstance<D> serving,
            @Nullable LoadedPlugin plugin,
            String reason) {}

    DriverEntry(DriverKind<D> kind, String instance, String driver, DriverOptions options) {
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
    <T extends Driver> DriverEntry<T> as(DriverKind<T> wanted) {
        if (!kind.equals(wanted)) {
            throw new IllegalArgumentException(words() + " is no " + wanted.word());
        }
        return (DriverEntry<T>) this;
    }

    @Override
    public Lease<D> acquire() {
        while (true) {
            State<D> now = state;
            DriverInstance<D> serving = now.serving();
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
        DriverInstance<D> serving = now.serving();
        LoadedPlugin plugin = now.plugin();
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

    Optional<DriverInstance<D>> serving() {
        return Optional.ofNullable(state.serving());
    }

    String reason() {
        return state.reason();
    }

    /** Whether the plugin serves it, or was the last to try. */
    boolean isOf(LoadedPlugin plugin) {
        return plugin.equals(state.plugin());
    }

    boolean isWantedFrom(LoadedPlugin plugin) {
        return plugin.factories().of(kind, driver).isPresent();
    }

    String driver() {
        return driver;
    }

    /** From now on drivers are made with these. */
    void use(DriverOptions others) {
        options = others;
    }

    /** Mistakes in the options, as the plugin's driver sees them. */
    List<Problem> problems(LoadedPlugin plugin) {
        return bound(plugin, options).problems();
    }

    /** Other options for this entry, as the plugin's driver understands them. */
    DriverOptions.Bound<? extends Record> bound(LoadedPlugin plugin, DriverOptions others) {
        Optional<DriverFactory<?, ?>> factory = plugin.factories().of(kind, driver);
        if (factory.isEmpty()) {
            return new DriverOptions.Bound<>(Optional.empty(), List.of());
        }
        String failed;
        try {
            return new TimeLimitedCall(plugin.loader(), plugin.step())
                    .run("options", () -> others.bind(factory.get().configType()));
        } catch (TimeLimitedCall.Hung hung) {
            failed = hung.text();
        } catch (TimeLimitedCall.Failed failure) {
            failed = PluginRefused.describe(failure.reason());
        }
        return new DriverOptions.Bound<>(
                Optional.empty(), List.of(new Problem(others.position(), "the driver's options fail: " + failed)));
    }

    /**
     * Makes and starts an instance by a plugin, without turning to it.
     *
     * @throws IOException when the backend can't be reached now
     * @throws PluginRefused when the options or the driver are wrong
     */
    DriverInstance<D> prepare(LoadedPlugin plugin, Lending lending, Mutexes mutexes) throws IOException, PluginRefused {
        return prepare(plugin, lending, mutexes, options);
    }

    /** The same with other options than the entry's. */
    DriverInstance<D> prepare(LoadedPlugin plugin, Lending lending, Mutexes mutexes, DriverOptions with)
            throws IOException, PluginRefused {
        DriverInstance<D> prepared = make(plugin, lending, mutexes, with);
        prepared.start();
        return prepared;
    }

    /** Makes an instance without starting it. */
    DriverInstance<D> make(LoadedPlugin plugin, Lending lending, Mutexes mutexes) throws PluginRefused {
        return make(plugin, lending, mutexes, options);
    }

    private DriverInstance<D> make(LoadedPlugin plugin, Lending lending, Mutexes mutexes, DriverOptions with)
            throws PluginRefused {
        DriverFactory<?, ?> factory = plugin.factories()
                .of(kind, driver)
                .orElseThrow(() ->
                        new PluginRefused(plugin.label() + " brings no " + kind.word() + " driver '" + driver + "'"));
        LentContext context = new LentContext(kind, instance, plugin.loader(), lending, mutexes);
        boolean made = false;
        try {
            Created<D> fresh = new TimeLimitedCall(plugin.loader(), plugin.step())
                    .run("create", () -> create(factory, context, with));
            made = true;
            return new DriverInstance<>(
                    words(), fresh.driver(), fresh.options(), plugin.loader(), context, plugin.step());
        } catch (TimeLimitedCall.Hung hung) {
            throw new PluginRefused("the driver cannot be made: " + hung.text(), hung);
        } catch (TimeLimitedCall.Failed failure) {
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

    private Created<D> create(DriverFactory<?, ?> factory, LentContext context, DriverOptions with)
            throws PluginRefused {
        DriverOptions.Bound<? extends Record> bound = with.bind(factory.configType());
        if (!bound.problems().isEmpty()) {
            throw new PluginRefused(
                    bound.problems().stream().map(Problem::toString).collect(Collectors.joining("\n")));
        }
        Record value = bound.value().orElseThrow();
        D made = kind.make(factory, value, context);
        if (made == null) {
            throw new PluginRefused("its factory makes no driver, but null");
        }
        return new Created<>(made, value);
    }

    private static PluginRefused refused(TimeLimitedCall.Failed failure, DriverOptions options) {
        return switch (failure.reason()) {
            case PluginRefused refusal -> refusal;
            case InvalidConfig wrong -> new PluginRefused(options.problem(wrong).toString(), wrong);
            default ->
                new PluginRefused("the driver cannot be made: " + PluginRefused.describe(failure.reason()), failure);
        };
    }

    /** Turns to a prepared instance; the one before, if any, is to be drained. */
    Optional<DriverInstance<D>> turnTo(LoadedPlugin plugin, DriverInstance<D> prepared) {
        Optional<DriverInstance<D>> before = serving();
        state = new State<>(EntryStatus.State.SERVING, prepared, plugin, "");
        return before;
    }

    /** Serves no more; the instance before, if any, is to be drained. */
    Optional<DriverInstance<D>> leave() {
        Optional<DriverInstance<D>> before = serving();
        state = noDriver();
        return before;
    }

    void waits(LoadedPlugin plugin, String reason) {
        state = new State<>(EntryStatus.State.WAITING, null, plugin, reason);
    }

    void fails(LoadedPlugin plugin, String reason) {
        state = new State<>(EntryStatus.State.FAILED, null, plugin, reason);
    }
}
