/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm.signature;

import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.weft.kernel.ocm.signature.InvalidSignature.Reason;

/**
 * A document with a JSON Web Signature (RFC 7515) in any of its three forms: compact, flattened and general. One signature
 * of a trusted key is enough.
 */
public final class SignedDocument {

    private static final int MOST_SIGNATURES = 16;

    private SignedDocument() {}

    private record Signed(String protectedHeader, String payload, String signature) {}

    /**
     * Checks a document.
     *
     * @return what was signed
     * @throws InvalidSignature when it is in none of the forms, or no trusted key signed it
     */
    public static byte[] open(String text, TrustedKeys keys) throws InvalidSignature {
        List<Signed> signatures = read(text.strip());
        for (Signed signed : signatures) {
            if (isTrusted(signed, keys)) {
                return new Base64URL(signed.payload()).decode();
            }
        }
        throw new InvalidSignature(Reason.SIGNATURE_INVALID, "no trusted key signed the document");
    }

    /** What a document says, whoever signed it. */
    public static byte[] unchecked(String text) throws InvalidSignature {
        return new Base64URL(read(text.strip()).getFirst().payload()).decode();
    }

    private static List<Signed> read(String text) throws InvalidSignature {
        if (!text.startsWith("{")) {
            String[] parts = text.split("\\.", -1);
            if (parts.length != 3) {
                throw malformed();
            }
            return List.of(new Signed(parts[0], parts[1], parts[2]));
        }
        try {
            Map<String, Object> document = JSONObjectUtils.parse(text);
            String payload = text(document, "payload");
            List<Signed> signatures = new ArrayList<>();
            if (document.containsKey("signatures")) {
                for (Map<String, Object> each : JSONObjectUtils.getJSONObjectArray(document, "signatures")) {
                    if (signatures.size() < MOST_SIGNATURES) {
                        signatures.add(new Signed(text(each, "protected"), payload, text(each, "signature")));
                    }
                }
            } else {
                signatures.add(new Signed(text(document, "protected"), payload, text(document, "signature")));
            }
            if (signatures.isEmpty()) {
                throw malformed();
            }
            return signatures;
        } catch (ParseException odd) {
            throw malformed();
        }
    }

    private static String text(Map<String, Object> object, String name) throws InvalidSignature {
        if (object.get(name) instanceof String text) {
            return text;
        }
        throw malformed();
    }

    private static InvalidSignature malformed() {
        return new InvalidSignature(
                Reason.SIGNATURE_MALFORMED, "the document has no signature in the form of RFC 7515");
    }

    private static boolean isTrusted(Signed signed, TrustedKeys keys) {
        try {
            Map<String, Object> header =
                    JSONObjectUtils.parse(new Base64URL(signed.protectedHeader()).decodeToString());
            if (header.containsKey("crit") || !(header.get("alg") instanceof String algorithm)) {
                return false;
            }
            byte[] input = (signed.protectedHeader() + "." + signed.payload()).getBytes(StandardCharsets.US_ASCII);
            byte[] signature = new Base64URL(signed.signature()).decode();
            for (KeySet.Key key : keys.all()) {
                if (SignatureAlgorithm.ofJwk(algorithm)
                                .filter(key.algorithm()::equals)
                                .isPresent()
                        && isBy(key, input, signature)) {
                    return true;
                }
            }
            return false;
        } catch (ParseException odd) {
            return false;
        }
    }

    private static boolean isBy(KeySet.Key key, byte[] input, byte[] signature) {
        try {
            Signature verifier = Signature.getInstance(key.algorithm().jdkName());
            if (key.algorithm() == SignatureAlgorithm.PS512) {
                verifier.setParameter(new PSSParameterSpec("SHA-512", "MGF1", MGF1ParameterSpec.SHA512, 64, 1));
            }
            verifier.initVerify(key.key());
            verifier.update(input);
            return verifier.verify(signature);
        } catch (GeneralSecurityException unfit) {
            return false;
        }
    }
}
