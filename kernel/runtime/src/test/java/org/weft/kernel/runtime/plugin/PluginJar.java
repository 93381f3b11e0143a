/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.plugin;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Builds plugin archives of small sources. */
final class PluginJar {

    private final Map<String, byte[]> entries = new LinkedHashMap<>();
    private final Manifest manifest = new Manifest();
    private String inflated = "";
    private int inflatedMebibytes;

    PluginJar(String id, String version) {
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.putValue("Plugin-Id", id);
        attributes.putValue("Plugin-Version", version);
        attributes.putValue("Plugin-Requires", ">=0.1.0 & <1.0.0");
    }

    PluginJar manifest(String key, String value) {
        manifest.getMainAttributes().putValue(key, value);
        return this;
    }

    PluginJar without(String key) {
        manifest.getMainAttributes().remove(new Attributes.Name(key));
        return this;
    }

    PluginJar entry(String name, byte[] content) {
        entries.put(name, content);
        return this;
    }

    PluginJar dropping(String name) {
        entries.remove(name);
        return this;
    }

    byte[] content(String name) {
        return Objects.requireNonNull(entries.get(name)).clone();
    }

    PluginJar service(String type, String... classes) {
        return entry("META-INF/services/" + type, String.join("\n", classes).getBytes(StandardCharsets.UTF_8));
    }

    /** Compiles sources, given by class name, and takes the classes whose names begin so. */
    PluginJar classes(Map<String, String> sources, String prefix) throws IOException {
        Path out = Files.createTempDirectory("plugin-classes");
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        List<JavaFileObject> units = sources.entrySet().stream()
                .<JavaFileObject>map(source -> new Source(source.getKey(), source.getValue()))
                .toList();
        List<String> options = List.of("-d", out.toString(), "-cp", System.getProperty("java.class.path"));
        if (!compiler.getTask(messages, null, null, options, null, units).call()) {
            throw new IllegalStateException(messages.toString());
        }
        try (Stream<Path> files = Files.walk(out)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = out.relativize(file).toString();
                if (name.startsWith(prefix)) {
                    entry(name, Files.readAllBytes(file));
                }
            }
        }
        return this;
    }

    byte[] bytes() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        write(bytes);
        return bytes.toByteArray();
    }

    /** An entry of so many mebibytes of nothing. */
    PluginJar inflating(String name, int mebibytes) {
        inflated = name;
        inflatedMebibytes = mebibytes;
        return this;
    }

    void write(Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            write(out);
        }
    }

    private void write(OutputStream out) throws IOException {
        try (JarOutputStream jar = new JarOutputStream(out, manifest)) {
            if (inflatedMebibytes > 0) {
                jar.putNextEntry(new ZipEntry(inflated));
                for (int i = 0; i < inflatedMebibytes; i++) {
                    jar.write(new byte[1 << 20]);
                }
            }
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                jar.putNextEntry(new ZipEntry(entry.getKey()));
                jar.write(entry.getValue());
            }
        }
    }

    /** Puts the archive into a folder in one step. */
    Path into(Path folder, String file) throws IOException {
        Path building = Files.createTempFile(folder, "building", ".tmp");
        Files.write(building, bytes());
        return Files.move(
                building, folder.resolve(file), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** A plugin that brings one sign-in driver, whose types() answer one word. */
    static PluginJar answering(String id, String version, String driver, String word) throws IOException {
        return withDriver(id, version, driver, "", "return java.util.Set.of(\"" + word + "\");");
    }

    /**
     * A plugin that brings one sign-in driver.
     *
     * @param members more members of the driver's class
     * @param types the body of its types()
     */
    static PluginJar withDriver(String id, String version, String driver, String members, String types)
            throws IOException {
        return new PluginJar(id, version)
                .classes(
                        Map.of("site.Factory", """
                            package site;
                            public class Factory implements org.weft.spi.auth.AuthProviderFactory<Options> {
                                public String name() { return "%s"; }
                                public Class<Options> configType() { return Options.class; }
                                public org.weft.spi.auth.AuthProvider create(Options o, org.weft.spi.DriverContext c) { return new Driver(o, c); }
                            }
                            """.formatted(driver), "site.Options", """
                            package site;
                            record Options(@org.weft.spi.config.Default("x") String word) {}
                            """, "site.Driver", """
                                package site;
                                class Driver implements org.weft.spi.auth.AuthProvider {
                                    final Options options; final org.weft.spi.DriverContext context;
                                    Driver(Options options, org.weft.spi.DriverContext context) { this.options = options; this.context = context; }
                                    public java.util.Set<String> types() { %s }
                                    public org.weft.spi.auth.Outcome authenticate(org.weft.spi.auth.Credentials c) { throw new UnsupportedOperationException(); }
                                    public void close() { closing(); }
                                    void closing() {}
                                    %s
                                }
                                """.formatted(
                                        types, members)
                                .replace(members.contains("void closing()") ? "    void closing() {}\n" : "\0", "")),
                        "")
                .service("org.weft.spi.auth.AuthProviderFactory", "site.Factory");
    }

    private static final class Source extends SimpleJavaFileObject {

        private final String content;

        Source(String className, String content) {
            super(URI.create("string:///" + className.replace('.', '/') + ".java"), Kind.SOURCE);
            this.content = content;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return content;
        }
    }
}
