/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm.signature;

import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Dictionaries of structured fields (RFC 9651, section 3.2), as far as signatures and digests need them: items and inner
 * lists of strings, tokens, integers, byte sequences and truths, with parameters.
 */
final class StructuredField {

    private static final int LONGEST = 16 << 10;

    private final String text;
    private int at;

    private StructuredField(String text) {
        this.text = text;
    }

    /** A member's value. */
    sealed interface Member {
        Map<String, Value> parameters();
    }

    /** One value. */
    record Item(Value value, Map<String, Value> parameters) implements Member {}

    /** Values in parentheses. */
    record InnerList(List<Item> items, Map<String, Value> parameters) implements Member {}

    /** A bare value. */
    sealed interface Value {}

    record Text(String text) implements Value {}

    record Token(String text) implements Value {}

    record Number(long number) implements Value {}

    record Truth(boolean truth) implements Value {}

    /** A byte sequence; its text is the base64 as it stood there. */
    record Bytes(String base64) implements Value {
        byte[] decoded() throws InvalidSignature {
            try {
                return Base64.getDecoder().decode(base64);
            } catch (IllegalArgumentException malformed) {
                throw StructuredField.malformed("a byte sequence is not base64");
            }
        }
    }

    /**
     * Reads a dictionary.
     *
     * @param lines the values of all header fields of that name, in order
     * @throws InvalidSignature for anything that is no dictionary, and for a key that comes twice, because two readers
     *     could take it for two things
     */
    static Map<String, Member> dictionary(List<String> lines) throws InvalidSignature {
        String joined = String.join(", ", lines);
        if (joined.length() > LONGEST) {
            throw malformed("the field is too long");
        }
        return new StructuredField(joined).dictionary();
    }

    private Map<String, Member> dictionary() throws InvalidSignature {
        Map<String, Member> members = new LinkedHashMap<>();
        spaces();
        while (at < text.length()) {
            String key = key();
            Member member;
            if (taken('=')) {
                member = peek() == '(' ? list() : item();
            } else {
                member = new Item(new Truth(true), parameters());
            }
            if (members.put(key, member) != null) {
                throw malformed("'" + key + "' is there twice");
            }
            spaces();
            if (at == text.length()) {
                break;
            }
            expect(',');
            spaces();
            if (at == text.length()) {
                throw malformed("the field ends with a comma");
            }
        }
        return members;
    }

    private InnerList list() throws InvalidSignature {
        expect('(');
        List<Item> items = new ArrayList<>();
        while (true) {
            spaces();
            if (taken(')')) {
                return new InnerList(items, parameters());
            }
            items.add(item());
            if (peek() != ' ' && peek() != ')') {
                throw malformed("the values of a list stand apart by spaces");
            }
        }
    }

    private Item item() throws InvalidSignature {
        Value value = value();
        return new Item(value, parameters());
    }

    private Map<String, Value> parameters() throws InvalidSignature {
        Map<String, Value> parameters = new LinkedHashMap<>();
        while (taken(';')) {
            spaces();
            String key = key();
            Value value = taken('=') ? value() : new Truth(true);
            if (parameters.put(key, value) != null) {
                throw malformed("the parameter '" + key + "' is there twice");
            }
        }
        return parameters;
    }

    private String key() throws InvalidSignature {
        int begin = at;
        while (at < text.length() && isKey(text.charAt(at), at == begin)) {
            at++;
        }
        if (begin == at) {
            throw malformed("a name is missing");
        }
        return text.substring(begin, at);
    }

    private static boolean isKey(char c, boolean first) {
        return c >= 'a' && c <= 'z' || c == '*' || !first && (isDigit(c) || c == '_' || c == '-' || c == '.');
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private Value value() throws InvalidSignature {
        char c = peek();
        if (c == '"') {
            return quoted();
        }
        if (c == ':') {
            return bytes();
        }
        if (c == '?') {
            return truth();
        }
        if (c == '-' || isDigit(c)) {
            return number();
        }
        return token();
    }

    private Text quoted() throws InvalidSignature {
        expect('"');
        StringBuilder unescaped = new StringBuilder();
        while (!taken('"')) {
            char c = next();
            if (c == '\\') {
                c = next();
                if (c != '"' && c != '\\') {
                    throw malformed("a string escapes what needs no escape");
                }
            } else if (c < ' ' || c > '~') {
                throw malformed("a string holds what is not printable ASCII");
            }
            unescaped.append(c);
        }
        return new Text(unescaped.toString());
    }

    private Bytes bytes() throws InvalidSignature {
        expect(':');
        int end = text.indexOf(':', at);
        if (end < 0) {
            throw malformed("a byte sequence does not end");
        }
        String base64 = text.substring(at, end);
        at = end + 1;
        return new Bytes(base64);
    }

    private Truth truth() throws InvalidSignature {
        expect('?');
        char c = next();
        if (c != '0' && c != '1') {
            throw malformed("a truth is ?0 or ?1");
        }
        return new Truth(c == '1');
    }

    private Number number() throws InvalidSignature {
        int begin = at;
        if (peek() == '-') {
            at++;
        }
        while (at < text.length() && isDigit(text.charAt(at))) {
            at++;
        }
        if (at - begin > 15 || !isDigit(text.charAt(at - 1))) {
            throw malformed("a number has 1 to 15 digits");
        }
        return new Number(Long.parseLong(text.substring(begin, at)));
    }

    private Token token() throws InvalidSignature {
        int begin = at;
        while (at < text.length() && isToken(text.charAt(at), at == begin)) {
            at++;
        }
        if (begin == at) {
            throw malformed("a value is missing");
        }
        return new Token(text.substring(begin, at));
    }

    private static boolean isToken(char c, boolean first) {
        boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '*';
        return letter || !first && (isDigit(c) || "!#$%&'+-.^_`|~:/".indexOf(c) >= 0);
    }

    private char peek() {
        return at < text.length() ? text.charAt(at) : '\0';
    }

    private char next() throws InvalidSignature {
        if (at == text.length()) {
            throw malformed("the field breaks off");
        }
        return text.charAt(at++);
    }

    private boolean taken(char c) {
        boolean there = peek() == c && at < text.length();
        if (there) {
            at++;
        }
        return there;
    }

    private void expect(char c) throws InvalidSignature {
        if (!taken(c)) {
            throw malformed("a '" + c + "' is missing at character " + at);
        }
    }

    private void spaces() {
        while (peek() == ' ' || peek() == '\t') {
            at++;
        }
    }

    static InvalidSignature malformed(String what) {
        return new InvalidSignature(InvalidSignature.Reason.SIGNATURE_MALFORMED, what);
    }
}
