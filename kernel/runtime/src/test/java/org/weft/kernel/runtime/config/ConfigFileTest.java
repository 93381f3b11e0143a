/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.spi.config.Default;
import org.weft.spi.config.Doc;
import org.weft.spi.config.Range;
import org.weft.spi.config.Secret;
import org.weft.spi.config.Size;
import org.weft.spi.storage.RelPath;

class ConfigFileTest {

    @TempDir
    Path folder = Path.of("");

    private ParsedConfig parse(String text) {
        return new ConfigFile(Map.of("JWT", "a-secret-of-enough-length", "KEY", "k1")).parse("weft.toml", text, folder);
    }

    private static ServerConfig valid(ParsedConfig parsed) {
        assertThat(parsed.problems()).isEmpty();
        return parsed.config().orElseThrow();
    }

    private static List<String> lines(ParsedConfig parsed) {
        return parsed.problems().stream().map(Problem::toString).toList();
    }

    @Test
    void an_empty_file_gives_the_defaults() {
        ServerConfig config = valid(parse(""));

        assertThat(config.server().http()).hasToString("127.0.0.1:19001");
        assertThat(config.server().grpc()).hasToString("127.0.0.1:19000");
        assertThat(config.server().drain()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.storage()).isEmpty();
    }

    @Test
    void a_full_file_is_bound() {
        ServerConfig config = valid(parse("""
            [server]
            http = "[::1]:8080"
            external-url = "https://files.example.org"
            spool = "spool"
            jwt-secret = "env:JWT"
            drain = "1m30s"

            [[storage]]
            name = "home"
            driver = "localfs"
            mount = "/home"
            everyone = "none"
            disable = ["versions"]
            options = { root = "tree" }

            [[storage]]
            name = "data"
            driver = "s3"
            mount = "/data/big"
            id = "b7"
            required = true

            [[auth]]
            name = "local"
            driver = "json"
            """));

        assertThat(config.server().http()).isEqualTo(new Address("::1", 8080));
        assertThat(config.server().externalUrl()).contains(URI.create("https://files.example.org"));
        assertThat(config.server().spool()).contains(folder.resolve("spool"));
        assertThat(config.server().jwtSecret()).contains("a-secret-of-enough-length");
        assertThat(config.server().drain()).isEqualTo(Duration.ofSeconds(90));
        assertThat(config.server().toString()).doesNotContain("a-secret");
        assertThat(config.storage()).extracting(StorageSection::name).containsExactly("home", "data");
        assertThat(config.storage().getFirst().everyone()).isEqualTo(StorageSection.Everyone.NONE);
        assertThat(config.storage().get(1).path()).isEqualTo(RelPath.parse("data/big"));
        assertThat(config.storage().get(1).required()).isTrue();
        assertThat(config.auth()).extracting(AuthSection::driver).containsExactly("json");
    }

