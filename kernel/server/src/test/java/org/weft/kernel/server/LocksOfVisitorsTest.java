/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.cs3.gateway.v1beta1.GatewayAPIGrpc.GatewayAPIBlockingStub;
import com.cs3.rpc.v1beta1.Code;
import com.cs3.storage.provider.v1beta1.GetLockRequest;
import com.cs3.storage.provider.v1beta1.Lock;
import com.cs3.storage.provider.v1beta1.Reference;
import com.cs3.storage.provider.v1beta1.UnlockRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.weft.kernel.apps.OfficeSite;
import org.weft.kernel.http.RawHttpClient.Answer;
import org.weft.kernel.identity.signin.FakePeople;
import org.weft.kernel.sharing.link.LinkChange;
import org.weft.kernel.sharing.link.LinkType;
import org.weft.kernel.sharing.link.NewLink;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.kernel.storage.locks.HeldLocks.Held;
import org.weft.kernel.storage.resource.WriteConditions;
import org.weft.spi.share.Link;
import org.weft.spi.storage.Lock.Sharing;

/** A visitor of a link for editing locks the whole folder; the owner of the folder is not shut out for long. */
class LocksOfVisitorsTest extends WholeSiteFixture {

    private static final String IN_FOLDER = "/remote.php/dav/files/einstein/team/a.txt";

    @SuppressWarnings("NullAway.Init")
    private Link link;

    @BeforeEach
    void share() {
        var einstein = FakePeople.caller(FakeSite.EINSTEIN);
        whole.site.files.makeFolder(einstein, OfficeSite.at("home/team"), Optional.empty(), WriteConditions.plain());
        whole.office.put(FakeSite.EINSTEIN, "home/team/a.txt", TEXT);
        link = whole.links.links().create(einstein, OfficeSite.at("home/team"), NewLink.of(LinkType.EDIT.rights()));
    }

    private String visited() {
        return "/remote.php/dav/public-files/" + link.token() + '/';
    }

    /** The visitor's lock on the folder and all below; its token as the header tells it. */
    private String lock() throws IOException {
        Answer answer = whole.send(
                "LOCK",
                visited(),
                "<d:lockinfo xmlns:d=\"DAV:\"><d:lockscope><d:exclusive/></d:lockscope>"
                        + "<d:locktype><d:write/></d:locktype></d:lockinfo>",
                "Depth: infinity",
                "Timeout: Second-86400");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("<d:timeout>Second-600</d:timeout>");
        return answer.header("Lock-Token");
    }

    private int put() throws IOException {
        return whole.send("PUT", IN_FOLDER, "more", owner()).status();
    }

    private static String owner() {
        return basic("einstein", "nietsnie");
    }

    @Test
    void the_owner_ends_it_by_webdav() throws Exception {
        String token = lock();
        assertThat(put()).isEqualTo(423);
        assertThat(whole.send("UNLOCK", IN_FOLDER, "", owner(), "Lock-Token: " + token)
                        .status())
                .isEqualTo(204);
        assertThat(put()).isEqualTo(204);
    }

    @Test
    void the_owner_ends_it_by_cs3() throws Exception {
        lock();
        GatewayAPIBlockingStub gateway = whole.gateway(whole.site.tokenOf(FakeSite.EINSTEIN));
        Reference file = Reference.newBuilder().setPath("/home/team/a.txt").build();
        Lock told = gateway.getLock(GetLockRequest.newBuilder().setRef(file).build())
                .getLock();
        UnlockRequest request =
                UnlockRequest.newBuilder().setRef(file).setLock(told).build();

        assertThat(gateway.unlock(request).getStatus().getCode()).isEqualTo(Code.CODE_OK);
        assertThat(put()).isEqualTo(204);
    }

    @Test
    void nobody_ends_it_who_has_only_been_given_the_folder() throws Exception {
        String token = lock();
        String other = "/remote.php/dav/public-files/"
                + whole.links
                        .links()
                        .create(
                                FakePeople.caller(FakeSite.EINSTEIN),
                                OfficeSite.at("home/team"),
                                NewLink.of(LinkType.EDIT.rights()))
                        .token()
                + "/a.txt";
        assertThat(whole.send("UNLOCK", other, "", "Lock-Token: " + token).status())
                .isEqualTo(403);
        assertThat(put()).isEqualTo(423);
    }

    @Test
    void the_visitor_renews_it_by_ten_minutes_at_a_time() throws Exception {
        String token = lock();
        Answer again = whole.send("LOCK", visited(), "", "If: (" + token + ")", "Timeout: Infinite");
        assertThat(again.status()).as(again.body()).isEqualTo(200);
        assertThat(again.body()).contains("<d:timeout>Second-600</d:timeout>");
    }

    @Test
    void it_ends_with_the_link() throws Exception {
        lock();
        whole.links.links().remove(FakePeople.caller(FakeSite.EINSTEIN), link.id());
        assertThat(put()).isEqualTo(204);
        assertThat(whole.site.storage.heldLocks().list("")).isEmpty();
    }

    @Test
    void it_ends_when_the_link_lets_nobody_write_any_more() throws Exception {
        lock();
        whole.links
                .links()
                .update(
                        FakePeople.caller(FakeSite.EINSTEIN),
                        link.id(),
                        new LinkChange.ToRights(LinkType.VIEW.rights()));
        assertThat(put()).isEqualTo(204);
    }

    @Test
    void an_operator_sees_it_and_ends_it_by_its_token_or_by_its_place() throws Exception {
        String token = lock();
        Held held = whole.site.storage.heldLocks().list("homes").getFirst();
        assertThat(held.place()).isEqualTo("homes:/users/4c510ada/team");
        assertThat(held.lock().sharing()).isEqualTo(Sharing.EXCLUSIVE);
        assertThat(held.rest()).isLessThanOrEqualTo(Duration.ofMinutes(10));
        assertThat(whole.site.storage.heldLocks().list("homes:/users/4c510ada")).hasSize(1);
        for (String elsewhere : List.of("common", "homes:/users/4c510ada/te", "homes:/users/f7fbf8c8", "hom")) {
            assertThat(whole.site.storage.heldLocks().list(elsewhere)).isEmpty();
        }
        assertThat(whole.site.storage.heldLocks().release("homes:/users/4c510ada/team/a.txt"))
                .isZero();

        assertThat(whole.site.storage.heldLocks().release(held.place())).isOne();
        assertThat(put()).isEqualTo(204);
        assertThat(whole.site.storage.heldLocks().release(token)).isZero();
        String next = lock();
        assertThat(whole.site.storage.heldLocks().release(next.substring(1, next.length() - 1)))
                .isOne();
        assertThat(put()).isEqualTo(204);
    }
}
