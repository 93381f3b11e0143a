/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cli;

import java.io.PrintWriter;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.weft.kernel.http.client.OutboundClient;
import org.weft.kernel.http.client.OutboundTimeouts;
import org.weft.kernel.ocm.OcmKeyTable;
import org.weft.kernel.ocm.OcmSettings;
import org.weft.kernel.ocm.PeerNetwork;
import org.weft.kernel.ocm.PeerProbe;
import org.weft.kernel.ocm.PeerProbe.Line;
import org.weft.kernel.ocm.PeerProbe.Verdict;
import org.weft.kernel.ocm.SiteKeys;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.kernel.server.EffectiveConfig;
import org.weft.kernel.server.OcmAssembly;
import org.weft.kernel.server.StartFailure;
import org.weft.kernel.sharing.peer.PeerHost;
import org.weft.kernel.sharing.peer.PeerTrust;
import org.weft.spi.WeftException.InvalidArgument;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code weft ocm}. */
@Command(
        name = "ocm",
        description = "Looks at Open Cloud Mesh: at other sites, and at this one as others see it.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {OcmCommand.ProbeCommand.class, OcmCommand.RotateKeys.class},
        mixinStandardHelpOptions = true)
final class OcmCommand implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "which command? Try: weft ocm probe HOST");
    }

    /** {@code weft ocm probe}. */
    @Command(
            name = "probe",
            description = {
                "Tells what another site is, what of it would work, and what this site would send to it.",
                "Without HOST, looks at this site from outside, by its external-url. Changes nothing anywhere."
            },
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {
                " 0:all is well",
                " 1:something would not work; the lines that say BAD tell what",
                " 2:the command line or the configuration is wrong"
            },
            sortOptions = false,
            mixinStandardHelpOptions = true)
    static final class ProbeCommand implements Callable<Integer> {

        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Mixin
        private CommonOptions common = new CommonOptions();

        @Parameters(paramLabel = "HOST", arity = "0..1", description = "The other site, such as files.example.org.")
        private String host = "";

        @Option(
                names = "--send",
                description = "Also sends a signed message that asks for nothing, to see whether it is accepted.")
        private boolean send;

        @Override
        public Integer call() throws StartFailure {
            EffectiveConfig config = EffectiveConfig.read(common.launch(), System.getenv());
            OcmSettings settings = OcmAssembly.settings(config.config());
            if (host.isEmpty() && settings.site().isEmpty()) {
                throw StartFailure.misconfigured(
                        "external-url in [server] does not say how others reach this site; it takes no part");
            }
            Clock clock = Clock.systemUTC();
            PeerTrust everybody =
                    new PeerTrust(new PeerTrust.Rules(Optional.empty(), java.util.Set.of(), true), List.of());
            try (StateDatabase state = StateDatabase.open(
                            config.data(), config.config().database().url());
                    OutboundClient outbound = OcmAssembly.outgoing(settings, OutboundTimeouts.usual())) {
                PeerTrust trust = OcmAssembly.trust(config.config(), settings, outbound, clock);
                PeerNetwork network = new PeerNetwork(
                        settings,
                        everybody,
                        outbound,
                        OcmAssembly.shelf(new OcmKeyTable(state)),
                        OcmAssembly.seen(state),
                        clock);
                PeerProbe probe = new PeerProbe(network, trust, outbound, clock);
                return told(host.isEmpty() ? probe.self() : probe.peer(named(), send));
            }
        }

        private PeerHost named() {
            try {
                return PeerHost.parse(host);
            } catch (InvalidArgument noHost) {
                throw new CommandLine.ParameterException(spec.commandLine(), noHost.text());
            }
        }

        private int told(List<Line> lines) {
            List<List<String>> rows = new ArrayList<>();
            rows.add(List.of("", "what", "what was found"));
            for (Line line : lines) {
                rows.add(List.of(
                        line.verdict() == Verdict.GOOD ? "" : line.verdict().name(), line.what(), line.text()));
            }
            PrintWriter out = spec.commandLine().getOut();
            new TextTable(rows).print(out);
            out.flush();
            return lines.stream().anyMatch(line -> line.verdict() == Verdict.BAD) ? 1 : 0;
        }
    }

    /** {@code weft ocm rotate-keys}. */
    @Command(
            name = "rotate-keys",
            description = {
                "Makes new keys to sign with. They are published at once, sign after a day, when every other site"
                        + " knows",
                "them, and the old ones are forgotten a day after that. A running server sees them by itself."
            },
            sortOptions = false,
            mixinStandardHelpOptions = true)
    static final class RotateKeys implements Callable<Integer> {

        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Mixin
        private CommonOptions common = new CommonOptions();

        @Override
        public Integer call() throws StartFailure {
            EffectiveConfig config = EffectiveConfig.read(common.launch(), System.getenv());
            PeerHost host = OcmAssembly.settings(config.config())
                    .host()
                    .orElseThrow(() -> StartFailure.misconfigured(
                            "external-url in [server] does not say how others reach this site; it signs nothing"));
            try (StateDatabase state =
                    StateDatabase.open(config.data(), config.config().database().url())) {
                SiteKeys.open(OcmAssembly.shelf(new OcmKeyTable(state)), host, Clock.systemUTC())
                        .rotate();
            }
            spec.commandLine()
                    .getOut()
                    .println(String.format(
                            Locale.ROOT, "new keys are published; they sign in %d hours", SiteKeys.OVERLAP.toHours()));
            return 0;
        }
    }
}
