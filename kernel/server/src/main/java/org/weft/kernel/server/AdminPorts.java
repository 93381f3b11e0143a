/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.weft.kernel.http.HttpServer;
import org.weft.kernel.http.HttpSettings;
import org.weft.kernel.http.RequestObserver;
import org.weft.kernel.http.ServerKeys;
import org.weft.kernel.runtime.config.Address;
import org.weft.kernel.runtime.config.AdminSection;
import org.weft.kernel.runtime.job.Job;
import org.weft.kernel.runtime.limit.Brakes;
import org.weft.kernel.runtime.observe.Metrics;
import org.weft.kernel.runtime.observe.Readiness;
import org.weft.kernel.runtime.plugin.PluginHost;
import org.weft.kernel.server.admin.AdminEndpoint;
import org.weft.kernel.server.admin.AdminGuard;
import org.weft.kernel.storage.locks.HeldLocks;

/** Opens the operators' endpoint: on loopback for the machine's own commands, and where the configuration says. */
record AdminPorts(
        EffectiveConfig setup,
        PluginHost plugins,
        Brakes brakes,
        HeldLocks locks,
        Metrics metrics,
        Readiness readiness) {

    private static final Address LOOPBACK = new Address("127.0.0.1", 0);

    /** @param opened is given what is to be ended */
    void open(Consumer<AutoCloseable> opened) throws IOException, StartFailure {
        AppliedConfig applied = new AppliedConfig(setup, plugins);
        AdminSection section = setup.config().admin();
        AdminConnection access = AdminConnection.fresh();
        Address wanted = section.address();
        boolean here = wanted.isLoopback() && section.certificate().isEmpty();
        Address local = here ? wanted : LOOPBACK;
        HttpServer server =
                serve(applied, AdminGuard.local(access.token()), HttpSettings.at(local.host(), local.port()), opened);
        if (!here) {
            HttpSettings settings = HttpSettings.at(wanted.host(), wanted.port());
            Optional<ServerKeys> keys = TlsKeys.keys(section);
            if (keys.isPresent()) {
                opened.accept(new PeriodicJobs(
                        List.of(new Job("certificate of the operators' port", TlsKeys.PAUSE, keys.get()::refresh))));
                settings = settings.with(keys.get());
            }
            serve(applied, AdminGuard.remote(section.token()), settings, opened);
        }
        opened.accept(access.write(setup.data(), local.withPort(server.port())));
    }

    private HttpServer serve(
            AppliedConfig applied, AdminGuard guard, HttpSettings settings, Consumer<AutoCloseable> opened)
            throws IOException {
        HttpServer server = new HttpServer(
                settings,
                new AdminEndpoint(plugins, brakes, locks, metrics, readiness, applied, guard).router(),
                ClosedAuthenticator.CLOSED,
                RequestObserver.NONE);
        opened.accept(server);
        server.start();
        return server;
    }
}
