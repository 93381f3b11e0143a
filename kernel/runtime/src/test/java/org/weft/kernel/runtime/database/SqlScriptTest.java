/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.database;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SqlScriptTest {

    @Test
    void statements_end_at_semicolons() {
        assertThat(SqlScript.statements("CREATE TABLE a (b TEXT);\n\nDROP TABLE c;"))
                .containsExactly("CREATE TABLE a (b TEXT)", "DROP TABLE c");
    }

    @Test
    void semicolons_in_quotes_and_bodies_do_not_count() {
        assertThat(SqlScript.statements("INSERT INTO a VALUES ('x;''y'); SELECT \"b;c\"; DO $$ BEGIN; END $$"))
                .containsExactly("INSERT INTO a VALUES ('x;''y')", "SELECT \"b;c\"", "DO $$ BEGIN; END $$");
    }

    @Test
    void comments_are_left_out() {
        assertThat(SqlScript.statements("-- one; two\nSELECT 1; /* three; */ SELECT /**/ 2\n-- end"))
                .containsExactly("SELECT 1", "SELECT   2");
    }

    @Test
    void an_empty_file_has_no_statement() {
        assertThat(SqlScript.statements(" \n-- nothing\n;")).isEmpty();
    }
}
