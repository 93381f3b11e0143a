/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.cs3.rpc.v1beta1.Code;
import com.cs3.rpc.v1beta1.Status;
import io.grpc.MethodDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.cs3.EveryRpc;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.kernel.testing.Checkout;
import org.weft.kernel.testing.OverWire;

/** What of the CS3 APIs is there at a site where everything is switched on. */
@OverWire
class Cs3CoverageTest {

    private static final Path PAGE = Checkout.at("docs/operators/cs3.md");

    @TempDir
    Path data;

    @Test
    void only_the_rpcs_that_the_operators_page_names_are_unimplemented_and_each_says_what_to_do_instead()
            throws Exception {
        Set<String> unimplemented = new TreeSet<>();
        String page = Files.readString(PAGE);
        try (WholeSite whole = new WholeSite(data)) {
            EveryRpc every = new EveryRpc(whole.channel(), whole.site.tokenOf(FakeSite.EINSTEIN));
            for (MethodDescriptor<?, ?> method : EveryRpc.all()) {
                Status status = every.ask(method);
                if (status.getCode() == Code.CODE_UNIMPLEMENTED
                        && status.getMessage().startsWith(method.getFullMethodName())) {
                    unimplemented.add(method.getFullMethodName());
                    assertThat(status.getMessage()).contains(" is not implemented: ");
                    assertThat(page).contains("`" + method.getBareMethodName() + "`");
                }
            }
        }
        assertThat(unimplemented).isEqualTo(EveryRpc.notBuilt()).hasSize(20);
        assertThat(page)
                .contains(EveryRpc.all().size() - unimplemented.size() + " of "
                        + EveryRpc.all().size());
    }
}
