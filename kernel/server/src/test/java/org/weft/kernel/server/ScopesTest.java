/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.testing.OverWire;

/** What each kind of token opens over HTTP, and what it does not: by path and by id, and by paths that try to leave. */
@OverWire
class ScopesTest {

    private static final String LOCK = "<d:lockinfo xmlns:d='DAV:'><d:lockscope><d:exclusive/></d:lockscope>"
            + "<d:locktype><d:write/></d:locktype></d:lockinfo>";
    private static final String PROPERTY = "<d:propertyupdate xmlns:d='DAV:'><d:set><d:prop><x"
            + " xmlns='urn:x'>1</x></d:prop></d:set></d:propertyupdate>";
    private static final String FAVORITE = "<d:propertyupdate xmlns:d='DAV:'><d:set><d:prop>"
            + "<oc:favorite xmlns:oc='http://owncloud.org/ns'>1</oc:favorite></d:prop></d:set></d:propertyupdate>";
    private static final List<String> NAMES =
            List.of("get.txt", "put.txt", "copy.txt", "move.txt", "delete.txt", "lock.txt", "open.txt");

    @TempDir
    Path data;

    /**
     * Requests, and the status for each token in the order of {@link ScopedTokens#all}; 000 for a list that tells nothing.
     * {@code IN} is the folder that tokens are for, {@code OUT} the one beside it.
     */
    private static final String ACTS = """
        PROPFIND IN                                                          | 207 207 207 207 404 404 404 404 207 207 207 207 403 207 401 401
        PROPFIND OUT                                                         | 207 207 207 207 404 404 404 404 404 404 404 404 404 404 401 401
        PROPFIND DAV/spaces/SPACE                                            | 207 207 207 207 404 404 404 404 404 404 404 404 404 404 401 401
        PROPFIND DAV/spaces/                                                 | 207 207 207 207 000 000 000 000 000 000 000 000 000 000 401 401
        PROPFIND HOME/                                                       | 207 207 207 207 404 404 404 404 404 404 404 404 404 404 401 401
        PROPFIND HOME/a                                                      | 207 207 207 207 404 404 404 404 404 404 404 404 404 404 401 401
        PROPFIND HOME/a/b                                                    | 207 207 207 207 404 404 404 404 207 207 404 404 404 404 401 401
        PROPFIND HOME/a/bc                                                   | 207 207 207 207 404 404 404 404 404 404 404 404 404 404 401 401
        PROPFIND TREE/a/b                                                    | 207 207 207 207 404 404 404 404 207 207 404 404 404 404 401 401
        PROPFIND TREE/a/bc                                                   | 207 207 207 207 404 404 404 404 404 404 404 404 404 404 401 401
        GET IN/get.txt                                                       | 200 200 200 200 404 404 404 404 200 200 200 200 404 200 401 401
        GET OUT/get.txt                                                      | 200 200 200 200 404 404 404 404 404 404 404 404 404 404 401 401
        GET HOME/a/b/get.txt                                                 | 200 200 200 200 404 404 404 404 200 200 404 404 404 404 401 401
        GET HOME/a/bc/get.txt                                                | 200 200 200 200 404 404 404 404 404 404 404 404 404 404 401 401
        GET INc/get.txt                                                      | 404 404 404 404 404 404 404 404 404 404 404 404 404 404 401 401
        GET IN/../bc/get.txt                                                 | 400 400 400 400 400 400 400 400 400 400 400 400 400 400 400 400
        GET IN/%2e%2e/bc/get.txt                                             | 400 400 400 400 400 400 400 400 400 400 400 400 400 400 400 400
        GET IN/..%2fbc%2fget.txt                                             | 400 400 400 400 400 400 400 400 400 400 400 400 400 400 400 400
        GET IN%2fget.txt                                                     | 400 400 400 400 400 400 400 400 400 400 400 400 400 400 400 400
        GET HOME/a/b%2f..%2fbc%2fget.txt                                     | 400 400 400 400 400 400 400 400 400 400 400 400 400 400 400 400
        GET HOME/a/b/%2e%2e/bc/get.txt                                       | 400 400 400 400 400 400 400 400 400 400 400 400 400 400 400 400
        PUT IN/put.txt text                                                  | 204 204 403 403 404 404 404 404 204 403 403 204 201 204 401 401
        PUT IN/new.txt text                                                  | 201 201 403 403 404 404 404 404 201 403 403 201 201 201 401 401
        PUT OUT/put.txt text                                                 | 204 204 403 403 404 404 404 404 404 404 404 404 404 404 401 401
        PUT OUT/new.txt text                                                 | 201 201 403 403 404 404 404 404 404 404 404 404 404 404 401 401
        PUT IN/%2e%2e/new.txt text                                           | 400 400 400 400 400 400 400 400 400 400 400 400 400 400 400 400
        PUT HOME/a/b/newer.txt text                                          | 201 201 403 403 404 404 404 404 201 403 404 404 404 404 401 401
        PUT HOME/a/bc/newer.txt text                                         | 201 201 403 403 404 404 404 404 404 404 404 404 404 404 401 401
        MKCOL IN/folder                                                      | 201 201 403 403 404 404 404 404 201 403 403 201 404 201 401 401
        MKCOL OUT/folder                                                     | 201 201 403 403 404 404 404 404 404 404 404 404 404 404 401 401
        PROPPATCH IN/sub property                                            | 207 207 403 403 404 404 404 404 207 403 403 207 404 207 401 401
        PROPPATCH OUT/sub property                                           | 207 207 403 403 404 404 404 404 404 404 404 404 404 404 401 401
        PROPPATCH IN/sub favorite                                            | 207 207 403 403 404 404 404 404 403 403 403 403 404 403 401 401
        COPY IN/copy.txt -> IN/copied.txt                                    | 201 201 403 403 404 404 404 404 201 403 403 201 404 201 401 401
        COPY OUT/copy.txt -> IN/carried.txt                                  | 201 201 403 403 404 404 404 404 404 403 403 404 404 404 401 401
        COPY IN/copy.txt -> OUT/carried.txt                                  | 201 201 403 403 404 404 404 404 404 404 404 404 404 404 401 401
        MOVE OUT/move.txt -> IN/moved.txt                                    | 201 201 403 403 404 404 404 404 404 404 404 404 404 404 401 401
        MOVE IN/move.txt -> OUT/moved-out.txt                                | 201 201 403 403 404 404 404 404 404 403 403 404 404 404 401 401
        MOVE IN/copy.txt -> IN/renamed.txt                                   | 201 201 403 403 404 404 404 404 201 403 403 201 404 201 401 401
        DELETE IN/delete.txt                                                 | 204 204 403 403 404 404 404 404 204 403 403 204 404 204 401 401
        DELETE OUT/delete.txt                                                | 204 204 403 403 404 404 404 404 404 404 404 404 404 404 401 401
        PROPFIND DAV/trash-bin/einstein                                      | 207 207 403 403 404 404 404 404 404 404 404 404 404 404 401 401
        PROPFIND DAV/spaces/trash-bin/SPACE                                  | 207 207 403 403 404 404 404 404 404 404 404 404 404 404 401 401
        DELETE DAV/trash-bin/einstein                                        | 204 403 403 403 404 404 404 404 404 404 404 404 404 404 401 401
        PROPFIND DAV/meta/<file-in>/v                                        | 207 207 207 207 404 404 404 404 207 207 403 403 404 207 401 401
        PROPFIND DAV/meta/<file-out>/v                                       | 207 207 207 207 404 404 404 404 404 404 404 404 404 404 401 401
        GET OCS/cloud/user                                                   | 200 200 200 200 200 200 200 200 200 200 200 200 200 200 401 401
        GET OCS/cloud/capabilities                                           | 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200
        GET OCS/cloud/users/einstein                                         | 200 200 200 200 403 403 403 403 403 403 403 403 403 403 401 401
        GET OCS/apps/files_sharing/api/v1/sharees?search=marie&itemType=file | 200 200 200 200 403 403 403 403 403 403 403 403 403 403 401 401
        GET OCSSHARES                                                        | 200 200 200 200 403 403 403 403 403 403 403 403 403 403 401 401
        POST OCSSHARES shareType=3&path=/a/b&permissions=1                   | 200 403 403 403 404 404 404 404 403 403 404 404 404 404 401 401
        POST OCSSHARES shareType=0&shareWith=marie&path=/a/b&permissions=1   | 200 403 403 403 404 404 404 404 403 403 404 404 404 404 401 401
        DELETE OCSSHARES/<share>                                             | 200 403 403 403 404 404 404 404 404 404 404 404 404 404 401 401
        GET OCS/core/getapppassword                                          | 200 403 403 403 403 403 403 403 403 403 403 403 403 403 401 401
        POST /app/open?file_id=<file-in>                                     | 200 200 200 200 404 404 404 404 200 200 200 200 404 200 401 401
        POST /app/open?file_id=<file-out>                                    | 200 200 200 200 404 404 404 404 404 404 404 404 404 404 401 401
        POST /app/new?parent_container_id=<in>&filename=n.txt                | 200 200 403 403 404 404 404 404 200 403 403 200 200 200 401 401
        POST /app/new?parent_container_id=<out>&filename=n.txt               | 200 200 403 403 404 404 404 404 404 404 404 404 404 404 401 401
        GET /archiver?id=<in>                                                | 200 200 200 200 404 404 404 404 200 200 200 200 403 200 401 401
        GET /archiver?id=<out>                                               | 200 200 200 200 404 404 404 404 404 404 404 404 404 404 401 401
        GET /account                                                         | 303 303 303 303 303 303 303 303 303 303 303 303 303 303 303 303
        LOCK IN/lock.txt lock                                                | 200 200 403 403 404 404 404 404 200 403 403 200 404 200 401 401
        LOCK OUT/lock.txt lock                                               | 200 200 403 403 404 404 404 404 404 404 404 404 404 404 401 401
        DELETE IN                                                            | 423 423 403 403 404 404 404 404 403 403 403 403 403 403 401 401
        """;

