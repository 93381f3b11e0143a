/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.invite;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import org.weft.kernel.sharing.peer.PeerHost;
import org.weft.spi.WeftException.InvalidArgument;

/**
 * An invitation as it passes from person to person.
 *
 * @param token what the inviting site knows it by
 * @param host the inviting site
 */
public record InviteToken(String token, PeerHost host) {

    private static final int LONGEST = 1024;
    private static final Pattern TOKEN = Pattern.compile("[!-~]{1,512}");
    private static final Pattern WHOLE = Pattern.compile("([!-~]{8,512})@([^@\\s]{1,260})");

    /**
     * Reads what a person gave: a bare token, for which somebody said where it is from, or the text that holds both.
     *
     * @param given the site that the person named
     * @throws InvalidArgument when it is neither, or is from another site than was said
     */
    public static InviteToken parse(String written, Optional<PeerHost> given) {
        String text = written.strip();
        if (text.length() > LONGEST) {
            throw new InvalidArgument("an invitation is not that long");
        }
        Optional<InviteToken> whole = decoded(text);
        if (whole.isPresent()) {
            if (given.isPresent() && !given.get().equals(whole.get().host())) {
                throw new InvalidArgument(
                        "the invitation is from " + whole.get().host() + " and not from " + given.get());
            }
            return whole.get();
        }
        if (given.isEmpty()) {
            throw new InvalidArgument("this is no whole invitation: name the site it is from as well");
        }
        if (!TOKEN.matcher(text).matches()) {
            throw new InvalidArgument("the token of an invitation has no spaces and no letters beyond ASCII");
        }
        return new InviteToken(text, given.get());
    }

    private static Optional<InviteToken> decoded(String text) {
        try {
            String base64 = text.replace('-', '+').replace('_', '/').replace("=", "");
            String plain = new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
            var matcher = WHOLE.matcher(plain);
            return matcher.matches()
                    ? Optional.of(new InviteToken(matcher.group(1), PeerHost.parse(matcher.group(2))))
                    : Optional.empty();
        } catch (IllegalArgumentException | InvalidArgument bare) {
            return Optional.empty();
        }
    }

    /** The text that holds both. */
    public String written() {
        return Base64.getEncoder().encodeToString((token + "@" + host).getBytes(StandardCharsets.UTF_8));
    }

    /** Never shows the token. */
    @Override
    public String toString() {
        return "invitation from " + host;
    }
}
