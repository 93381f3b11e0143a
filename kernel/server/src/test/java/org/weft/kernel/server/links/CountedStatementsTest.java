/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server.links;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.sharing.link.LinkRules;
import org.weft.kernel.sharing.share.LocalShares;
import org.weft.kernel.sharing.share.ReceivedShares.Decision;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.kernel.storage.resource.StatSpec;
import org.weft.kernel.storage.resource.WriteConditions;
import org.weft.kernel.testing.CountedStatements;
import org.weft.kernel.testing.OverWire;
import org.weft.spi.Caller;
import org.weft.spi.identity.User;
import org.weft.spi.share.Share;
import org.weft.spi.share.ShareState;
import org.weft.spi.storage.Grant;
import org.weft.spi.storage.PropertyName;
import org.weft.spi.storage.Rights;

/** What requests send to the server's database and to that of the shares, counted at the sources of the connections. */
@OverWire
class CountedStatementsTest {

    private static final String HOME = "/remote.php/webdav";
    private static final String PROPERTIES = """
        <d:propfind xmlns:d="DAV:" xmlns:oc="http://owncloud.org/ns"><d:prop>
        <d:getetag/><oc:permissions/><oc:share-types/><oc:shared-with-me/></d:prop></d:propfind>\
        """;

    private final CountedStatements statements = new CountedStatements();
    private final LinkedServer site;

    CountedStatementsTest(@TempDir Path data) throws Exception {
        site = new LinkedServer(data, LinkRules.usual(), List.of(), statements::around);
    }

    @AfterEach
    void close() {
        site.close();
    }

    private HttpResponse<String> ask(String user, String method, String path, String body, String... more)
            throws Exception {
        List<String> headers = new ArrayList<>(List.of(
                "Authorization",
                LinkedServer.basic(user, new StringBuilder(user).reverse().toString())));
        headers.addAll(List.of(more));
        return site.ask(method, path, body, headers.toArray(new String[0]));
    }

    private void share(User with, int from, int to) {
        Caller receiver = site.caller(with);
        for (int number = from; number < to; number++) {
            site.make("home/all/n" + number);
            Share share = site.sharing
                    .shares()
                    .create(
                            site.einstein(),
                            LinkedServer.at("home/all/n" + number),
                            new Grant.ToUser(receiver.user()),
                            Rights.read(),
                            LocalShares.Terms.usual());
            site.sharing.received().update(receiver, share.id(), Decision.state(ShareState.ACCEPTED));
        }
    }

    /** The statements of a listing, which has to tell of so many children that are shared. */
    private List<String> listed(String user, String folder, String mark, int expected) throws Exception {
        statements.sent();
        String body = ask(user, "PROPFIND", folder, PROPERTIES, "Depth", "1").body();
        List<String> sent = statements.sent();
        assertThat(body.split(mark, -1)).as("shared children").hasSize(expected + 1);
        return sent;
    }

    @Test
    void a_listing_of_shared_children_sends_as_many_statements_for_1000_as_for_10() throws Exception {
        String folder = HOME + "/all";
        String mark = "<oc:share-type>0</oc:share-type>";
        site.make("home/all");
        ask("einstein", "PROPFIND", folder, PROPERTIES, "Depth", "1");
        share(FakeSite.MARIE, 0, 10);
        List<String> few = listed("einstein", folder, mark, 10);
        List<String> fewAgain = listed("einstein", folder, mark, 10);
        share(FakeSite.MARIE, 10, 1000);
        assertThat(listed("einstein", folder, mark, 1000)).hasSameSizeAs(few);
        assertThat(listed("einstein", folder, mark, 1000)).isEqualTo(fewAgain);
    }

    @Test
    void a_listing_of_what_was_received_sends_as_many_statements_for_200_as_for_10() throws Exception {
        String folder = HOME + "/Shares";
        String mark = "<oc:shared-with-me>true</oc:shared-with-me>";
        site.make("home/all");
        share(FakeSite.MARIE, 0, 10);
        List<String> few = listed("marie", folder, mark, 10);
        List<String> fewAgain = listed("marie", folder, mark, 10);
        share(FakeSite.MARIE, 10, 200);
        assertThat(listed("marie", folder, mark, 200)).hasSameSizeAs(few);
        assertThat(listed("marie", folder, mark, 200)).isEqualTo(fewAgain);
    }

    /** What richard, who gives and receives nothing, sends for a change, a look and a listing of his own. */
    private List<String> own(String name) throws Exception {
        statements.sent();
        assertThat(ask("richard", "PUT", HOME + "/own/" + name, "text").statusCode())
                .isEqualTo(201);
        assertThat(ask("richard", "GET", HOME + "/own/" + name, "").body()).isEqualTo("text");
        assertThat(ask("richard", "PROPFIND", HOME + "/own", PROPERTIES, "Depth", "1")
                        .statusCode())
                .isEqualTo(207);
        assertThat(ask("richard", "PROPFIND", HOME + "/", PROPERTIES, "Depth", "1")
                        .statusCode())
                .isEqualTo(207);
        // Where several nodes serve a site, each asks every few seconds whether another one has let richard receive
        // something.
        return statements.sent().stream()
                .filter(sql -> !site.site.database.isShared() || !sql.contains("received_revision"))
                .toList();
    }

    @Test
    void a_request_that_touches_no_share_sends_what_it_would_send_if_there_were_none() throws Exception {
        assertThat(ask("richard", "MKCOL", HOME + "/own", "").statusCode()).isEqualTo(201);
        own("first");
        List<String> without = own("second");
        // Where other nodes may share, the two listings ask once each how things are shared, since that is what they
        // tell.
        assertThat(without)
                .filteredOn(sql -> sql.contains("share_revision") || sql.contains("received_revision"))
                .hasSize(site.site.database.isShared() ? 2 : 0);
        site.make("home/all");
        share(FakeSite.MARIE, 0, 30);
        assertThat(own("third")).as("right after others have shared").isEqualTo(without);
        assertThat(own("fourth")).isEqualTo(without);
    }

    /** A Stat over CS3 asks for all that is kept with a node, since most clients can't say what they want. */
    @Test
    void a_stat_sends_one_statement_where_properties_and_labels_are_kept_and_none_elsewhere() {
        site.put("home/f", "text");
        List<String> without = stat();
        PropertyName name = new PropertyName("urn:t", "colour");
        site.site
                .storage
                .properties()
                .change(
                        site.einstein(),
                        LinkedServer.at("home/f"),
                        Map.of(name, "red"),
                        Set.of(),
                        WriteConditions.plain());
        site.site.storage.labels().set(site.einstein(), LinkedServer.at("home/f"), "favorite", true);
        List<String> with = stat();
        assertThat(without).filteredOn(CountedStatementsTest::readsWhatIsKept).hasSize(kept(0));
        assertThat(with).filteredOn(CountedStatementsTest::readsWhatIsKept).hasSize(kept(1));
    }

    /** Where other nodes may have added rows, each Stat has to look. */
    private int kept(int here) {
        return site.site.database.isShared() ? 1 : here;
    }

    private static boolean readsWhatIsKept(String sql) {
        return sql.contains("FROM dead_property") || sql.contains("FROM label");
    }

    private List<String> stat() {
        statements.sent();
        site.site.files.stat(site.einstein(), LinkedServer.at("home/f"), StatSpec.everything());
        return statements.sent();
    }
}
