/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.webdav;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.http.FixedAuthenticator;
import org.weft.kernel.storage.resource.Target;
import org.weft.kernel.storage.spaces.SpaceDescription;
import org.weft.kernel.storage.spaces.SpaceView;
import org.weft.kernel.testing.OverWire;
import org.weft.spi.Caller;
import org.weft.spi.TraceId;
import org.weft.spi.storage.Grant;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Right;
import org.weft.spi.storage.Rights;

/** Spaces and the rights of others in them, over WebDAV. */
@OverWire
class SpacesTest {

    private static final Rights READ = Rights.of(Right.STAT, Right.LIST_CONTAINER, Right.DOWNLOAD);
    private static final String PROPERTIES = "<d:propfind xmlns:d=\"DAV:\" xmlns:oc=\"http://owncloud.org/ns\"><d:prop>"
            + "<d:displayname/><oc:permissions/><oc:id/></d:prop></d:propfind>";

    @TempDir
    Path directory;

    private DavSite site;
    private final Caller einstein = caller("einstein");

    @BeforeEach
    void start() throws IOException {
        site = new DavSite(directory, false);
    }

    @AfterEach
    void stop() {
        site.close();
    }

    private static Caller caller(String name) {
        return FixedAuthenticator.visitor(name).caller().apply(new TraceId("test"));
    }

    private SpaceView project(String name) {
        return site.services
                .projects()
                .create(einstein, Optional.empty(), name, Optional.empty(), SpaceDescription.NONE);
    }

    private void grant(Target target, String to, Rights rights) {
        site.services.grants().add(einstein, target, new Grant.ToUser(caller(to).user()), rights, Optional.empty());
    }

    private static String url(SpaceView space) {
        return "/dav/spaces/" + space.id().storage() + '$' + space.id().space();
    }

    private String propfind(String user, String path, String depth) throws IOException {
        return site.askAs(user, "PROPFIND", path, PROPERTIES, "Depth: " + depth).body();
    }

    private int status(String user, String method, String path, String... headers) throws IOException {
        return site.askAs(user, method, path, "", headers).status();
    }

    @Test
    void a_project_is_reached_by_its_id_and_by_its_name() throws IOException {
        SpaceView space = project("the project");
        assertThat(site.ask("PUT", url(space) + "/f", "text").status()).isEqualTo(201);
        assertThat(site.ask("GET", url(space) + "/f", "").body()).isEqualTo("text");
        assertThat(site.ask("GET", "/dav/tree/spaces/the%20project/f", "").body())
                .isEqualTo("text");
        assertThat(propfind("einstein", "/dav/tree/spaces", "1"))
                .contains("<d:href>/dav/tree/spaces/the%20project/</d:href>");
        assertThat(propfind("einstein", "/dav/tree", "1")).contains("<d:href>/dav/tree/spaces/</d:href>");
        assertThat(status("marie", "GET", url(space) + "/f")).isEqualTo(404);
        assertThat(status("marie", "GET", "/dav/tree/spaces/the%20project/f")).isEqualTo(404);
        assertThat(status("einstein", "DELETE", url(space))).isEqualTo(403);
        assertThat(status("einstein", "MOVE", url(space), "Destination: /webdav/x"))
                .isEqualTo(403);
    }

    @Test
    void the_spaces_of_a_caller_are_listed_with_their_names_and_permissions() throws IOException {
        SpaceView space = project("the project");
        project("another");
        String own = propfind("einstein", "/dav/spaces", "1");
        assertThat(own)
                .contains("<d:href>/dav/spaces/id-homes$" + space.id().space() + "/</d:href>")
                .contains("<d:displayname>the project</d:displayname><oc:permissions>RGCK</oc:permissions>")
                .contains("<d:displayname>another</d:displayname>")
                .contains("<d:displayname>einstein</d:displayname>");
        assertThat(propfind("einstein", "/dav/spaces", "0")).doesNotContain("the project");
        assertThat(propfind("marie", "/dav/spaces", "1")).doesNotContain("the project");
        grant(Target.id(space.id()), "marie", READ);
        assertThat(propfind("marie", "/dav/spaces", "1"))
                .contains("<d:displayname>the project</d:displayname><oc:permissions>G</oc:permissions>")
                .doesNotContain("another");
        assertThat(propfind("marie", "/remote.php/dav/spaces/", "1")).contains("/remote.php/dav/spaces/id-homes$");
        assertThat(status("marie", "PUT", "/dav/spaces")).isEqualTo(405);
        assertThat(site.askAs("marie", "OPTIONS", "/dav/spaces", "").status()).isEqualTo(200);
    }

    @Test
    void every_method_is_judged_by_what_is_granted_there() throws IOException {
        SpaceView space = project("p");
        String top = url(space);
        site.ask("MKCOL", top + "/open", "");
        site.ask("MKCOL", top + "/closed", "");
        site.ask("PUT", top + "/open/f", "text");
        site.ask("PUT", top + "/closed/f", "secret");
        Target root = Target.id(space.id());
        grant(root, "marie", READ);
        grant(root.resolve("open"), "marie", Rights.all().minus(Right.ADD_GRANT, Right.DENY_GRANT));
        grant(root.resolve("closed"), "marie", Rights.none());
        assertThat(propfind("marie", top, "1"))
                .contains("<oc:permissions>GDNVCK</oc:permissions>")
                .contains("/open/</d:href>")
                .doesNotContain("closed");
        for (String method : new String[] {"GET", "HEAD", "PROPFIND", "PUT", "DELETE", "MKCOL", "PROPPATCH", "LOCK"}) {
            assertThat(status("marie", method, top + "/closed/f", "Depth: 0"))
                    .as(method)
                    .isIn(400, 404, 409);
            assertThat(status("marie", method, top + "/closed/missing", "Depth: 0"))
                    .as(method)
                    .isEqualTo(status("marie", method, top + "/closed/f", "Depth: 0"));
        }
        assertThat(status("marie", "PUT", top + "/new")).isEqualTo(403);
        assertThat(status("marie", "MKCOL", top + "/new")).isEqualTo(403);
        assertThat(status("marie", "DELETE", top + "/open/f")).isEqualTo(204);
        assertThat(status("marie", "PUT", top + "/open/g")).isEqualTo(201);
        assertThat(status("marie", "MOVE", top + "/open/g", "Destination: " + top + "/g"))
                .isEqualTo(403);
        assertThat(status("marie", "MOVE", top + "/open/g", "Destination: " + top + "/closed/g"))
                .isIn(404, 409);
        assertThat(status("marie", "COPY", top + "/closed/f", "Destination: " + top + "/open/stolen"))
                .isEqualTo(404);
        assertThat(status("marie", "COPY", top + "/open", "Destination: /webdav/mine"))
                .isEqualTo(201);
        assertThat(site.ask("GET", top + "/closed/f", "").body()).isEqualTo("secret");
    }

    @Test
    void a_file_that_was_given_to_somebody_is_reached_by_its_id_alone() throws IOException {
        site.put("f", "text");
        Matcher id = Pattern.compile("<oc:id>(.+?)</oc:id>").matcher(propfind("einstein", "/webdav/f", "0"));
        assertThat(id.find()).isTrue();
        String url = "/dav/spaces/" + id.group(1);
        assertThat(status("marie", "GET", url)).isEqualTo(404);
        grant(Target.path(RelPath.parse("home/f")), "marie", READ);
        assertThat(site.askAs("marie", "GET", url, "").body()).isEqualTo("text");
        assertThat(status("marie", "DELETE", url)).isEqualTo(403);
        assertThat(status("marie", "PROPPATCH", url)).isIn(400, 403);
    }
}
