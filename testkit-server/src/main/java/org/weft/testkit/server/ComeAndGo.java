/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.server;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.ref.SoftReference;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * The process of {@link ReloadContract}. Its standard output is its report. The first rounds are practice, since a JDK starts
 * some threads and loads some classes for good when a thing is done for the first time.
 */
final class ComeAndGo {

    static final String NOTHING = "nothing is left\n";

    private static final int ROUNDS = 3;
    private static final int LOOKS = 600;
    private static final int CLEANINGS = 60;
    private static final long PAUSE = 100;

    private final WeftServer weft;
    private final Path jar;
    private final boolean writable;
    private final HttpClient client = HttpClient.newHttpClient();

    private ComeAndGo(WeftServer weft, Path jar, boolean writable) {
        this.weft = weft;
        this.jar = jar;
        this.writable = writable;
    }

    /**
     * Runs.
     *
     * @param arguments the archive, a file with lines for the storage, and whether it can be written
     */
    public static void main(String[] arguments) throws Exception {
        PrintStream report = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Path jar = Path.of(arguments[0]);
        String storage = Files.readString(Path.of(arguments[1]));
        try (WeftServer weft = WeftServer.site()
                .config("[[storage]]\nname = \"under-test\"\nmount = \"/under-test\"\neveryone = \"write\"\n" + storage)
                .start()) {
            report.print(new ComeAndGo(weft, jar, Boolean.parseBoolean(arguments[2])).left());
            report.flush();
        }
        System.exit(0);
    }

    private String left() throws Exception {
        Set<Thread> before = Set.of();
        Set<String> shipped = files();
        for (int round = 0; round < ROUNDS; round++) {
            before = threads();
            Path dropped = weft.plugins().resolve("under-test.jar");
            Path building = Files.copy(jar, weft.plugins().resolve("under-test.tmp"));
            Files.move(building, dropped, StandardCopyOption.ATOMIC_MOVE);
            await("the storage to serve", 207);
            use("round-" + round);
            Files.delete(dropped);
            await("the storage to stop", 503);
        }
        Set<String> found = new TreeSet<>();
        for (int look = 0; look < CLEANINGS; look++) {
            fillHeap();
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
            Thread.sleep(PAUSE);
        }
        return String.join("\n", found) + "\n";
    }

    private int ask(String method, String path, String body) throws IOException, InterruptedException {
        String basic = Base64.getEncoder()
                .encodeToString((WeftServer.USER + ':' + WeftServer.SECRET).getBytes(StandardCharsets.UTF_8));
        HttpRequest request = HttpRequest.newBuilder(URI.create(weft.http() + "/dav/tree/under-test/" + path))
                .header("Authorization", "Basic " + basic)
                .header("Depth", method.equals("PROPFIND") ? "1" : "infinity")
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
        return answer.statusCode();
    }

    private void await(String what, int status) throws IOException, InterruptedException {
        int answer = 0;
        for (int look = 0; look < LOOKS && answer != status; look++) {
            answer = ask("PROPFIND", "", "");
            Thread.sleep(PAUSE);
        }
        require(what, answer, status);
    }

    private static void require(String what, int answer, int... expected) {
        for (int status : expected) {
            if (answer == status) {
                return;
            }
        }
        throw new IllegalStateException("waiting for " + what + ", the server answered " + answer);
    }

    private void use(String name) throws IOException, InterruptedException {
        if (!writable) {
            return;
        }
        require("a new folder", ask("MKCOL", name, ""), 201);
        require("a new file", ask("PUT", name + "/file", "text"), 201, 204);
        require("the file", ask("GET", name + "/file", ""), 200);
        require("its properties", ask("PROPFIND", name, ""), 207);
        require("a deletion", ask("DELETE", name, ""), 204);
    }

    /** Takes all memory there is, so that nothing hangs on soft references any more. */
    private static void fillHeap() {
        SoftReference<byte[]> marker = new SoftReference<>(new byte[1024]);
        List<byte[]> hoard = new ArrayList<>();
        try {
            while (marker.get() != null) {
                hoard.add(new byte[1024 * 1024]);
            }
        } catch (OutOfMemoryError full) {
            hoard.clear();
        }
        hoard.clear();
        System.gc();
    }

    /** The plugin's own classes that are loaded, as the virtual machine tells. */
    private Set<String> classes() throws JMException {
        String told = (String) ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "vmClassHierarchy",
                        new Object[] {new String[0]},
                        new String[] {String[].class.getName()});
        Set<String> loaded = told.lines()
                .map(line -> line.replaceAll("[|\\-]", "").strip().split("[/ ]")[0])
                .collect(Collectors.toSet());
        Set<String> own = new HashSet<>(PluginJars.classes(jar));
        own.retainAll(loaded);
        return own;
    }

    /** All threads but those of this class's client and of the server's own pools, which grow as they are used. */
    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !thread.getName().matches("(HttpClient-|qtp|ForkJoinPool|grpc-|Jetty).*"))
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
