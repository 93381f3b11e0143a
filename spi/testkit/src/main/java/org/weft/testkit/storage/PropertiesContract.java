/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.NoSpace;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.Properties;
import org.weft.spi.storage.PropertyName;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.StorageDriver;
import org.weft.testkit.Since;

/** What the ability {@code Properties} promises. */
@Since("0.2")
@Promises(Properties.class)
abstract class PropertiesContract extends Cases {

    private static final PropertyName COLOUR = new PropertyName("https://example.org/ns", "colour");
    private static final PropertyName SHAPE = new PropertyName("https://example.org/ns", "shape");

    @BeforeEach
    void requireProperties() throws IOException {
        properties();
        bench().requiresWriting();
        bench().folder("/f");
        bench().put("/f/a", "x");
    }

    private Properties properties() {
        return offered("Properties", StorageDriver::properties);
    }

    private Map<PropertyName, String> of(String path, PropertyName... names) throws IOException {
        return properties().get(bench().anna(), StorageBench.at(path), Set.of(names));
    }

    private void set(String path, Map<PropertyName, String> values) throws IOException {
        change(path, values, Set.of());
    }

    private void change(String path, Map<PropertyName, String> set, Set<PropertyName> unset) throws IOException {
        properties().change(bench().anna(), StorageBench.at(path), set, unset);
    }

    @Test
    void properties_are_set_unset_and_asked_for_by_name() throws IOException {
        assertThat(of("/f/a")).isEmpty();
        set("/f/a", Map.of(COLOUR, "red", SHAPE, "round"));
        assertThat(of("/f/a")).isEqualTo(Map.of(COLOUR, "red", SHAPE, "round"));
        assertThat(of("/f/a", SHAPE)).isEqualTo(Map.of(SHAPE, "round"));
        assertThat(of("/f/a", new PropertyName("", "none"))).isEmpty();
        assertThat(of("/f")).as("they are the node's own").isEmpty();
        change("/f/a", Map.of(SHAPE, "square"), Set.of(COLOUR));
        assertThat(of("/f/a")).isEqualTo(Map.of(SHAPE, "square"));
        change("/f/a", Map.of(), Set.of(COLOUR));
        change("/f/a", Map.of(), Set.of());
        assertThat(of("/f/a")).isEqualTo(Map.of(SHAPE, "square"));
        set("/f", Map.of(COLOUR, "green"));
        Node folder = bench().stat("/f");
        assertThat(properties().get(bench().anna(), Ref.id(folder.space(), folder.id()), Set.of()))
                .isEqualTo(Map.of(COLOUR, "green"));
    }

    @Test
    void a_name_that_is_set_and_unset_is_set() throws IOException {
        change("/f/a", Map.of(COLOUR, "red"), Set.of(COLOUR));
        assertThat(of("/f/a")).isEqualTo(Map.of(COLOUR, "red"));
        change("/f/a", Map.of(COLOUR, "blue"), Set.of(COLOUR));
        assertThat(of("/f/a")).isEqualTo(Map.of(COLOUR, "blue"));
    }

    @Test
    void names_may_have_any_namespace() throws IOException {
        Map<PropertyName, String> values = Map.of(
                new PropertyName("", "colour"), "1",
                new PropertyName("", "Colour"), "2",
                new PropertyName("a", "bcolour"), "3",
                new PropertyName("ab", "colour"), "4",
                new PropertyName("urn:schemas-microsoft-com:", "Win32FileAttributes"), "5",
                new PropertyName("https://example.org/{a}?b=c&d#e", "colour"), "6",
                new PropertyName("https://example.org/ns/", "colour"), "7",
                new PropertyName("https://example.org/na\u00EFve \uD83D\uDCA1", "gr\u00F6\u00DFe"), "8",
                new PropertyName("https://example.org/" + "n".repeat(500), "l".repeat(200)), "9");
        set("/f/a", values);
        assertThat(of("/f/a")).isEqualTo(values);
        for (Map.Entry<PropertyName, String> one : values.entrySet()) {
            assertThat(of("/f/a", one.getKey())).isEqualTo(Map.of(one.getKey(), one.getValue()));
        }
    }

    @Test
    void values_are_kept_character_for_character() throws IOException {
        for (String value : List.of(
                "",
                " ",
                "\n\ttwo\r\nlines \r",
                "<c:r xmlns:c=\"urn:c\" a='1'><!-- -->&lt;&#xD;<![CDATA[]]></c:r>",
                "\u00E4 a\u0308 \uD83D\uDCA1 \u202E \uFEFF",
                "x".repeat(3000))) {
            set("/f/a", Map.of(COLOUR, value));
            assertThat(of("/f/a")).isEqualTo(Map.of(COLOUR, value));
        }
    }

    @Test
    void a_value_is_kept_whole_or_refused() throws IOException {
        Map<PropertyName, String> before = Map.of(COLOUR, "red", SHAPE, "round");
        set("/f/a", before);
        String longest = "\u20AC".repeat(65_536);
        try {
            change("/f/a", Map.of(COLOUR, longest), Set.of(SHAPE));
        } catch (InvalidArgument | NoSpace tooLong) {
            assertThat(of("/f/a")).as("what is refused changes nothing").isEqualTo(before);
            return;
        }
        assertThat(of("/f/a")).isEqualTo(Map.of(COLOUR, longest));
    }

