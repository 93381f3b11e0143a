/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.weft.kernel.storage.TestValues.at;
import static org.weft.kernel.storage.TestValues.caller;
import static org.weft.kernel.storage.TestValues.put;
import static org.weft.kernel.storage.TestValues.showing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.weft.kernel.storage.files.MoveRequest;
import org.weft.kernel.storage.resource.Resource;
import org.weft.kernel.storage.resource.ResourceId;
import org.weft.kernel.storage.resource.StatSpec;
import org.weft.kernel.storage.resource.Target;
import org.weft.kernel.storage.resource.WriteConditions;
import org.weft.spi.Caller;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.PreconditionFailed;
import org.weft.spi.storage.ListSpec;
import org.weft.spi.storage.Lock;
import org.weft.spi.storage.Lock.Sharing;
import org.weft.spi.storage.Precondition;
import org.weft.spi.storage.PropertyName;

/** What the kernel adds to a storage: properties and labels, and how listings bring them. */
abstract class StorageServicesContract extends StorageServicesCases {

    private static final PropertyName COLOUR = new PropertyName("urn:x", "colour");
    private static final PropertyName SHAPE = new PropertyName("", "shape");

    // ---- properties

    private Map<PropertyName, String> properties(String path) {
        return completions.properties().get(anna, at(path), Set.of());
    }

    private void set(String path, PropertyName name, String value) {
        completions.properties().change(anna, at(path), Map.of(name, value), Set.of(), WriteConditions.plain());
    }

    @Test
    void properties_are_kept_to_the_letter_and_all_or_nothing() {
        String xml = "<v xmlns=\"urn:y\" a='1'>ünïcödé &amp; <n/> 🎈</v>";
        set("data/f/a", COLOUR, xml);
        completions
                .properties()
                .change(anna, at("data/f/a"), Map.of(SHAPE, "round"), Set.of(COLOUR), WriteConditions.plain());
        assertThat(properties("data/f/a")).isEqualTo(Map.of(SHAPE, "round"));
        assertThatThrownBy(() -> completions
                        .properties()
                        .change(
                                anna,
                                at("data/f/a"),
                                Map.of(COLOUR, xml, new PropertyName("u", "big"), "x".repeat(65537)),
                                Set.of(SHAPE),
                                WriteConditions.plain()))
                .isInstanceOf(InvalidArgument.class);
        assertThat(properties("data/f/a")).isEqualTo(Map.of(SHAPE, "round"));
        set("data/f/a", COLOUR, xml);
        assertThat(properties("data/f/a")).isEqualTo(Map.of(SHAPE, "round", COLOUR, xml));
        assertThat(completions.properties().get(anna, at("data/f/a"), Set.of(SHAPE)))
                .isEqualTo(Map.of(SHAPE, "round"));
    }

    @Test
    void a_resource_has_no_more_properties_than_it_may_have() {
        Map<PropertyName, String> many = new HashMap<>();
        for (int i = 0; i < 1000; i++) {
            many.put(new PropertyName("urn:x", "p" + i), "v");
        }
        completions.properties().change(anna, at("data/f/a"), many, Set.of(), WriteConditions.plain());
        assertThatThrownBy(() -> set("data/f/a", SHAPE, "one too many")).isInstanceOf(InvalidArgument.class);
        assertThat(properties("data/f/a")).hasSize(1000);
        completions
                .properties()
                .change(
                        anna,
                        at("data/f/a"),
                        Map.of(SHAPE, "fits"),
                        Set.of(new PropertyName("urn:x", "p0")),
                        WriteConditions.plain());
        assertThat(properties("data/f/a")).hasSize(1000);
    }

    @Test
    void properties_survive_writes_and_moves_and_die_with_the_file() {
        set("data/f/a", COLOUR, "red");
        put(files, anna, "data/f/a", "new");
        move(anna, "data/f/a", "data/c");
        assertThat(properties("data/c")).isEqualTo(Map.of(COLOUR, "red"));
        files.delete(anna, at("data/c"), WriteConditions.plain());
        put(files, anna, "data/c", "another");
        assertThat(properties("data/c")).isEmpty();
    }

    @Test
    void properties_are_copied_and_a_replaced_file_keeps_none_of_its_own() {
        set("data/f", SHAPE, "folder");
        set("data/f/a", COLOUR, "red");
        set("data/b", SHAPE, "gone");
        copies.copy(anna, at("data/f/a"), at("data/b"), true, MoveRequest.simple(true));
        assertThat(properties("data/b")).isEqualTo(Map.of(COLOUR, "red"));
        copies.copy(anna, at("data/f"), at("data/g"), true, MoveRequest.simple(false));
        assertThat(properties("data/g")).isEqualTo(Map.of(SHAPE, "folder"));
        assertThat(properties("data/g/a")).isEqualTo(Map.of(COLOUR, "red"));
        assertThat(properties("data/f/a")).isEqualTo(Map.of(COLOUR, "red"));
    }

    @Test
    void a_change_of_properties_needs_the_lock_and_the_etag() {
        take(anna, "data/f/a", "t", Sharing.EXCLUSIVE, false);
        locked(() -> set("data/f/a", COLOUR, "no"));
        completions.properties().change(anna, at("data/f/a"), Map.of(COLOUR, "yes"), Set.of(), showing("t"));
        assertThatThrownBy(() -> completions
                        .properties()
                        .change(
                                anna,
                                at("data/b"),
                                Map.of(COLOUR, "no"),
                                Set.of(),
                                WriteConditions.when(Precondition.etag("old"))))
                .isInstanceOf(PreconditionFailed.class);
        assertThat(properties("data/b")).isEmpty();
    }

