/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Addresses that a client can use. A server that listens on all addresses of its machine has none to tell; the one by which
 * the client has found it is good for the client.
 */
final class AdvertisedAddress {

    private static final Pattern ALL = Pattern.compile("^((?:https?://)?)(0\\.0\\.0\\.0|\\[[0:]*]|)(:[0-9]+.*)$");
    private static final Pattern AUTHORITY = Pattern.compile("(\\[[0-9A-Fa-f:.%]+]|[A-Za-z0-9._-]+)(?::[0-9]+)?");

    private AdvertisedAddress() {}

    /** The same address, with the present call's host where it names all addresses. */
    static Supplier<String> of(Supplier<String> address) {
        return () -> of(address.get(), RpcCall.current().authority());
    }

    static String of(String address, String authority) {
        Matcher all = ALL.matcher(address);
        Matcher asked = AUTHORITY.matcher(authority);
        return all.matches() && asked.matches() ? all.group(1) + asked.group(1) + all.group(3) : address;
    }
}
