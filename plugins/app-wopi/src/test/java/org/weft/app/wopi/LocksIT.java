/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.app.wopi;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.weft.app.wopi.Office.Answered;

/** Locks of the office, which are those of the whole server. */
class LocksIT extends AtTheOffice {

    @Test
    void another_user_with_the_same_lock_edits_too() throws Exception {
        OpenedFile anna = file("together.docx", "old");
        OpenedFile ben = site.open("ben", "/mine/together.docx", "write");
        assertThat(ben.source()).isEqualTo(anna.source());
        assertThat(site.ask(anna).post("LOCK").lock("shared").send().status()).isEqualTo(200);

        assertThat(site.ask(ben).post("LOCK").lock("shared").send().status()).isEqualTo(200);
        assertThat(site.contents(ben)
                        .post("PUT")
                        .lock("shared")
                        .body("by ben")
                        .send()
                        .status())
                .isEqualTo(200);
        assertThat(site.ask(ben).post("UNLOCK").lock("shared").send().status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"REFRESH_LOCK", "UNLOCK"})
    void what_is_not_locked_has_an_empty_lock(String override) throws Exception {
        OpenedFile opened = file("unlocked-" + override + ".docx", "x");

        Answered answer = site.ask(opened).post(override).lock("L").send();

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.lock()).hasValue("");
    }

    @ParameterizedTest
    @ValueSource(strings = {"LOCK", "REFRESH_LOCK", "UNLOCK"})
    void another_lock_is_told(String override) throws Exception {
        String held = "{\"S\":\"a:b\",\"F\":4}";
        OpenedFile opened = file("held-" + override + ".docx", "x");
        assertThat(site.ask(opened).post("LOCK").lock(held).send().status()).isEqualTo(200);

        Answered answer = site.ask(opened).post(override).lock("mine").send();

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.lock()).hasValue(held);
        assertThat(site.ask(opened).post(override).lock(held).send().status()).isEqualTo(200);
    }

    @Test
    void a_lock_is_swapped_in_one_step_and_told() throws Exception {
        OpenedFile opened = file("swap.docx", "x");
        assertThat(site.ask(opened).post("GET_LOCK").send().lock()).hasValue("");
        assertThat(site.ask(opened).post("LOCK").lock("one").send().status()).isEqualTo(200);

        Answered wrong = site.ask(opened)
                .post("LOCK")
                .header("X-WOPI-OldLock", "none")
                .lock("two")
                .send();
        Answered right = site.ask(opened)
                .post("LOCK")
                .header("X-WOPI-OldLock", "one")
                .lock("two")
                .send();

        assertThat(wrong.status()).isEqualTo(409);
        assertThat(wrong.lock()).hasValue("one");
        assertThat(right.status()).isEqualTo(200);
        assertThat(site.ask(opened).post("GET_LOCK").send().lock()).hasValue("two");
    }

    @Test
    void a_lock_has_1_to_1024_characters() throws Exception {
        OpenedFile opened = file("long-lock.docx", "x");

        assertThat(site.ask(opened).post("LOCK").send().status()).isEqualTo(400);
        assertThat(site.ask(opened).post("LOCK").lock("").send().status()).isEqualTo(400);
        assertThat(site.ask(opened).post("LOCK").lock("l".repeat(1025)).send().status())
                .isEqualTo(400);
        assertThat(site.ask(opened).post("LOCK").lock("l".repeat(1024)).send().status())
                .isEqualTo(200);
        assertThat(site.ask(opened).post("GET_LOCK").send().lock()).hasValue("l".repeat(1024));
    }

    @Test
    void one_of_two_racing_locks_wins_and_the_other_is_told_the_winner() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < 10; round++) {
                OpenedFile opened = file("race-" + round + ".docx", "x");
                List<Callable<Answered>> both = List.of(
                        () -> site.ask(opened).post("LOCK").lock("A").send(),
                        () -> site.ask(opened).post("LOCK").lock("B").send());
                List<Answered> answers = new ArrayList<>();
                for (Future<Answered> answer : threads.invokeAll(both)) {
                    answers.add(answer.get());
                }

                assertThat(answers).extracting(Answered::status).containsExactlyInAnyOrder(200, 409);
                String winner = answers.getFirst().status() == 200 ? "A" : "B";
                assertThat(answers)
                        .filteredOn(answer -> answer.status() == 409)
                        .allSatisfy(lost -> assertThat(lost.lock()).hasValue(winner));
            }
        }
    }

    @Test
    void webdav_sees_the_lock_of_an_office() throws Exception {
        OpenedFile opened = file("dav-423.docx", "x");
        assertThat(site.ask(opened).post("LOCK").lock("{\"S\":\"id\"}").send().status())
                .isEqualTo(200);

        assertThat(site.ask("anna", "PUT", "/dav/tree/mine/dav-423.docx", "y").statusCode())
                .isEqualTo(423);
        assertThat(site.ask("ben", "DELETE", "/dav/tree/mine/dav-423.docx", "").statusCode())
                .isEqualTo(423);
        assertThat(site.ask(opened).post("UNLOCK").lock("{\"S\":\"id\"}").send().status())
                .isEqualTo(200);
        assertThat(site.ask("anna", "PUT", "/dav/tree/mine/dav-423.docx", "y").statusCode())
                .isEqualTo(204);
    }

    @Test
    void an_office_sees_the_lock_of_webdav() throws Exception {
        OpenedFile opened = file("dav-lock.docx", "x");
        String lock = "<d:lockinfo xmlns:d=\"DAV:\"><d:lockscope><d:exclusive/></d:lockscope>"
                + "<d:locktype><d:write/></d:locktype></d:lockinfo>";
        var locked = site.ask("ben", "LOCK", "/dav/tree/mine/dav-lock.docx", lock, "Content-Type", "application/xml");
        assertThat(locked.statusCode()).isEqualTo(200);
        String token = locked.headers().firstValue("Lock-Token").orElseThrow().replaceAll("[<>]", "");

        Answered answer = site.ask(opened).post("LOCK").lock("mine").send();

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.lock()).hasValue(token);
        assertThat(answer.header("X-WOPI-LockFailureReason")).isNotEmpty();
        assertThat(site.contents(opened)
                        .post("PUT")
                        .lock("mine")
                        .body("y")
                        .send()
                        .status())
                .isEqualTo(409);
        assertThat(site.ask(opened).post("GET_LOCK").send().status()).isEqualTo(409);
        assertThat(site.read("/mine/dav-lock.docx")).isEqualTo("x");
        JsonObject again = site.open("/mine/dav-lock.docx").answer();
        assertThat(again.get("forced_viewmode_reason").getAsString()).contains("being edited");
    }
}
