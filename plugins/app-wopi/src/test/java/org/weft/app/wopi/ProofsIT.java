/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.app.wopi;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Only the office itself is listened to. */
class ProofsIT {

    private OfficeSite site;
    private OpenedFile opened;

    @BeforeEach
    void start() throws Exception {
        site = new OfficeSite("product = \"microsoft\", proofs = \"required\"");
        site.awaitApp();
        site.put("/mine/a.docx", "x");
        opened = site.open("/mine/a.docx");
    }

    @AfterEach
    void stop() throws Exception {
        site.close();
    }

    private Office.Asked ask() {
        return site.ask(opened);
    }

    private int status(Office.Asked asked) throws Exception {
        return asked.send().status();
    }

    @Test
    void a_request_must_be_signed_by_the_office() throws Exception {
        KeyPair key = site.office.key;
        KeyPair old = site.office.oldKey;
        Instant now = Instant.now();

        assertThat(status(ask())).as("unsigned").isEqualTo(500);
        assertThat(status(ask().proof("X-WOPI-Proof", key, now)))
                .as("by the key")
                .isEqualTo(200);
        assertThat(status(ask().proof("X-WOPI-ProofOld", key, now)))
                .as("by the key, which the office calls old already")
                .isEqualTo(200);
        assertThat(status(ask().proof("X-WOPI-Proof", old, now)))
                .as("by the key before, which the office still uses")
                .isEqualTo(200);
        assertThat(status(ask().proof("X-WOPI-ProofOld", old, now)))
                .as("an old signature of an old key")
                .isEqualTo(500);
        assertThat(status(ask().proof("X-WOPI-Proof", new Stranger().key(), now)))
                .as("by a stranger")
                .isEqualTo(500);
    }

    /** Somebody with a key of their own. */
    private static final class Stranger {
        KeyPair key() throws Exception {
            java.security.KeyPairGenerator generator = java.security.KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        }
    }

    @Test
    void an_old_or_malformed_signature_is_refused() throws Exception {
        KeyPair key = site.office.key;
        Instant now = Instant.now();

        assertThat(status(ask().proof("X-WOPI-Proof", key, now.minus(Duration.ofMinutes(21)))))
                .isEqualTo(500);
        assertThat(status(ask().proof("X-WOPI-Proof", key, now).header("X-WOPI-ProofOld", "not base64!")))
                .as("a proof that is no base64, beside a right one")
                .isEqualTo(500);
        assertThat(status(ask().proof("X-WOPI-Proof", key, now).header("X-WOPI-Proof", "not base64!")))
                .isEqualTo(500);
        assertThat(status(ask().proof("X-WOPI-Proof", key, now).header("X-WOPI-TimeStamp", "soon")))
                .isEqualTo(500);
        assertThat(status(site.office.new Asked(opened.source(), "wrong").proof("X-WOPI-Proof", key, now)))
                .as("the token is judged first")
                .isEqualTo(401);
    }

    @Test
    void every_operation_needs_it() throws Exception {
        assertThat(site.contents(opened).send().status()).isEqualTo(500);
        assertThat(ask().post("LOCK").lock("L").send().status()).isEqualTo(500);
        site.office.signing = Optional.of(site.office.key);
        assertThat(site.contents(opened).send().body()).isEqualTo("x");
        assertThat(ask().post("LOCK").lock("L").send().status()).isEqualTo(200);
    }
}
