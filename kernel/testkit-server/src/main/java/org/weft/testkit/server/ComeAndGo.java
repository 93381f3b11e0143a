/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.server;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * The process of {@link PluginReloadContract}. Its standard output is its report. The first rounds are practice, since a JDK starts
 * some threads and loads some classes for good when a thing is done for the first time.
 */
final class ComeAndGo {

    static final String NOTHING = "nothing is left\n";

    private static final int ROUNDS = 3;
    private static final int LOOKS = 600;
    private static final int CLEANINGS = 60;
    private static final long PAUSE = 100;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** Threads of libraries that stay may need a minute to let go. */
    private static final long LONG_PAUSE = 2_000;

    private static final Pattern SERVING =
            Pattern.compile("\"file\":\"[^\"]*under-test\\.jar\"[^{}]*\"state\":\"SERVING\"");

    private final WeftServer weft;
    private final Path jar;
    private final List<Use> uses;
    private final boolean retained;
    private final HttpClient client = HttpClient.newHttpClient();

    private ComeAndGo(WeftServer weft, Path jar, List<Use> uses, boolean retained) {
        this.weft = weft;
        this.jar = jar;
        this.uses = uses;
        this.retained = retained;
    }

    /**
     * Runs.
     *
     * @param arguments the archive, a file with the configuration, a file with what to do, a line each, and whether its
     *     libraries stay
     */
    public static void main(String[] arguments) throws Exception {
        PrintStream report = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        System.setOut(System.err); // where the server logs, whatever a test on the class path says
        Path jar = Path.of(arguments[0]);
        List<Use> uses = Files.readAllLines(Path.of(arguments[2])).stream()
                .map(Use::parse)
                .toList();
        boolean retained = Boolean.parseBoolean(arguments[3]);
        try (WeftServer weft = WeftServer.site()
                .config(Files.readString(Path.of(arguments[1])))
                .start()) {
            report.print(new ComeAndGo(weft, jar, uses, retained).left());
            report.flush();
        }
        System.exit(0);
    }

    private String left() throws Exception {
        Set<Thread> before = Set.of();
        Set<String> shipped = files();
        for (int round = 0; round < ROUNDS; round++) {
            before = threads();
            if (retained) {
                shipped = files(); // once they were loaded, the libraries stay; a second copy of them is one too many
            }
            Path dropped = weft.plugins().resolve("under-test.jar");
            Path building = Files.copy(jar, weft.plugins().resolve("under-test.tmp"));
            Files.move(building, dropped, StandardCopyOption.ATOMIC_MOVE);
            await("serve", true);
            use("round-" + round);
            Files.delete(dropped);
            await("stop", false);
            for (Use use : uses) {
                ask(use, "gone"); // so that no connection of the server remembers the plugin's last answer
            }
        }
        Set<String> found = new TreeSet<>();
        for (int look = 0; look < CLEANINGS; look++) {
            System.gc(); // drops what hangs on soft references only, as this process was started
            found.clear();
            classes().forEach(name -> found.add("class " + name));
            Set<Thread> threads = threads();
            threads.removeAll(before);
            threads.forEach(thread -> found.add("thread " + thread.getName()));
            Set<String> open = files();
            open.removeAll(shipped);
            open.forEach(name -> found.add("file " + name));
            if (found.isEmpty()) {
                return NOTHING;
            }
            Thread.sleep(retained ? LONG_PAUSE : PAUSE);
        }
        return String.join("\n", found) + "\n";
    }

    /** Waits until the plugin serves, or does not, as the operators' list of plugins tells. */
    private void await(String what, boolean serving) throws IOException, InterruptedException {
        String listed = "";
        for (int look = 0; look < LOOKS; look++) {
            listed = plugins();
            if (SERVING.matcher(listed).find() == serving) {
                return;
            }
            Thread.sleep(PAUSE);
        }
        throw new IllegalStateException("waited for the plugin to " + what + "; the server lists: " + listed);
    }

    private String plugins() throws IOException, InterruptedException {
        JsonObject access = new Gson().fromJson(Files.readString(weft.data().resolve("admin.json")), JsonObject.class);
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(access.get("url").getAsString() + "/plugins"))
                .timeout(PATIENCE)
                .header("Weft-Admin-Token", access.get("token").getAsString())
                .build();
        return client.send(request, BodyHandlers.ofString()).body();
    }

    private void use(String name) throws IOException, InterruptedException {
        for (Use use : uses) {
            int answer = ask(use, name);
            if (!use.answers().contains(answer)) {
                throw new IllegalStateException("the server answered " + answer + " to " + use);
            }
        }
    }

    private int ask(Use use, String name) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(weft.http() + use.path().replace("ROUND", name)))
                .timeout(PATIENCE)
                .header("Authorization", authorization(use))
                .header("Depth", use.method().equals("PROPFIND") ? "1" : "infinity")
                .method(
                        use.method(),
                        use.body().isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(use.body()))
                .build();
        return client.send(request, BodyHandlers.ofString()).statusCode();
    }

    private static String authorization(Use use) {
        if (use.user().isEmpty()) {
            return "Bearer " + use.secret();
        }
        String pair = use.user() + ':' + use.secret();
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    /** The plugin's own classes that are loaded, as the virtual machine tells. */
    private Set<String> classes() throws JMException {
        String told = (String) ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "vmClassHierarchy",
                        new Object[] {new String[0]},
                        new String[] {String[].class.getName()});
        Set<String> own = new HashSet<>(PluginJars.classes(jar));
        Set<String> found = new HashSet<>();
        Set<String> loaders = new HashSet<>();
        for (String line : told.lines().toList()) {
            String[] words = line.replaceAll("[|\\-]", "").strip().split("[/ ]");
            if (own.contains(words[0])) {
                found.add(words[0]);
                loaders.add(words.length > 1 ? words[1] : "");
            }
        }
        // Libraries that stay may hold the classes that used them first; a second copy would be one for each round.
        return retained && loaders.size() <= 1 ? Set.of() : found;
    }

    /** All threads but those of this class's client and of the server's own pools, which grow as they are used. */
    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !thread.getName()
                        .matches("(HttpClient-|qtp|ForkJoinPool|grpc-|Jetty|weft-(writer|readers|guards)-pool-).*"))
                .collect(Collectors.toCollection(HashSet::new));
    }

    /** Open archives, and what was unpacked of them. */
    private static Set<String> files() throws IOException {
        Set<String> open = new HashSet<>();
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors.toList()) {
                try {
                    String target = Files.readSymbolicLink(descriptor).toString();
                    if (target.contains("/plugins") && (target.contains(".jar") || target.contains("/plugins-work/"))) {
                        open.add(target);
                    }
                } catch (IOException closedMeanwhile) {
                    // It was the listing's own.
                }
            }
        }
        return open;
    }
}
