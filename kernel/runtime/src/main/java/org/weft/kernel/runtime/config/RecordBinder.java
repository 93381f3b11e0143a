/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tomlj.TomlArray;
import org.tomlj.TomlTable;
import org.weft.spi.InvalidConfig;
import org.weft.spi.config.Default;
import org.weft.spi.config.Doc;
import org.weft.spi.config.Range;
import org.weft.spi.config.Secret;

/** Makes records of tables by the annotations of {@code org.weft.spi.config}, and collects every mistake on the way. */
final class RecordBinder {

    private final Path base;
    private final SecretResolver secrets;
    private final List<Problem> problems;
    private final boolean tellMissing;

    /**
     * @param base what relative paths are relative to
     * @param problems where mistakes go
     * @param tellMissing whether an absent option is a mistake; not in a file that could be read in part only
     */
    RecordBinder(Path base, SecretResolver secrets, List<Problem> problems, boolean tellMissing) {
        this.base = base;
        this.secrets = secrets;
        this.problems = problems;
        this.tellMissing = tellMissing;
    }

    /** The record; absent when a mistake in it was reported. */
    <C extends Record> Optional<C> bind(Class<C> type, ConfigTable table) {
        RecordComponent[] components = type.getRecordComponents();
        reportUnknown(table, components);
        @Nullable Object[] values = new @Nullable Object[components.length];
        boolean complete = true;
        for (int i = 0; i < components.length; i++) {
            values[i] = component(components[i], table);
            complete &= values[i] != null;
        }
        return complete ? construct(type, components, values, table) : Optional.empty();
    }

    private void reportUnknown(ConfigTable table, RecordComponent[] components) {
        Set<String> known = new LinkedHashSet<>();
        for (RecordComponent component : components) {
            known.add(KeyNames.key(component.getName()));
        }
        for (String key : table.keys()) {
            if (!known.contains(key)) {
                report(table.position(key), "unknown key '" + key + "'" + table.place() + KeyNames.hint(key, known));
            }
        }
    }

    private @Nullable Object component(RecordComponent component, ConfigTable table) {
        String key = KeyNames.key(component.getName());
        Object written = table.value(key);
        try {
            if (written != null) {
                Object value = value(component, component.getGenericType(), written, key, table);
                return value == null ? null : inRange(component, value);
            }
            return absent(component, key, table);
        } catch (ScalarConverter.Wrong wrong) {
            report(table.position(key), "'" + key + "'" + table.place() + " " + wrong.text());
            return null;
        }
    }

    private static Object inRange(RecordComponent component, Object value) throws ScalarConverter.Wrong {
        Range range = component.getAnnotation(Range.class);
        Object measured = value instanceof Optional<?> optional && optional.isPresent() ? optional.get() : value;
        if (range != null) {
            ScalarConverter.requireRange(range, measured);
        }
        return value;
    }

