/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.io.StringReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsersReaderTest {

    private static Users read(String text) throws IOException {
        return UsersReader.read("users.json", new StringReader(text));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`{}`                                        | users.json:1: an array of objects must stand here",
                "``                                          | users.json:1: the file ends in the middle",
                "`[ {\"id\": `                               | users.json:1: the file ends in the middle",
                "`[ 1 ]`                                     | users.json:1: an object must stand here",
                "`[] x`                                      | users.json:1: this is not JSON",
                "`[ {'a': 1} ]`                              | users.json:1: this is not JSON",
                "`[ {\"username\": \"a\"} ]`                 | users.json:1: \"id.opaque_id\" is missing",
                "`[ {\"id\": {\"opaque_id\": \"a\"}} ]`      | users.json:1: \"username\" is missing",
                "`[ {\"id\": {\"opaque_id\": 1}} ]`          | users.json:1: \"id.opaque_id\" must be text",
                "`[ {\"id\": {\"opaque_id\": \"a\", \"type\": 9}} ]` | users.json:1: \"type\" must be a number from 1",
            })
    void a_mistake_is_named_with_its_line(String text, String message) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(BrokenFile.class).hasMessageStartingWith(message);
    }

    @Test
    void the_line_is_that_of_the_account() {
        String text = "[\n" + TestFiles.account("a", "x") + ",\n\n" + TestFiles.account("a", "y") + "\n]";

        assertThatThrownBy(() -> read(text))
                .hasMessage("users.json:4: the username \"a\" is taken by the account on line 2");
    }

    @Test
    void no_message_repeats_what_the_file_says() {
        String text = "[{\"id\": {\"opaque_id\": \"a\"}, \"username\": \"a\", \"secret\": \"sesame\" \"mail\": \"m\"}]";

        assertThatThrownBy(() -> read(text)).message().doesNotContain("sesame");
        assertThat(new Account(Demo.users().current().accounts().getFirst().user(), StoredSecret.parse("sesame"), 1))
                .asString()
                .doesNotContain("sesame");
    }

    @Test
    void the_demo_accounts_are_the_published_ones() {
        assertThat(Demo.users().current().accounts())
                .extracting(
                        account -> account.user().username(),
                        account -> account.user().id().opaque())
                .containsExactly(
                        tuple("einstein", "4c510ada-c86b-4815-8820-42cdf82c3d51"),
                        tuple("marie", "f7fbf8c8-139b-4376-b307-cf0a8c2d0d9c"),
                        tuple("richard", "932b4540-8d16-481e-8ef4-588e4b6b151c"));
    }
}
