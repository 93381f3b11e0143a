/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.webdav;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.weft.spi.WeftException.InvalidArgument;

/**
 * The {@code If} header (RFC 4918, section 10.4): lists of conditions, of which one list must hold.
 *
 * @param lists in order
 */
record IfHeader(List<Conditions> lists) {

    private static final int MOST = 1000;

    IfHeader {
        lists = List.copyOf(lists);
    }

    /**
     * One parenthesised list.
     *
     * @param resource the URL it is about; empty for that of the request
     * @param all what must hold
     */
    record Conditions(Optional<String> resource, List<Term> all) {
        Conditions {
            all = List.copyOf(all);
        }
    }

    /** One condition. */
    sealed interface Term {
        boolean not();
    }

    /** A state token, such as a lock's. */
    record Token(boolean not, String token) implements Term {}

    /**
     * An entity tag.
     *
     * @param etag without quotes
     * @param weak marked {@code W/}, so never strongly equal
     */
    record Tag(boolean not, String etag, boolean weak) implements Term {}

    /** All lock tokens that are named, wherever: they count as shown. */
    Set<String> tokens() {
        Set<String> tokens = new HashSet<>();
        for (Conditions list : lists) {
            for (Term term : list.all()) {
                if (term instanceof Token token) {
                    tokens.add(LockTokens.read(token.token()));
                }
            }
        }
        return tokens;
    }

    /**
     * Reads the header.
     *
     * @throws InvalidArgument when it breaks the grammar
     */
    static IfHeader parse(String text) {
        return new Parser(text).header();
    }

    private static final class Parser {
        private final String text;
        private int at;
        private int terms;

        Parser(String text) {
            this.text = text;
        }

        IfHeader header() {
            List<Conditions> lists = new ArrayList<>();
            blanks();
            boolean tagged = peek() == '<';
            do {
                Optional<String> resource = tagged ? Optional.of(between('<', '>')) : Optional.empty();
                do {
                    blanks();
                    lists.add(new Conditions(resource, list()));
                    blanks();
                } while (peek() == '(');
            } while (tagged && peek() == '<');
            if (at < text.length()) {
                throw malformed();
            }
            return new IfHeader(lists);
        }

        private List<Term> list() {
            expect('(');
            List<Term> all = new ArrayList<>();
            blanks();
            while (peek() != ')') {
                all.add(term());
                blanks();
            }
            at++;
            if (all.isEmpty()) {
                throw malformed();
            }
            return all;
        }

        private Term term() {
            if (++terms > MOST) {
                throw new InvalidArgument("the If header has too many conditions");
            }
            boolean not = text.regionMatches(true, at, "Not", 0, 3);
            if (not) {
                at += 3;
                blanks();
            }
            if (peek() == '<') {
                String token = between('<', '>');
                if (token.indexOf(':') <= 0) {
                    throw malformed();
                }
                return new Token(not, token);
            }
            expect('[');
            boolean weak = text.startsWith("W/", at);
            if (weak) {
                at += 2;
            }
            Tag tag = new Tag(not, between('"', '"'), weak);
            expect(']');
            return tag;
        }

        private String between(char open, char close) {
            expect(open);
            int end = text.indexOf(close, at);
            if (end < 0 || (end == at && open == '<')) {
                throw malformed();
            }
            String value = text.substring(at, end);
            at = end + 1;
            return value;
        }

        private char peek() {
            return at < text.length() ? text.charAt(at) : 0;
        }

        private void expect(char c) {
            if (peek() != c) {
                throw malformed();
            }
            at++;
        }

        private void blanks() {
            while (peek() == ' ' || peek() == '\t') {
                at++;
            }
        }

        private InvalidArgument malformed() {
            return new InvalidArgument("the If header is malformed at character " + (at + 1));
        }
    }
}
