/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.weft.spi.config.Default;
import org.weft.spi.config.Doc;
import org.weft.spi.config.Range;
import org.weft.spi.config.Secret;
import org.weft.spi.config.Size;

/** Prints what can be configured, in markdown, from the same records that bind it. */
public final class ConfigReference {

    private final StringBuilder text = new StringBuilder();

    /** The server's own sections. */
    public static String server() {
        ConfigReference reference = new ConfigReference();
        reference.text.append("# Configuration\n\n");
        Doc doc = ServerConfig.class.getAnnotation(Doc.class);
        reference.text.append(doc == null ? "" : doc.value() + "\n\n");
        reference.text.append("Secrets may be written as `env:NAME` or `file:PATH`. `weft check` reports every mistake"
                + " in a file; `weft config docs` prints this page.\n");
        for (RecordComponent section : ServerConfig.class.getRecordComponents()) {
            reference.section(section);
        }
        return reference.text.toString();
    }

    /** The options of one driver. */
    public static String driver(String kind, String name, Class<? extends Record> options) {
        ConfigReference reference = new ConfigReference();
        reference
                .text
                .append("\n## Options of the ")
                .append(kind)
                .append(" driver `")
                .append(name)
                .append("`\n\n");
        Doc doc = options.getAnnotation(Doc.class);
        reference.text.append(doc == null ? "" : doc.value() + "\n\n");
        reference.table(options);
        return reference.text.toString();
    }

    private void section(RecordComponent section) {
        String key = KeyNames.key(section.getName());
        boolean many = section.getType() == List.class;
        text.append("\n## ")
                .append(many ? "[[" : "[")
                .append(key)
                .append(many ? "]]" : "]")
                .append("\n\n");
        Doc doc = section.getAnnotation(Doc.class);
        text.append(doc == null ? "" : doc.value() + "\n\n");
        Type type =
                many ? ((ParameterizedType) section.getGenericType()).getActualTypeArguments()[0] : section.getType();
        Class<? extends Record> options = ((Class<?>) type).asSubclass(Record.class);
        table(options);
        for (RecordComponent component : options.getRecordComponents()) {
            if (component.getGenericType() instanceof ParameterizedType generic
                    && generic.getActualTypeArguments()[0] instanceof Class<?> element
                    && element.isRecord()
                    && !ScalarConverter.isScalar(element)) {
                text.append("\n### [[")
                        .append(key)
                        .append('.')
                        .append(KeyNames.key(component.getName()))
                        .append("]]\n\n");
                table(element.asSubclass(Record.class));
            }
        }
    }

    private void table(Class<? extends Record> type) {
        if (type.getRecordComponents().length == 0) {
            text.append("It has none.\n");
            return;
        }
        text.append("| key | type | default | what it does |\n|---|---|---|---|\n");
        rows("", type);
    }

    private void rows(String prefix, Class<? extends Record> type) {
        for (RecordComponent component : type.getRecordComponents()) {
            String key = prefix + KeyNames.key(component.getName());
            Class<?> plain = component.getType();
            if (plain.isRecord() && !ScalarConverter.isScalar(plain)) {
                rows(key + ".", plain.asSubclass(Record.class));
                continue;
            }
            text.append("| `")
                    .append(key)
                    .append("` | ")
                    .append(word(component))
                    .append(" | ");
            text.append(otherwise(component))
                    .append(" | ")
                    .append(doc(component))
                    .append(" |\n");
            if (component.getGenericType() instanceof ParameterizedType generic
                    && generic.getRawType() == Optional.class
                    && generic.getActualTypeArguments()[0] instanceof Class<?> element
                    && element.isRecord()
                    && !ScalarConverter.isScalar(element)) {
                rows(key + ".", element.asSubclass(Record.class));
            }
        }
    }

    private static String doc(RecordComponent component) {
        Doc doc = component.getAnnotation(Doc.class);
        return doc == null ? "" : doc.value().replace("|", "\\|");
    }

    private static String otherwise(RecordComponent component) {
        Default otherwise = component.getAnnotation(Default.class);
        if (otherwise != null) {
            return "`" + otherwise.value().replace("|", "\\|") + "`";
        }
        boolean optional = Set.of(Optional.class, List.class, Set.class, Map.class, DriverOptions.class)
                .contains(component.getType());
        return optional ? "none" : "**required**";
    }

    private static String word(RecordComponent component) {
        String word = word(component.getGenericType());
        if (component.isAnnotationPresent(Secret.class)) {
            word += ", secret";
        }
        Range range = component.getAnnotation(Range.class);
        Type type = component.getGenericType();
        Class<?> measured = type instanceof ParameterizedType generic
                        && generic.getActualTypeArguments()[0] instanceof Class<?> inner
                ? inner
                : component.getType();
        return range == null ? word : word + ", " + ScalarConverter.bounds(range, measured);
    }

    private static String word(Type type) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            String last = word(arguments[arguments.length - 1]);
            if (generic.getRawType() == Optional.class) {
                return last;
            }
            return (generic.getRawType() == Map.class ? "table of " : "list of ") + last;
        }
        Class<?> plain = (Class<?>) type;
        if (plain.isEnum()) {
            return "`" + String.join("` or `", ScalarConverter.choices(plain)) + "`";
        }
        return WORDS.getOrDefault(plain, "table");
    }

    private static final Map<Class<?>, String> WORDS = Map.ofEntries(
            Map.entry(String.class, "text"),
            Map.entry(boolean.class, "true or false"),
            Map.entry(Boolean.class, "true or false"),
            Map.entry(int.class, "whole number"),
            Map.entry(Integer.class, "whole number"),
            Map.entry(long.class, "whole number"),
            Map.entry(Long.class, "whole number"),
            Map.entry(double.class, "number"),
            Map.entry(Double.class, "number"),
            Map.entry(Path.class, "path"),
            Map.entry(URI.class, "URL"),
            Map.entry(Duration.class, "duration"),
            Map.entry(Size.class, "size"),
            Map.entry(Address.class, "host:port"),
            Map.entry(IpRange.class, "network"));
}
