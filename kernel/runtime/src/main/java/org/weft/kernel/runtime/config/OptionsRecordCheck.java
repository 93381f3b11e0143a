/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.weft.spi.config.Default;

/** Whether a record of options is one that a configuration can fill, whatever stands in the file. */
public final class OptionsRecordCheck {

    private final List<String> wrong = new ArrayList<>();

    private OptionsRecordCheck() {}

    /** What no configuration can hold, in words for the author; empty when all is well. */
    public static List<String> problems(Class<? extends Record> type) {
        OptionsRecordCheck bindable = new OptionsRecordCheck();
        bindable.check(type, "");
        return List.copyOf(bindable.wrong);
    }

    private void check(Class<? extends Record> type, String prefix) {
        for (RecordComponent component : type.getRecordComponents()) {
            String key = prefix + KeyNames.key(component.getName());
            type(component.getGenericType(), key);
            Default otherwise = component.getAnnotation(Default.class);
            if (otherwise != null
                    && component.getGenericType() instanceof Class<?> plain
                    && ScalarConverter.isScalar(plain)) {
                try {
                    ScalarConverter.parseDefault(plain, otherwise.value(), Path.of(""));
                } catch (ScalarConverter.Wrong unreadable) {
                    wrong.add("'" + key + "' " + unreadable.text());
                }
            }
        }
    }

    private void type(Type type, String key) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            boolean known = Set.<Type>of(Optional.class, List.class, Set.class, Map.class)
                    .contains(generic.getRawType());
            if (known && (generic.getRawType() != Map.class || arguments[0] == String.class)) {
                type(arguments[arguments.length - 1], key);
                return;
            }
        } else if (type instanceof Class<?> plain) {
            if (ScalarConverter.isScalar(plain)) {
                return;
            }
            if (plain.isRecord()) {
                check(plain.asSubclass(Record.class), key + ".");
                return;
            }
        }
        wrong.add("'" + key + "' has a type that no configuration can hold: " + type.getTypeName());
    }
}
