/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.storage;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.weft.testkit.storage.BrokenBench.ANNA;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.storage.Properties;
import org.weft.spi.storage.PropertyName;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.StorageDriver;
import org.weft.spi.storage.TouchSpec;
import org.weft.testkit.broken.Breaks;

/** Each case of {@link PropertiesContract} fails for a driver that breaks its promise. */
class BrokenPropertiesTest {

    private static final Map<PropertyName, String> SOMETHING = Map.of(new PropertyName("", "something"), "1");

    private static final Map<String, UnaryOperator<StorageDriver>> BREAKS = Map.ofEntries(
            entry(
                    "properties_are_set_unset_and_asked_for_by_name",
                    getting((sound, ref, names) -> sound.get(ANNA, ref, Set.of()))),
            entry("a_name_that_is_set_and_unset_is_set", changing((sound, ref, set, unset) -> {
                Map<PropertyName, String> rest = new HashMap<>(set);
                rest.keySet().removeAll(unset);
                sound.change(ANNA, ref, rest, unset);
            })),
            entry(
                    "names_may_have_any_namespace",
                    changing((sound, ref, set, unset) -> sound.change(
                            ANNA,
                            ref,
                            set.entrySet().stream()
                                    .collect(Collectors.toMap(
                                            one -> new PropertyName(
                                                    "", one.getKey().local()),
                                            Map.Entry::getValue,
                                            (one, other) -> other)),
                            unset))),
            entry("values_are_kept_character_for_character", values(value -> value.strip())),
            entry(
                    "a_value_is_kept_whole_or_refused",
                    values(value -> value.substring(0, Math.min(4096, value.length())))),
            entry("a_change_is_seen_whole_or_not_at_all", changing((sound, ref, set, unset) -> {
                sound.change(ANNA, ref, Map.of(), unset);
                for (Map.Entry<PropertyName, String> one : set.entrySet()) {
                    sound.change(ANNA, ref, Map.of(one.getKey(), one.getValue()), Set.of());
                    Thread.sleep(1);
                }
            })),
            entry("what_is_not_there_has_none", getting((sound, ref, names) -> {
                try {
                    return sound.get(ANNA, ref, names);
                } catch (NotFound missing) {
                    return Map.of();
                }
            })),
            entry(
                    "a_change_of_properties_is_none_of_the_content",
                    driver -> with(driver, (sound, ref, set, unset) -> {
                        sound.change(ANNA, ref, set, unset);
                        driver.times().orElseThrow().touch(ANNA, ref, TouchSpec.simple(Instant.EPOCH));
                    })),
            entry("properties_outlive_the_driver", BrokenBench.atStart("/f/a", BrokenPropertiesTest::clear)),
            entry(
                    "properties_go_with_a_move_and_stay_when_a_file_is_written",
                    BrokenBench.after("move", BrokenPropertiesTest::clear)),
            entry(
                    "properties_end_with_their_node",
                    BrokenBench.after(
                            "makeFolder", (driver, ref) -> of(driver).change(ANNA, ref, SOMETHING, Set.of()))),
            entry(
                    "a_copy_has_those_of_its_original_and_goes_its_own_way",
                    BrokenBench.afterCopy(BrokenPropertiesTest::clear)),
            entry("properties_come_back_from_the_trash", BrokenBench.afterRestore(BrokenPropertiesTest::clear)));

    @Test
    void each_case_finds_the_driver_that_breaks_it() {
        assertThat(Breaks.failing(UnderTest.class))
                .isEqualTo(Breaks.cases(PropertiesContract.class))
                .isEqualTo(BREAKS.keySet());
    }

    static final class UnderTest extends PropertiesContract {
        @RegisterExtension
        final BrokenBench broken = new BrokenBench(BREAKS);

        @Override
        StorageBench bench() {
            return broken.bench();
        }
    }

    @FunctionalInterface
    private interface Getting {
        Map<PropertyName, String> get(Properties sound, Ref ref, Set<PropertyName> names) throws Exception;
    }

    @FunctionalInterface
    private interface Changing {
        void change(Properties sound, Ref ref, Map<PropertyName, String> set, Set<PropertyName> unset) throws Exception;
    }

    private static UnaryOperator<StorageDriver> getting(Getting otherwise) {
        return driver -> with(driver, "get", (real, given) -> otherwise.get(of(driver), ref(given), names(given[2])));
    }

    private static UnaryOperator<StorageDriver> changing(Changing otherwise) {
        return driver -> with(driver, otherwise);
    }

    private static StorageDriver with(StorageDriver driver, Changing otherwise) {
        return with(driver, "change", (real, given) -> {
            otherwise.change(of(driver), ref(given), values(given[2]), names(given[3]));
            return null;
        });
    }

    private static StorageDriver with(StorageDriver driver, String method, Breaks.Otherwise otherwise) {
        Properties broken = Breaks.but(Properties.class, of(driver), method, otherwise);
        return Breaks.but(StorageDriver.class, driver, "properties", (real, given) -> Optional.of(broken));
    }

    private static UnaryOperator<StorageDriver> values(UnaryOperator<String> otherwise) {
        return changing((sound, ref, set, unset) -> {
            Map<PropertyName, String> others = new HashMap<>(set);
            others.replaceAll((name, value) -> otherwise.apply(value));
            sound.change(ANNA, ref, others, unset);
        });
    }

    private static Properties of(StorageDriver driver) {
        return driver.properties().orElseThrow();
    }

    private static Ref ref(Object... given) {
        return (Ref) given[1];
    }

    @SuppressWarnings("unchecked")
    private static Set<PropertyName> names(@Nullable Object given) {
        return given == null ? Set.of() : (Set<PropertyName>) given;
    }

    @SuppressWarnings("unchecked")
    private static Map<PropertyName, String> values(@Nullable Object given) {
        return given == null ? Map.of() : (Map<PropertyName, String>) given;
    }

    private static void clear(StorageDriver driver, Ref ref) throws Exception {
        of(driver)
                .change(ANNA, ref, Map.of(), of(driver).get(ANNA, ref, Set.of()).keySet());
    }
}
