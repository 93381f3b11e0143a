/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.mount;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.Conflict;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.PreconditionFailed;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.SpaceId;

class CallerPathsTest {

    private static final RelPath HOME = RelPath.parse("users/4c51");

    private static String told(String words, RelPath inner, boolean veiled, String named) {
        Ref target = new Ref.ById(
                Optional.of(new SpaceId("s")),
                new NodeId("n"),
                named.isEmpty() ? RelPath.root() : RelPath.parse(named));
        return CallerPaths.told(new Conflict(words), inner, veiled, target).text();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    /users/4c51/q/d exists already                          | /q/d exists already
                    there is no folder /users/4c51/no; make it first        | there is no folder /no; make it first
                    /users/4c51 is a folder                                 | / is a folder
                    can't move /users/4c51/a to /users/4c51/b               | can't move /a to /b
                    nothing that has a path                                 | nothing that has a path
                    its etag is now "a/b"                                   | its etag is now "a/b"
                    """)
    void paths_begin_where_the_callers_view_does(String words, String wanted) {
        assertThat(told(words, HOME, false, "q/d")).isEqualTo(wanted);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    there is no folder /users/4c51/a case/photos/no; make it | no/x | there is no folder /no; make it
                    /users/4c51/no/a case/no/x exists already                | no/x | /no/x exists already
                    /users/4c51/a case/photos is no folder                   | ''   | a file is where a folder is needed, or a folder where a file is
                    /users/4c51/a case/photos is no folder                   | x/y  | a file is where a folder is needed, or a folder where a file is
                    its etag is now "a/b"                                    | x    | its etag is now "a/b"
                    """)
    void names_above_what_a_caller_was_given_are_told_nobody(String words, String named, String wanted) {
        assertThat(told(words, HOME, true, named)).isEqualTo(wanted);
        assertThat(told(words.replace("/users/4c51", ""), RelPath.root(), true, named))
                .isEqualTo(wanted);
    }

    @Test
    void a_failure_stays_of_its_kind() {
        WeftException missing = CallerPaths.told(
                NotFound.parent("there is no folder /users/4c51/no"), HOME, false, Ref.path(HOME.resolve("no")));
        assertThat(missing)
                .isInstanceOfSatisfying(
                        NotFound.class, told -> assertThat(told.isParent()).isTrue());
        PreconditionFailed changed = new PreconditionFailed("nothing to hide");
        assertThat(CallerPaths.told(changed, HOME, false, Ref.path(HOME))).isSameAs(changed);
    }
}