    @Test
    void project_spaces_are_made_in_a_storage_that_is_there() {
        String storage = """
            [[storage]]
            name = "home"
            driver = "localfs"
            mount = "/home"
            """;
        ServerConfig config = valid(parse("[spaces]\nstorage = \"home\"\ncreate = [\"anna\"]\n" + storage));
        assertThat(config.spaces().create()).containsExactly("anna");
        assertThat(valid(parse(storage)).spaces().create()).containsExactly("everyone");
        assertThat(parse("[spaces]\nstorage = \"hom\"\n" + storage).problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.message())
                        .isEqualTo("'storage' in [spaces] is 'hom', and no [[storage]] has this name"));
    }

    @Test
    void all_mistakes_are_reported_at_once_with_line_column_and_nearest_key() {
        ParsedConfig parsed = parse("""
            [server]
            htpp = "127.0.0.1:1"
            grpc = 19000
            drain = "soon"
            [servr]
            [[storage]]
            name = "Home"
            driver = "localfs"
            mount = "home"
            everyone = "wirte"
            required = "yes"
            [[storage]]
            driver = "localfs"
            [log]
            level = "loud"
            """);

        assertThat(parsed.config()).isEmpty();
        assertThat(lines(parsed))
                .containsExactly(
                        "weft.toml:2:1: unknown key 'htpp' in [server]; did you mean 'http'?",
                        "weft.toml:3:1: 'grpc' in [server] must be text in quotes, not a number",
                        "weft.toml:4:1: 'drain' in [server] is 'soon': write a duration like 500ms, 30s, 5m, 12h or 7d",
                        "weft.toml:5:1: unknown key 'servr'; did you mean 'server'?",
                        "weft.toml:10:1: 'everyone' in [[storage]] is 'wirte'; did you mean 'write'?",
                        "weft.toml:11:1: 'required' in [[storage]] must be true or false, not text",
                        "weft.toml:12:1: 'name' is missing in [[storage]]: What the entry is called in logs, metrics"
                                + " and lists; unique.",
                        "weft.toml:12:1: 'mount' is missing in [[storage]]: Where it stands in the tree: `/home` for"
                                + " each user's own space, else a path of your own.",
                        "weft.toml:15:1: 'level' in [log] is 'loud'; known are debug, error, info, trace, warn");
    }

    @Test
    void what_must_be_unique_is_unique() {
        ParsedConfig parsed = parse("""
            [[storage]]
            name = "a"
            driver = "x"
            mount = "/home"
            id = "1"
            [[storage]]
            name = "a"
            driver = "x"
            mount = "//home/"
            id = "1"
            """);

        assertThat(lines(parsed))
                .containsExactly(
                        "weft.toml:7:1: 'name' in [[storage]] is 'a' again; line 2 has it already",
                        "weft.toml:9:1: 'mount' in [[storage]] is '//home/' again; line 4 has it already",
                        "weft.toml:10:1: 'id' in [[storage]] is '1' again; line 5 has it already");
    }

    @Test
    void the_options_of_the_store_of_shares_are_known_though_it_names_no_driver() {
        ParsedConfig parsed = parse("[shares]\nfolder = 1\noptions = { a = 1 }\n");

        assertThat(lines(parsed)).hasSize(1);
        assertThat(parsed.entries())
                .extracting(ParsedConfig.Entry::section, ParsedConfig.Entry::driver)
                .containsExactly(tuple("shares", "sql"));
    }

    @Test
    void whatever_a_driver_serves_has_a_name_of_its_own_and_is_told_even_in_a_file_with_mistakes() {
        for (String section : List.of("storage", "auth", "directory", "share-policy", "app")) {
            ParsedConfig parsed = parse(("""
                [[%1$s]]
                name = "a"
                driver = "x"
                [[%1$s]]
                name = "a"
                driver = "y"
                """).formatted(section));

            assertThat(lines(parsed))
                    .contains("weft.toml:5:1: 'name' in [[" + section + "]] is 'a' again; line 2 has it already");
            assertThat(parsed.entries())
                    .extracting(ParsedConfig.Entry::section, ParsedConfig.Entry::driver)
                    .containsExactly(tuple(section, "x"), tuple(section, "y"));
        }
    }

    @Test
    void a_syntax_error_does_not_hide_the_other_mistakes() {
        ParsedConfig parsed = parse("""
            [server]
            htpp = "127.0.0.1:1"
            grpc =
            [log]
            format = "xml"
            """);

        assertThat(lines(parsed)).hasSize(3).anyMatch(line -> line.startsWith("weft.toml:3:"));
    }

    @Test
    void a_secret_that_is_not_there_is_named_by_its_place() {
        assertThat(lines(parse("[server]\njwt-secret = \"env:NOPE\"")))
                .containsExactly(
                        "weft.toml:2:1: 'jwt-secret' in [server] cannot be found: the environment variable NOPE is not"
                                + " set");
        assertThat(lines(parse("[server]\njwt-secret = \"file:nope\"")))
                .singleElement()
                .asString()
                .contains("nope does not exist");
    }

    @Test
    void a_refused_secret_is_not_shown() {
        assertThat(lines(parse("[server]\njwt-secret = \"hush\"")))
                .singleElement()
                .asString()
                .startsWith("weft.toml:2:1:")
                .doesNotContain("hush");
    }

    @Test
    void a_secret_may_stand_in_a_file() throws IOException {
        Files.writeString(folder.resolve("secret"), "twenty-characters-long\n");

        assertThat(valid(parse("[server]\njwt-secret = \"file:secret\""))
                        .server()
                        .jwtSecret())
                .contains("twenty-characters-long");
    }

    @Test
    void a_missing_file_and_a_binary_file_are_problems() throws IOException {
        Path binary = Files.write(folder.resolve("x.toml"), new byte[] {(byte) 0xff, 0, 1});
        ConfigFile files = new ConfigFile(Map.of());

        assertThat(files.load(folder.resolve("none.toml")).problems())
                .singleElement()
                .asString()
                .contains("no such file");
        assertThat(files.load(binary).problems()).singleElement().asString().contains("not UTF-8");
    }

    enum Mode {
        FAST,
        VERY_SAFE
    }

    record Inner(@Default("3") @Range(min = 1, max = 9) int depth, Optional<Path> place) {}

    record BucketOptions(
            @Doc("Where.") Path root,
            @Secret String key,

            @Default("64KiB") @Range(min = 1024, max = 1048576)
            Size part,

            @Default("5m") @Range(min = 1) Duration pause,
            @Default("very-safe") Mode mode,
            List<String> names,
            Map<String, Integer> weights,
            Inner inner,
            @Default("a, b") List<String> some,
            @Default("0.5") double ratio) {}

    private DriverOptions.Bound<BucketOptions> bind(String options) {
        ServerConfig config = valid(parse("""
            [[storage]]
            name = "a"
            driver = "x"
            mount = "/a"
            [storage.options]
            """ + options));
        return config.storage().getFirst().options().bind(BucketOptions.class);
    }

    @Test
    void tables_within_the_options_of_a_driver_are_not_taken_for_the_servers_own() {
        assertThat(bind("""
            root = "/srv"
            key = "env:KEY"
            inner = { depth = "deep", widht = 1 }
            """).problems())
                .extracting(Problem::message)
                .anySatisfy(message -> assertThat(message).startsWith("'depth' in [options.inner] must be"))
                .anySatisfy(message -> assertThat(message).startsWith("unknown key 'widht' in [options.inner]"));
    }

    @Test
    void the_options_of_a_driver_are_bound_when_its_record_is_known() {
        BucketOptions options = bind("""
            root = "/srv"
            key = "env:KEY"
            part = "1MiB"
            pause = "PT2M"
            mode = "fast"
            names = ["n", "m"]
            weights = { a = 1, b = 2 }
            inner = { depth = 4 }
            """).value().orElseThrow();

        assertThat(options)
                .isEqualTo(new BucketOptions(
                        Path.of("/srv"),
                        "k1",
                        new Size(1 << 20),
                        Duration.ofMinutes(2),
                        Mode.FAST,
                        List.of("n", "m"),
                        Map.of("a", 1, "b", 2),
                        new Inner(4, Optional.empty()),
                        List.of("a", "b"),
                        0.5));
    }

    @Test
    void mistakes_in_the_options_of_a_driver_have_their_places() {
        DriverOptions.Bound<BucketOptions> bound = bind("""
            rot = "/srv"
            key = 7
            part = 12
            pause = "0s"
            mode = "save"
            names = ["n", 1]
            weights = { a = "x" }
            inner = { depth = 10, more = true }
            """);

        assertThat(bound.value()).isEmpty();
        assertThat(bound.problems().stream().map(Problem::toString))
                .containsExactlyInAnyOrder(
                        "weft.toml:6:1: unknown key 'rot' in options; did you mean 'root'?",
                        "weft.toml:5:1: 'root' is missing in options: Where.",
                        "weft.toml:7:1: 'key' in options must be text in quotes, env:NAME or file:PATH",
                        "weft.toml:8:1: 'part' in options is 12; it must be from 1KiB to 1MiB",
                        "weft.toml:9:1: 'pause' in options is 0s; it must be at least 1s",
                        "weft.toml:10:1: 'mode' in options is 'save'; known are fast, very-safe",
                        "weft.toml:11:15: 'names' in options must be text in quotes, not a number",
                        "weft.toml:12:13: 'a' in [options.weights] must be a whole number, not text",
                        "weft.toml:13:11: 'depth' in [options.inner] is 10; it must be from 1 to 9",
                        "weft.toml:13:23: unknown key 'more' in [options.inner]; known are depth, place");
    }

    @Test
    void the_reference_names_type_default_and_bounds() {
        String text = ConfigReference.driver("storage", "x", BucketOptions.class);

        assertThat(text)
                .contains("| `root` | path | **required** | Where. |")
                .contains("| `part` | size, from 1KiB to 1MiB | `64KiB` |  |")
                .contains("| `mode` | `fast` or `very-safe` | `very-safe` |  |")
                .contains("| `inner.depth` | whole number, from 1 to 9 | `3` |  |")
                .contains("| `weights` | table of whole number | none |  |");
    }
}