    @TestFactory
    List<DynamicTest> tokens() throws Exception {
        return ScopedTokens.each(data, NAMES, ScopesTest::judge);
    }

    private static void judge(ScopedTokens tokens, int column) throws Exception {
        Map<String, String> wanted = new LinkedHashMap<>();
        Map<String, String> found = new LinkedHashMap<>();
        String token = List.copyOf(tokens.all().values()).get(column);
        for (String row : ACTS.lines().toList()) {
            int bar = row.indexOf('|');
            String act = row.substring(0, bar).strip();
            wanted.put(act, row.substring(bar + 1).strip().split(" ")[column]);
            found.put(act, status(tokens, act, token));
        }
        assertThat(found).containsExactlyEntriesOf(wanted);
    }

    private static String status(ScopedTokens tokens, String act, String token) throws IOException {
        String[] words = act.split(" ", -1);
        String path = resolved(tokens, words[1]);
        List<String> headers = new ArrayList<>(List.of("x-access-token: " + token));
        if (words[0].equals("PROPFIND") || words[0].equals("LOCK")) {
            headers.add(words[0].equals("LOCK") ? "Depth: 0" : "Depth: 1");
        }
        String body = "";
        if (words.length > 2 && words[2].equals("->")) {
            headers.add("Destination: " + resolved(tokens, words[3]));
        } else if (words.length > 2 && words[2].contains("=")) {
            headers.add("Content-Type: application/x-www-form-urlencoded");
            body = words[2];
        } else if (words.length > 2) {
            body = switch (words[2]) {
                case "lock" -> LOCK;
                case "property" -> PROPERTY;
                case "favorite" -> FAVORITE;
                default -> words[2];
            };
        }
        var answer = tokens.whole.send(words[0], path, body, headers.toArray(String[]::new));
        if (answer.status() == 207 && words[1].equals("DAV/spaces/")) {
            return answer.body().contains("id-homes") || answer.body().contains("Relativity") ? "207" : "000";
        }
        return String.valueOf(answer.status());
    }

    private static String resolved(ScopedTokens tokens, String path) {
        String in = tokens.id("home/a/b").toString();
        String out = tokens.id("home/a/bc").toString();
        return path.replace("HOME", "/remote.php/dav/files/einstein")
                .replace("TREE", "/remote.php/dav/tree/home")
                .replace("OUT", "/remote.php/dav/spaces/" + out)
                .replace("IN", "/remote.php/dav/spaces/" + in)
                .replace("SPACE", in.substring(0, in.indexOf('!')))
                .replace("DAV", "/remote.php/dav")
                .replace("OCS", "/ocs/v2.php")
                .replace("SHARES", "/apps/files_sharing/api/v1/shares")
                .replace("<share>", tokens.share.id().value())
                .replace("<in>", in)
                .replace("<out>", out)
                .replace("<file-in>", tokens.id("home/a/b/open.txt").toString())
                .replace("<file-out>", tokens.id("home/a/bc/open.txt").toString());
    }
}