    private @Nullable Object value(RecordComponent component, Type type, Object written, String key, ConfigTable table)
            throws ScalarConverter.Wrong {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            Type last = arguments[arguments.length - 1];
            if (generic.getRawType() == Optional.class) {
                Object value = value(component, last, written, key, table);
                return value == null ? null : Optional.of(value);
            }
            if (generic.getRawType() == List.class || generic.getRawType() == Set.class) {
                List<Object> list = list(component, last, written, key, table);
                return list == null ? null : collection(generic, list);
            }
            if (generic.getRawType() == Map.class) {
                return map(component, last, written, key, table);
            }
            throw new ScalarConverter.Wrong("has a type that no configuration can hold: " + type);
        }
        Class<?> plain = (Class<?>) type;
        if (plain == DriverOptions.class) {
            return new DriverOptions(nested(written, key, key, table), base, secrets);
        }
        if (plain.isRecord() && !ScalarConverter.isScalar(plain)) {
            return bind(plain.asSubclass(Record.class), nested(written, table.below(key), key, table))
                    .orElse(null);
        }
        if (component.isAnnotationPresent(Secret.class)) {
            return secret(plain, written);
        }
        return ScalarConverter.convert(plain, written, base);
    }

    private Object secret(Class<?> type, Object written) throws ScalarConverter.Wrong {
        if (!(written instanceof String text)) {
            throw new ScalarConverter.Wrong("must be text in quotes, env:NAME or file:PATH");
        }
        try {
            String resolved = secrets.resolve(text, base);
            return type == String.class ? resolved : ScalarConverter.parseDefault(type, resolved, base);
        } catch (IllegalArgumentException nowhere) {
            throw new ScalarConverter.Wrong("cannot be found: " + nowhere.getMessage());
        } catch (ScalarConverter.Wrong hidden) {
            throw new ScalarConverter.Wrong("holds a secret of the wrong form");
        }
    }

    private static ConfigTable nested(Object written, String label, String key, ConfigTable table)
            throws ScalarConverter.Wrong {
        if (!(written instanceof TomlTable toml)) {
            throw new ScalarConverter.Wrong("must be a table, not " + ScalarConverter.kind(written));
        }
        return new ConfigTable(table.file(), label, table.position(key), toml);
    }

    private @Nullable List<Object> list(
            RecordComponent component, Type element, Object written, String key, ConfigTable table)
            throws ScalarConverter.Wrong {
        if (!(written instanceof TomlArray array)) {
            throw new ScalarConverter.Wrong("must be a list, not " + ScalarConverter.kind(written));
        }
        List<Object> list = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            Object value = element(component, element, array, i, key, table);
            if (value != null) {
                list.add(value);
            }
        }
        return list.size() == array.size() ? list : null;
    }

    private @Nullable Object element(
            RecordComponent component, Type element, TomlArray array, int index, String key, ConfigTable table) {
        Position position = ConfigTable.at(table.file(), array.inputPositionOf(index), table.position(key));
        try {
            Object written = array.get(index);
            if (element instanceof Class<?> plain && plain.isRecord() && !ScalarConverter.isScalar(plain)) {
                if (!(written instanceof TomlTable toml)) {
                    throw new ScalarConverter.Wrong("must hold tables, not " + ScalarConverter.kind(written));
                }
                ConfigTable row = new ConfigTable(table.file(), '[' + table.below(key) + ']', position, toml);
                return bind(plain.asSubclass(Record.class), row).orElse(null);
            }
            return value(component, element, written, key, table);
        } catch (ScalarConverter.Wrong wrong) {
            report(position, "'" + key + "'" + table.place() + " " + wrong.text());
            return null;
        }
    }

    private static Object collection(ParameterizedType type, List<Object> list) {
        return type.getRawType() == Set.class
                ? Collections.unmodifiableSet(new LinkedHashSet<>(list))
                : List.copyOf(list);
    }

    private @Nullable Object map(RecordComponent component, Type element, Object written, String key, ConfigTable table)
            throws ScalarConverter.Wrong {
        ConfigTable nested = nested(written, table.below(key), key, table);
        Map<String, Object> map = new LinkedHashMap<>();
        for (String name : nested.keys()) {
            try {
                Object raw = nested.value(name);
                Object value = raw == null ? null : value(component, element, raw, name, nested);
                if (value != null) {
                    map.put(name, value);
                }
            } catch (ScalarConverter.Wrong wrong) {
                report(nested.position(name), "'" + name + "'" + nested.place() + " " + wrong.text());
            }
        }
        return map.size() == nested.keys().size() ? Collections.unmodifiableMap(map) : null;
    }

    private @Nullable Object absent(RecordComponent component, String key, ConfigTable table)
            throws ScalarConverter.Wrong {
        Default otherwise = component.getAnnotation(Default.class);
        Type type = component.getGenericType();
        if (otherwise != null) {
            return byDefault(type, otherwise.value());
        }
        Class<?> raw = component.getType();
        if (raw == Optional.class) {
            return Optional.empty();
        }
        if (raw == List.class) {
            return List.of();
        }
        if (raw == Set.class) {
            return Set.of();
        }
        if (raw == Map.class) {
            return Map.of();
        }
        if (raw == DriverOptions.class) {
            return new DriverOptions(ConfigTable.empty(key, table.position()), base, secrets);
        }
        if (raw.isRecord() && !ScalarConverter.isScalar(raw)) {
            return bind(raw.asSubclass(Record.class), ConfigTable.empty(table.below(key), table.position()))
                    .orElse(null);
        }
        if (tellMissing) {
            Doc doc = component.getAnnotation(Doc.class);
            report(
                    table.position(),
                    "'" + key + "' is missing" + table.place() + (doc == null ? "" : ": " + doc.value()));
        }
        return null;
    }

    private Object byDefault(Type type, String text) throws ScalarConverter.Wrong {
        if (type instanceof ParameterizedType generic) {
            Type last = generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1];
            if (generic.getRawType() == Optional.class) {
                return Optional.of(ScalarConverter.parseDefault((Class<?>) last, text, base));
            }
            List<Object> list = new ArrayList<>();
            for (String part : text.isBlank() ? new String[0] : text.split(",")) {
                list.add(ScalarConverter.parseDefault((Class<?>) last, part.strip(), base));
            }
            return collection(generic, list);
        }
        return ScalarConverter.parseDefault((Class<?>) type, text, base);
    }

    private <C extends Record> Optional<C> construct(
            Class<C> type, RecordComponent[] components, @Nullable Object[] values, ConfigTable table) {
        Class<?>[] signature =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            Constructor<C> constructor = type.getDeclaredConstructor(signature);
            constructor.setAccessible(true);
            return Optional.of(constructor.newInstance(values));
        } catch (InvocationTargetException refused) {
            if (refused.getCause() instanceof InvalidConfig invalid) {
                report(
                        table.position(invalid.key()),
                        "'" + invalid.key() + "'" + table.place() + ": " + invalid.getMessage());
            } else if (refused.getCause() instanceof IllegalArgumentException invalid) {
                report(table.position(), (table.label().isEmpty() ? "" : table.label() + ": ") + invalid.getMessage());
            } else {
                throw new IllegalStateException("the record " + type.getName() + " failed", refused.getCause());
            }
            return Optional.empty();
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException("the record " + type.getName() + " cannot be made", impossible);
        }
    }

    private void report(Position position, String message) {
        problems.add(new Problem(position, message));
    }
}
