/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresUrlTest {

    @Test
    void user_and_password_are_taken_out_of_the_url() {
        PostgresUrl url = PostgresUrl.parse("postgresql://weft:p%40ss+w@db.example:5433/weft?sslmode=require");
        assertThat(url.jdbc()).isEqualTo("jdbc:postgresql://db.example:5433/weft?sslmode=require");
        assertThat(url.user()).contains("weft");
        assertThat(url.password()).contains("p@ss+w");
    }

    @Test
    void the_form_of_JDBC_is_understood_too() {
        PostgresUrl url = PostgresUrl.parse("jdbc:postgresql://db/weft?user=a&password=b");
        assertThat(url.jdbc()).isEqualTo("jdbc:postgresql://db/weft");
        assertThat(url.user()).contains("a");
        assertThat(url.password()).contains("b");
    }

    @Test
    void it_never_shows_the_password() {
        assertThat(PostgresUrl.parse("postgres://weft:secret@db/weft").toString())
                .doesNotContain("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mysql://secret@h/d", "postgresql://:secret@/x y", "secret", "postgresql://u:secret@host"})
    void another_url_is_refused_without_repeating_it(String url) {
        assertThatThrownBy(() -> PostgresUrl.parse(url))
                .isInstanceOf(DatabaseFailure.class)
                .hasMessageContaining("postgresql://")
                .hasMessageNotContaining("secret");
    }
}