    @Test
    void a_change_is_seen_whole_or_not_at_all() throws Exception {
        set("/f/a", Map.of(COLOUR, "0", SHAPE, "0"));
        AtomicBoolean written = new AtomicBoolean();
        Race.of(12, i -> {
            if (i > 0) {
                try {
                    alternate(Integer.toString(i));
                } finally {
                    written.compareAndSet(false, i == 11);
                }
                return i;
            }
            do {
                Map<PropertyName, String> seen = of("/f/a");
                assertThat(seen).containsKey(COLOUR);
                if (seen.containsKey(SHAPE)) {
                    assertThat(seen.get(SHAPE)).isEqualTo(seen.get(COLOUR));
                }
            } while (!written.get());
            return i;
        });
        Map<PropertyName, String> last = of("/f/a");
        assertThat(last.get(SHAPE)).isNotNull().isEqualTo(last.get(COLOUR));
    }

    private void alternate(String value) throws IOException {
        for (int times = 0; times < 5; times++) {
            change("/f/a", Map.of(COLOUR, value), Set.of(SHAPE));
            change("/f/a", Map.of(COLOUR, value, SHAPE, value), Set.of());
        }
    }

    @Test
    void what_is_not_there_has_none() {
        assertThatThrownBy(() -> of("/none")).isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> set("/none", Map.of(COLOUR, "red"))).isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> change("/none", Map.of(), Set.of(COLOUR))).isInstanceOf(NotFound.class);
    }

    @Test
    void a_change_of_properties_is_none_of_the_content() throws IOException {
        Node before = bench().stat("/f/a");
        set("/f/a", Map.of(COLOUR, "red"));
        Node after = bench().stat("/f/a");
        assertThat(after.id()).isEqualTo(before.id());
        assertThat(after.size()).isEqualTo(before.size());
        assertThat(after.mtime()).isEqualTo(before.mtime());
        assertThat(bench().read("/f/a")).isEqualTo("x");
        assertThat(bench().names("/f")).containsExactly("a");
    }

    @Test
    void properties_outlive_the_driver() throws IOException {
        set("/f/a", Map.of(COLOUR, "red", SHAPE, "round"));
        change("/f/a", Map.of(), Set.of(SHAPE));
        set("/f", Map.of(SHAPE, "flat"));
        bench().restart();
        assertThat(of("/f/a")).isEqualTo(Map.of(COLOUR, "red"));
        assertThat(of("/f")).isEqualTo(Map.of(SHAPE, "flat"));
    }

    @Test
    void properties_go_with_a_move_and_stay_when_a_file_is_written() throws IOException {
        set("/f/a", Map.of(COLOUR, "red"));
        set("/f", Map.of(SHAPE, "flat"));
        bench().put("/f/a", "more");
        assertThat(of("/f/a")).isEqualTo(Map.of(COLOUR, "red"));
        bench().folder("/other");
        bench().move("/f", "/other/moved");
        assertThat(of("/other/moved")).isEqualTo(Map.of(SHAPE, "flat"));
        assertThat(of("/other/moved/a")).isEqualTo(Map.of(COLOUR, "red"));
        bench().folder("/f");
        assertThat(of("/f")).as("none stays with the name").isEmpty();
        bench().move("/other/moved/a", "/a");
        assertThat(of("/a")).isEqualTo(Map.of(COLOUR, "red"));
    }

    @Test
    void properties_end_with_their_node() throws IOException {
        set("/f", Map.of(SHAPE, "flat"));
        set("/f/a", Map.of(COLOUR, "red"));
        bench().delete("/f");
        bench().folder("/f");
        bench().put("/f/a", "x");
        assertThat(of("/f")).isEmpty();
        assertThat(of("/f/a")).isEmpty();
        set("/f/a", Map.of(COLOUR, "red"));
        bench().put("/b", "y");
        bench().moveOver("/b", "/f/a");
        assertThat(of("/f/a")).as("the node that took the place has its own").isEmpty();
    }

    @Test
    void a_copy_has_those_of_its_original_and_goes_its_own_way() throws IOException {
        bench().copying();
        set("/f", Map.of(SHAPE, "flat"));
        set("/f/a", Map.of(COLOUR, "red"));
        bench().copy("/f", "/copy");
        assertThat(of("/copy")).isEqualTo(Map.of(SHAPE, "flat"));
        assertThat(of("/copy/a")).isEqualTo(Map.of(COLOUR, "red"));
        set("/copy/a", Map.of(COLOUR, "blue"));
        change("/f", Map.of(), Set.of(SHAPE));
        assertThat(of("/f/a")).isEqualTo(Map.of(COLOUR, "red"));
        assertThat(of("/copy")).isEqualTo(Map.of(SHAPE, "flat"));
    }

    @Test
    void properties_come_back_from_the_trash() throws IOException {
        set("/f", Map.of(SHAPE, "flat"));
        set("/f/a", Map.of(COLOUR, "red"));
        throughTrash("/f");
        assertThat(of("/f")).isEqualTo(Map.of(SHAPE, "flat"));
        assertThat(of("/f/a")).isEqualTo(Map.of(COLOUR, "red"));
    }
}
