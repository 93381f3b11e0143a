/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.app.wopi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weft.app.wopi.WopiConfig.Product;
import org.weft.app.wopi.WopiConfig.Proofs;
import org.weft.spi.app.AppAction;
import org.weft.spi.app.AppInfo.FileType;

class DiscoveryReaderTest {

    private static WopiConfig config(String url, String... hosts) {
        return new WopiConfig(
                URI.create(url),
                Product.OTHER,
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty(),
                List.of(hosts),
                Duration.ofHours(1),
                Proofs.AUTO,
                false,
                false,
                WopiConfig.LockCompare.STRICT);
    }

    private static Discovery read(WopiConfig config, String xml) throws IOException {
        return new DiscoveryReader(config).read(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
    }

    private static String actions(String... actions) {
        return "<wopi-discovery><net-zone name=\"external-https\"><app name=\"Word\">" + String.join("", actions)
                + "</app></net-zone></wopi-discovery>";
    }

    private static String action(String name, String extension, String url) {
        return "<action name=\"" + name + "\" ext=\"" + extension + "\" urlsrc=\"" + url + "\"/>";
    }

    @Test
    void types_have_the_actions_that_a_host_knows() throws IOException {
        Discovery discovery = read(
                config("https://office.example.org"),
                actions(
                        action("view", "docx", "https://office.example.org/v?"),
                        action("edit", "docx", "https://office.example.org/e?"),
                        action("view", "", "https://office.example.org/mime"),
                        action("rtc", "docx", "https://office.example.org/r"),
                        "<action name=\"edit\" ext=\"one\" requires=\"cobalt\" urlsrc=\"https://office.example.org/c\"/>"));

        assertThat(discovery.types())
                .containsExactly(new FileType("", "docx", java.util.Set.of(AppAction.VIEW, AppAction.EDIT)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "javascript:alert(1)",
                "data:text/html,x",
                "http://office.example.org/plain",
                "https://evil.example.com/edit?",
                "https://office.example.org@evil.example.com/",
                "https://office.example.org.evil.example.com/",
                "https://evil.example.com\\\\@office.example.org/",
                "https://office.example.org:port/",
                "//office.example.org/edit",
                "https:///edit",
                "https://office.example.org/e dit",
            })
    void an_address_that_leads_elsewhere_is_not_used(String url) {
        assertThatThrownBy(() -> read(config("https://office.example.org"), actions(action("edit", "docx", url))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not used");
    }

    @Test
    void other_hosts_are_used_when_the_operator_names_them() throws IOException {
        WopiConfig config = config("https://office.example.org", "*.apps.example.net");

        Discovery discovery = read(
                config,
                actions(
                        action("edit", "docx", "https://word.apps.example.net/e?"),
                        action("edit", "xlsx", "https://apps.example.net.evil.org/e?")));

        assertThat(discovery.actions()).extracting(Discovery.Action::extension).containsExactly("docx");
    }

    @Test
    void nothing_outside_of_the_discovery_is_read(@TempDir Path folder) throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "https://office.example.org/stolen");
        String entity = "<!DOCTYPE d [<!ENTITY x SYSTEM \"" + secret.toUri() + "\">]>"
                + actions(action("edit", "docx", "https://office.example.org/&x;"));
        String laughs = "<!DOCTYPE d [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>"
                + actions(action("edit", "docx", "https://office.example.org/&b;"));

        for (String xml : List.of(entity, laughs)) {
            assertThatThrownBy(() -> read(config("https://office.example.org"), xml))
                    .isInstanceOf(IOException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html><body>Sign in</body></html>",
                "<wopi-discovery>",
                "{}",
                "<wopi-discovery><proof-key modulus=\"?\" exponent=\"AQAB\"/></wopi-discovery>",
                "<wopi-discovery><proof-key modulus=\"AQAB\" exponent=\"AQAB\"/></wopi-discovery>"
            })
    void what_is_no_discovery_is_refused(String xml) {
        assertThatThrownBy(() -> read(config("https://office.example.org"), xml))
                .isInstanceOf(IOException.class);
    }

    @Test
    void the_zone_of_browsers_outside_wins() throws IOException {
        String xml = "<wopi-discovery><net-zone name=\"internal-https\"><app>"
                + action("edit", "docx", "https://office.example.org/in?")
                + "</app></net-zone><net-zone name=\"external-http\"><app>"
                + action("edit", "docx", "https://office.example.org/plain?")
                + "</app></net-zone><net-zone name=\"external-https\"><app>"
                + action("edit", "docx", "https://office.example.org/out?") + "</app></net-zone></wopi-discovery>";

        assertThat(read(config("https://office.example.org"), xml).actions())
                .extracting(Discovery.Action::url)
                .containsExactly("https://office.example.org/out?");
    }
}
