/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.weft.kernel.cli.DeviceFlow.Waiting;
import org.weft.kernel.cli.TokenFile.Kept;
import org.weft.kernel.server.StartFailure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code weft login}. */
@Command(
        name = "login",
        description = {
            "Signs you in at a server with your institution's account, by a page that you open in any browser.",
            "Then `weft token URL` prints an access token, for programs such as rclone."
        },
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class LoginCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "URL", description = "The server, such as https://files.example.org.")
    private String url = "";

    @Option(names = "--print", description = "Prints the access token and keeps nothing.")
    private boolean print;

    /** Without slashes at its end, so that one server has one name. */
    static String site(String url) {
        return url.replaceAll("/+\\z", "");
    }

    @Override
    public Integer call() throws StartFailure, InterruptedException {
        PrintWriter err = spec.commandLine().getErr();
        PrintWriter out = spec.commandLine().getOut();
        String site = site(url);
        try (DeviceFlow flow = new DeviceFlow(Clock.systemUTC())) {
            Kept kept = signedIn(flow, site, err);
            if (print) {
                out.println(kept.access());
            } else {
                TokenFile tokens = TokenFile.usual(System.getenv());
                tokens.alone(() -> {
                    tokens.put(site, kept);
                    return site;
                });
                out.println("signed in at " + site + "; weft token " + site + " prints a token");
            }
            return 0;
        } catch (IOException unreachable) {
            throw StartFailure.because(
                    site + " or its provider can't be reached: " + unreachable.getMessage(), unreachable);
        }
    }

    private static Kept signedIn(DeviceFlow flow, String site, PrintWriter err)
            throws IOException, InterruptedException, StartFailure {
        Waiting waiting = flow.begin(site);
        tell(waiting, err);
        Optional<Kept> kept = flow.await(waiting);
        if (kept.isEmpty()) {
            err.println(
                    "The provider gives this program no access that lasts (offline_access). Once more, without that:");
            waiting = flow.again(waiting);
            tell(waiting, err);
            kept = flow.await(waiting);
        }
        return kept.orElseThrow(() -> StartFailure.because("the provider refused"));
    }

    private static void tell(Waiting waiting, PrintWriter err) {
        err.println("Open " + visible(waiting.text("verification_uri")) + " and enter the code "
                + visible(waiting.text("user_code")));
        String whole = waiting.text("verification_uri_complete");
        if (!whole.isEmpty()) {
            err.println("or open " + visible(whole) + " and compare the code.");
        }
        err.flush();
    }

    /** A server's text for a terminal. */
    private static String visible(String text) {
        return text.replaceAll("[^\\x21-\\x7e]", "?");
    }
}