    @Test
    void properties_survive_a_restart() throws Exception {
        set("data/f/a", COLOUR, "red");
        restart();
        assertThat(properties("data/f/a")).isEqualTo(Map.of(COLOUR, "red"));
    }

    // ---- labels

    private List<ResourceId> labelled(Caller caller, String label) {
        List<ResourceId> found = new ArrayList<>();
        completions.labels().listed(caller, label, found::add);
        return found;
    }

    @Test
    void labels_are_each_users_own() {
        completions.labels().set(anna, at("data/f/a"), "favorite", true);
        completions.labels().set(anna, at("data/f/a"), "favorite", true);
        ResourceId id = files.stat(anna, at("data/f/a"), StatSpec.node()).id();
        assertThat(labelled(anna, "favorite")).containsExactly(id);
        assertThat(labelled(ben, "favorite")).isEmpty();
        assertThat(files.stat(anna, at("data/f/a"), StatSpec.everything()).labels())
                .containsExactly("favorite");
        assertThat(files.stat(ben, at("data/f/a"), StatSpec.everything()).labels())
                .isEmpty();
        completions.labels().set(anna, at("data/f/a"), "favorite", false);
        assertThat(labelled(anna, "favorite")).isEmpty();
    }

    @Test
    void more_labelled_files_than_one_page_are_listed_once_each() {
        for (int i = 0; i < 1001; i++) {
            put(files, anna, "data/f/x" + i, "");
        }
        List<ResourceId> ids = new ArrayList<>();
        files.list(anna, at("data/f"), ListSpec.all(), StatSpec.node(), child -> ids.add(child.id()));
        ids.forEach(id -> completions.labels().set(anna, Target.id(id), "l", true));
        assertThat(labelled(anna, "l")).containsExactlyInAnyOrderElementsOf(ids);
    }

    // ---- listings

    @Test
    void a_listing_brings_what_is_kept_besides_the_nodes() {
        put(files, anna, "data/f/c", "c");
        set("data/f/a", COLOUR, "red");
        set("data/f/a", SHAPE, "round");
        completions.labels().set(anna, at("data/f/c"), "favorite", true);
        take(anna, "data", "deep", Sharing.SHARED, true);
        take(anna, "data/f/c", "own", Sharing.SHARED, false);
        List<Resource> children = new ArrayList<>();
        StatSpec spec = new StatSpec(true, true, false, Set.of(COLOUR));
        files.list(anna, at("data/f"), ListSpec.all(), spec, children::add);
        assertThat(children).extracting(Resource::name).containsExactly("a", "c");
        assertThat(children.get(0).properties()).isEqualTo(Map.of(COLOUR, "red"));
        assertThat(children.get(0).locks()).extracting(Lock::id).containsExactly("deep");
        assertThat(children.get(1).properties()).isEmpty();
        assertThat(children.get(1).labels()).containsExactly("favorite");
        assertThat(children.get(1).locks()).extracting(Lock::id).containsExactlyInAnyOrder("deep", "own");
    }

    @Test
    void what_is_kept_besides_the_nodes_is_brought_together() {
        put(files, anna, "data/f/c", "c");
        set("data/f/a", COLOUR, "red");
        set("data/f/a", SHAPE, "round");
        completions.labels().set(anna, at("data/f/a"), "favorite", true);
        completions.labels().set(anna, at("data/f/a"), "later", true);
        completions.labels().set(ben, at("data/f/c"), "favorite", true);
        List<Resource> children = new ArrayList<>();
        files.list(anna, at("data/f"), ListSpec.all(), StatSpec.everything(), children::add);
        assertThat(children.get(0).properties()).isEqualTo(Map.of(COLOUR, "red", SHAPE, "round"));
        assertThat(children.get(0).labels()).containsExactly("favorite", "later");
        assertThat(children.get(1).properties()).isEmpty();
        assertThat(children.get(1).labels()).isEmpty();
        Resource one = files.stat(ben, at("data/f/c"), StatSpec.everything());
        assertThat(one.properties()).isEmpty();
        assertThat(one.labels()).containsExactly("favorite");
    }

    @Test
    void a_listing_asks_the_driver_no_more_for_more_children() {
        take(anna, "data", "deep", Sharing.SHARED, true);
        for (int i = 0; i < 30; i++) {
            put(files, anna, "data/f/x" + i, "", showing("deep"));
        }
        storage.stats.set(0);
        files.list(anna, at("data/f"), ListSpec.all(), StatSpec.everything(), child -> true);
        assertThat(storage.stats.get()).isLessThanOrEqualTo(2);
    }

    @Test
    void a_write_in_a_space_without_locks_asks_the_driver_nothing() {
        storage.stats.set(0);
        put(files, anna, "data/f/a", "new");
        files.delete(anna, at("data/f"), WriteConditions.plain());
        assertThat(storage.stats.get()).isZero();
    }

    @Test
    void a_listing_with_very_much_besides_it_is_whole() {
        String long64k = "x".repeat(64 * 1024);
        for (int i = 0; i < 12; i++) {
            String path = "data/f/x" + i;
            put(files, anna, path, "");
            Map<PropertyName, String> much = new HashMap<>();
            for (int j = 0; j < 15; j++) {
                much.put(new PropertyName("urn:x", "p" + j), long64k);
            }
            completions.properties().change(anna, at(path), much, Set.of(), WriteConditions.plain());
        }
        List<Integer> counts = new ArrayList<>();
        files.list(anna, at("data/f"), ListSpec.all(), StatSpec.everything(), child -> {
            counts.add(child.properties().size());
            return true;
        });
        assertThat(counts).hasSize(13).filteredOn(count -> count == 15).hasSize(12);
    }
}
