/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.distribution;

import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Loaded into a server as an agent: fills its memory once it is told to. */
public final class Filler {

    private Filler() {}

    /**
     * Runs before the server.
     *
     * @param start the file that begins it
     */
    public static void premain(String start, Instrumentation instrumentation) {
        Thread.ofPlatform().daemon().start(() -> fill(Path.of(start)));
    }

    private static void fill(Path start) {
        Object[] kept = {};
        try {
            while (!Files.exists(start)) {
                Thread.sleep(100);
            }
        } catch (InterruptedException stopped) {
            return;
        }
        while (true) {
            try {
                kept = new Object[] {kept, new byte[200]};
            } catch (OutOfMemoryError full) {
                continue; // as requests do: the next one wants memory too
            }
        }
    }

    /**
     * Packs it.
     *
     * @return the option for Java
     */
    static String agent(Path jar, Path start) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(new Attributes.Name("Premain-Class"), Filler.class.getName());
        String name = Filler.class.getName().replace('.', '/') + ".class";
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest);
                var code = Filler.class.getClassLoader().getResourceAsStream(name)) {
            out.putNextEntry(new JarEntry(name));
            if (code != null) {
                code.transferTo(out);
            }
        }
        return "-javaagent:" + jar + "=" + start;
    }
}
