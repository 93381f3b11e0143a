/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.tomlj.TomlArray;
import org.tomlj.TomlTable;
import org.weft.spi.config.Range;
import org.weft.spi.config.Size;

/** Single values: from the file's types and from the text of a default to the types of a record. */
final class ScalarConverter {

    private ScalarConverter() {}

    /** What went wrong with a value; the message fits behind the key's name. */
    static final class Wrong extends Exception {
        private static final long serialVersionUID = 1L;

        Wrong(String message) {
            super(message);
        }

        String text() {
            return String.valueOf(getMessage());
        }
    }

    /** Whether {@link #convert} knows the type. */
    static boolean isScalar(Class<?> type) {
        return type == String.class
                || type == boolean.class
                || type == Boolean.class
                || type == int.class
                || type == Integer.class
                || type == long.class
                || type == Long.class
                || type == double.class
                || type == Double.class
                || type == Path.class
                || type == URI.class
                || type == Duration.class
                || type == Size.class
                || type == Address.class
                || type == IpRange.class
                || type.isEnum();
    }

    /** A value of the file as the type that the record wants. */
    static Object convert(Class<?> type, Object value, Path base) throws Wrong {
        if (type == boolean.class || type == Boolean.class) {
            return require(value instanceof Boolean, value, "must be true or false");
        }
        if (type == int.class || type == Integer.class) {
            long number = (Long) require(value instanceof Long, value, "must be a whole number");
            if (number != (int) number) {
                throw new Wrong("is out of range: " + number);
            }
            return (int) number;
        }
        if (type == long.class || type == Long.class) {
            return require(value instanceof Long, value, "must be a whole number");
        }
        if (type == double.class || type == Double.class) {
            return ((Number) require(value instanceof Number, value, "must be a number")).doubleValue();
        }
        if (type == Size.class && value instanceof Long number && number >= 0) {
            return new Size(number);
        }
        return parse(type, (String) require(value instanceof String, value, "must be text in quotes"), base);
    }

    /** The text of a default as the type that the record wants. */
    static Object parseDefault(Class<?> type, String text, Path base) throws Wrong {
        try {
            if (type == boolean.class || type == Boolean.class) {
                return Boolean.parseBoolean(text);
            }
            if (type == int.class || type == Integer.class) {
                return Integer.parseInt(text);
            }
            if (type == long.class || type == Long.class) {
                return Long.parseLong(text);
            }
            if (type == double.class || type == Double.class) {
                return Double.parseDouble(text);
            }
        } catch (NumberFormatException wrong) {
            throw new Wrong("has a default that is no number: " + text);
        }
        return parse(type, text, base);
    }

    private static Object parse(Class<?> type, String text, Path base) throws Wrong {
        try {
            if (type == String.class) {
                return text;
            }
            if (type == Path.class) {
                return path(text, base);
            }
            if (type == URI.class) {
                return new URI(text);
            }
            if (type == Duration.class) {
                return Durations.parse(text);
            }
            if (type == Size.class) {
                return Size.parse(text);
            }
            if (type == Address.class) {
                return Address.parse(text);
            }
            if (type == IpRange.class) {
                return IpRange.parse(text);
            }
        } catch (IllegalArgumentException wrong) {
            throw new Wrong("is '" + text + "': " + wrong.getMessage());
        } catch (URISyntaxException wrong) {
            throw new Wrong("is '" + text + "', which is no URL: " + wrong.getReason());
        }
        return choice(type, text);
    }

    private static Path path(String text, Path base) throws Wrong {
        if (text.isEmpty()) {
            throw new Wrong("is empty; write a path");
        }
        try {
            return base.resolve(text).normalize();
        } catch (InvalidPathException wrong) {
            throw new Wrong("is '" + text + "', which is no path: " + wrong.getReason());
        }
    }

    private static Object choice(Class<?> type, String text) throws Wrong {
        Object[] constants = type.getEnumConstants();
        if (constants == null) {
            throw new Wrong("has a type that no configuration can hold: " + type.getName());
        }
        for (Object constant : constants) {
            if (KeyNames.choice((Enum<?>) constant).equals(text)) {
                return constant;
            }
        }
        throw new Wrong("is '" + text + "'" + KeyNames.hint(text, choices(type)));
    }

    /** The words of an enum. */
    static List<String> choices(Class<?> type) {
        Object[] constants = type.getEnumConstants();
        return constants == null
                ? List.of()
                : Arrays.stream(constants)
                        .map(constant -> KeyNames.choice((Enum<?>) constant))
                        .toList();
    }

    private static Object require(boolean fits, Object value, String otherwise) throws Wrong {
        if (!fits) {
            throw new Wrong(otherwise + ", not " + kind(value));
        }
        return value;
    }

    /** What a value of the file is, in words. */
    static String kind(Object value) {
        if (value instanceof String) {
            return "text";
        }
        if (value instanceof Boolean) {
            return "true or false";
        }
        if (value instanceof Number) {
            return "a number";
        }
        if (value instanceof TomlArray) {
            return "a list";
        }
        return value instanceof TomlTable ? "a table" : "a date";
    }

    /** Holds a number, size or duration against its bounds. */
    static void requireRange(Range range, Object value) throws Wrong {
        double measure;
        if (value instanceof Number number) {
            measure = number.doubleValue();
        } else if (value instanceof Size size) {
            measure = size.bytes();
        } else if (value instanceof Duration duration) {
            measure = duration.toNanos() / 1e9;
        } else {
            return;
        }
        if (measure < range.min() || measure > range.max()) {
            throw new Wrong("is " + written(value) + "; it must be " + bounds(range, value.getClass()));
        }
    }

    /** The bounds in words, in the unit of the type. */
    static String bounds(Range range, Class<?> type) {
        String min = range.min() == Long.MIN_VALUE ? "" : bound(range.min(), type);
        String max = range.max() == Long.MAX_VALUE ? "" : bound(range.max(), type);
        if (min.isEmpty()) {
            return "at most " + max;
        }
        return max.isEmpty() ? "at least " + min : "from " + min + " to " + max;
    }

    private static String bound(long bound, Class<?> type) {
        if (type == Size.class) {
            return new Size(Math.max(0, bound)).toString();
        }
        return type == Duration.class ? written(Duration.ofSeconds(bound)) : Long.toString(bound);
    }

    /** A value as the file would hold it, without quotes. */
    static String written(Object value) {
        if (value instanceof Duration duration) {
            long millis = duration.toMillis();
            if (millis % 1000 != 0) {
                return millis + "ms";
            }
            long seconds = duration.toSeconds();
            if (seconds == 0 || seconds % 60 != 0) {
                return seconds + "s";
            }
            return seconds % 3600 != 0 ? seconds / 60 + "m" : seconds / 3600 + "h";
        }
        return value.toString();
    }
}
