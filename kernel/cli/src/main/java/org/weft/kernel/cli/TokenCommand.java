/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cli;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.weft.kernel.cli.TokenFile.Kept;
import org.weft.kernel.server.StartFailure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code weft token}. */
@Command(
        name = "token",
        description = {
            "Prints an access token of a server where you are signed in, renewed when it is about to end.",
            "For rclone: --webdav-bearer-token-command \"weft token URL\""
        },
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class TokenCommand implements Callable<Integer> {

    private static final Duration MARGIN = Duration.ofMinutes(1);

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "URL", description = "The server, as `weft login` was told.")
    private String url = "";

    @Option(names = "--forget", description = "Signs you out: forgets the tokens and prints none.")
    private boolean forget;

    @Override
    public Integer call() throws StartFailure {
        String site = LoginCommand.site(url);
        TokenFile tokens = TokenFile.usual(System.getenv());
        try {
            if (forget) {
                boolean known = tokens.alone(() -> tokens.remove(site));
                spec.commandLine()
                        .getOut()
                        .println(known ? "signed out of " + site : "you were not signed in at " + site);
                return 0;
            }
            spec.commandLine()
                    .getOut()
                    .println(tokens.alone(() -> current(tokens, site)).access());
            return 0;
        } catch (IOException failure) {
            throw StartFailure.because("no token: " + failure.getMessage(), failure);
        }
    }

    private static Kept current(TokenFile tokens, String site) throws IOException, StartFailure {
        Kept kept = tokens.find(site)
                .orElseThrow(() -> StartFailure.because("you are not signed in; run: weft login " + site));
        if (kept.expires().minus(MARGIN).isAfter(Instant.now())) {
            return kept;
        }
        if (kept.refresh().isEmpty()) {
            throw StartFailure.because("your sign-in has ended; run: weft login " + site);
        }
        try (DeviceFlow flow = new DeviceFlow(Clock.systemUTC())) {
            Kept fresh = flow.renewed(kept);
            tokens.put(site, fresh);
            return fresh;
        }
    }
}
