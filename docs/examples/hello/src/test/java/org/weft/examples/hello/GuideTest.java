/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.examples.hello;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The author guide quotes this example; what it quotes must be what is compiled here. */
class GuideTest {

    private static final Path ROOT = Path.of("..", "..", "..");
    private static final Pattern QUOTE = Pattern.compile("<!-- from (\\S+) -->\\n```\\w+\\n(.*?)```", Pattern.DOTALL);

    @Test
    void the_author_guide_quotes_the_example_word_for_word() throws IOException {
        String guide = Files.readString(ROOT.resolve("docs/authors/guide.md"));
        List<MatchResult> quotes = QUOTE.matcher(guide).results().toList();

        assertThat(quotes).hasSizeGreaterThanOrEqualTo(8);
        for (MatchResult quote : quotes) {
            assertThat(Files.readString(ROOT.resolve(quote.group(1))))
                    .contains(quote.group(2).stripTrailing());
        }
    }

    @Test
    void every_quote_of_java_says_where_it_comes_from() throws IOException {
        String guide = Files.readString(ROOT.resolve("docs/authors/guide.md"));

        assertThat(guide.split("```java", -1))
                .hasSize((int) QUOTE.matcher(guide)
                                .results()
                                .filter(quote -> quote.group(1).endsWith(".java"))
                                .count()
                        + 1);
    }
}
