/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm.signature;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.weft.kernel.ocm.signature.InvalidSignature.Reason;
import org.weft.kernel.ocm.signature.StructuredField.Bytes;
import org.weft.kernel.ocm.signature.StructuredField.InnerList;
import org.weft.kernel.ocm.signature.StructuredField.Item;
import org.weft.kernel.ocm.signature.StructuredField.Member;
import org.weft.kernel.ocm.signature.StructuredField.Number;
import org.weft.kernel.ocm.signature.StructuredField.Text;
import org.weft.kernel.ocm.signature.StructuredField.Value;

/**
 * The one signature on a request that is meant for Open Cloud Mesh: the one whose tag is {@code ocm}, or in the older
 * form whose label is. Found first, so that the caller can look for the signer's keys; then checked.
 */
public final class MessageSignature {

    private static final String OCM = "ocm";

    /** What a signature must cover, or it says nothing about the request. */
    private static final List<String> LEAST = List.of("@method", "@target-uri", "content-digest", "content-length");

    private static final int MOST_COMPONENTS = 32;

    private final List<String> components;
    private final String keyId;
    private final Instant created;
    private final Optional<Instant> expires;
    private final String algorithm;
    private final String parameters;
    private final byte[] signature;

    private MessageSignature(
            List<String> components,
            String keyId,
            Instant created,
            Optional<Instant> expires,
            String algorithm,
            String parameters,
            byte[] signature) {
        this.components = components;
        this.keyId = keyId;
        this.created = created;
        this.expires = expires;
        this.algorithm = algorithm;
        this.parameters = parameters;
        this.signature = signature;
    }

    /**
     * Finds the signature.
     *
     * @param byLabel whether one that only has the label is taken, as version 1.3 wrote it
     * @throws InvalidSignature when there is none, there are two, or it is not in the form of the standard
     */
    public static MessageSignature of(HttpMessage message, boolean byLabel) throws InvalidSignature {
        Map<String, Member> inputs = StructuredField.dictionary(message.header("signature-input"));
        List<String> labels = new ArrayList<>();
        inputs.forEach((label, member) -> {
            boolean tagged = new Text(OCM).equals(member.parameters().get("tag"));
            boolean labelled =
                    byLabel && label.equals(OCM) && !member.parameters().containsKey("tag");
            if (tagged || labelled) {
                labels.add(label);
            }
        });
        if (labels.isEmpty()) {
            throw new InvalidSignature(Reason.SIGNATURE_REQUIRED, "the request has no signature with the tag ocm");
        }
        if (labels.size() > 1) {
            throw StructuredField.malformed("the request has more than one signature with the tag ocm");
        }
        String label = labels.getFirst();
        Member bytes = StructuredField.dictionary(message.header("signature")).get(label);
        if (!(inputs.get(label) instanceof InnerList list)
                || !(bytes instanceof Item item)
                || !(item.value() instanceof Bytes signature)) {
            throw StructuredField.malformed("the signature '" + label + "' is not a list of components with its bytes");
        }
        return read(list, signature.decoded());
    }

    private static MessageSignature read(InnerList list, byte[] signature) throws InvalidSignature {
        List<String> components = new ArrayList<>();
        for (Item item : list.items()) {
            if (!(item.value() instanceof Text name) || !item.parameters().isEmpty()) {
                throw StructuredField.malformed("a component with parameters is not understood");
            }
            if (components.contains(name.text())) {
                throw StructuredField.malformed("the component '" + name.text() + "' is covered twice");
            }
            components.add(name.text());
        }
        if (components.size() > MOST_COMPONENTS || !components.containsAll(LEAST)) {
            throw StructuredField.malformed("the signature must cover " + LEAST);
        }
        Map<String, Value> parameters = list.parameters();
        if (!(parameters.get("keyid") instanceof Text keyId)
                || !(parameters.get("created") instanceof Number created)) {
            throw StructuredField.malformed("the signature must say 'created' and 'keyid'");
        }
        String algorithm = parameters.get("alg") instanceof Text alg ? alg.text() : "";
        Instant moment = Instant.ofEpochSecond(created.number());
        String written = parameters(components, parameters);
        return new MessageSignature(
                components, keyId.text(), moment, expires(parameters), algorithm, written, signature);
    }

    private static Optional<Instant> expires(Map<String, Value> parameters) throws InvalidSignature {
        if (!parameters.containsKey("expires")) {
            return Optional.empty();
        }
        if (!(parameters.get("expires") instanceof Number expires)) {
            throw StructuredField.malformed("'expires' is a number of seconds");
        }
        return Optional.of(Instant.ofEpochSecond(expires.number()));
    }

    /** The signature's parameters as they are signed (RFC 9421, section 2.3). */
    private static String parameters(List<String> components, Map<String, Value> parameters) throws InvalidSignature {
        StringBuilder text = new StringBuilder("(");
        for (int i = 0; i < components.size(); i++) {
            text.append(i == 0 ? "" : " ").append(quoted(components.get(i)));
        }
        text.append(')');
        for (Map.Entry<String, Value> parameter : parameters.entrySet()) {
            text.append(';').append(parameter.getKey());
            switch (parameter.getValue()) {
                case Text value -> text.append('=').append(quoted(value.text()));
                case Number value -> text.append('=').append(value.number());
                case StructuredField.Token value -> text.append('=').append(value.text());
                case Bytes value -> text.append("=:").append(value.base64()).append(':');
                case StructuredField.Truth value -> text.append(value.truth() ? "" : "=?0");
            }
        }
        return text.toString();
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    public String keyId() {
        return keyId;
    }

    public Instant created() {
        return created;
    }

    /**
     * What tells what was signed from all else, to notice what comes twice. Not the signature itself: with some algorithms
     * whoever sees one can make another that is as good for the same request.
     */
    public String signed(HttpMessage message) throws InvalidSignature {
        return base(message);
    }

    /**
     * Checks the signature, and that the body is the one that was signed.
     *
     * @param keys the signer's; who the signer is, the caller knows from elsewhere than the signature
     * @param age how old a signature may be
     * @param skew how far the signer's clock may be ahead
     */
    public void check(HttpMessage message, byte[] body, KeySet keys, Instant now, Duration age, Duration skew)
            throws InvalidSignature {
        InvalidSignature.requireRecent(created, now, age, skew);
        if (expires.isPresent() && !now.isBefore(expires.get())) {
            throw new InvalidSignature(
                    Reason.SIGNATURE_EXPIRED,
                    "the signature says that it is good until " + expires.get() + ", and it is " + now);
        }
        KeySet.Key key = keys.key(keyId);
        if (!algorithm.isEmpty() && !key.algorithm().isCalled(algorithm)) {
            throw new InvalidSignature(
                    Reason.KEY_UNFIT,
                    "the key is for " + key.algorithm() + ", and the signature says another algorithm");
        }
        ContentDigest.check(message.header("content-digest"), body);
        if (!message.component("content-length").equals(Integer.toString(body.length))) {
            throw new InvalidSignature(Reason.DIGEST_MISMATCH, "the body has another length than was signed");
        }
        if (!isBy(message, keys)) {
            throw new InvalidSignature(Reason.SIGNATURE_INVALID, "the signature does not fit key and request");
        }
    }

    /** Whether the signer's key made the signature for this request; its time and the body are not judged. */
    boolean isBy(HttpMessage message, KeySet keys) throws InvalidSignature {
        return verified(base(message), keys.key(keyId));
    }

    private String base(HttpMessage message) throws InvalidSignature {
        StringBuilder base = new StringBuilder();
        for (String component : components) {
            base.append(quoted(component))
                    .append(": ")
                    .append(message.component(component))
                    .append('\n');
        }
        return base.append("\"@signature-params\": ").append(parameters).toString();
    }

    private boolean verified(String base, KeySet.Key key) {
        try {
            Signature verifier = verifier(key.algorithm());
            verifier.initVerify(key.key());
            verifier.update(base.getBytes(StandardCharsets.UTF_8));
            return verifier.verify(signature);
        } catch (GeneralSecurityException unfit) {
            return false;
        }
    }

    private static Signature verifier(SignatureAlgorithm algorithm) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(algorithm.jdkName());
        if (algorithm == SignatureAlgorithm.PS512) {
            signature.setParameter(new PSSParameterSpec("SHA-512", "MGF1", MGF1ParameterSpec.SHA512, 64, 1));
        }
        return signature;
    }

    /**
     * Signs a request so that peers of every version that signs can check it: label and tag, and the date covered.
     *
     * @param message with the headers {@code content-digest}, {@code content-length} and {@code date}
     * @return the headers to add
     */
    public static Map<String, String> sign(HttpMessage message, SigningKeyPair pair, Instant now) {
        List<String> components = new ArrayList<>(LEAST);
        components.add("date");
        Map<String, Value> parameters = new LinkedHashMap<>();
        parameters.put("created", new Number(now.getEpochSecond()));
        parameters.put("keyid", new Text(pair.kid()));
        parameters.put("alg", new Text(pair.algorithm().httpName()));
        parameters.put("tag", new Text(OCM));
        try {
            String written = parameters(components, parameters);
            MessageSignature unsigned =
                    new MessageSignature(components, pair.kid(), now, Optional.empty(), "", written, new byte[0]);
            Signature signer = Signature.getInstance(pair.algorithm().jdkName());
            signer.initSign(pair.privateKey());
            signer.update(unsigned.base(message).getBytes(StandardCharsets.UTF_8));
            String bytes = Base64.getEncoder().encodeToString(signer.sign());
            return Map.of("Signature-Input", OCM + "=" + written, "Signature", OCM + "=:" + bytes + ":");
        } catch (InvalidSignature incomplete) {
            throw new IllegalArgumentException("the request lacks what is to be signed", incomplete);
        } catch (GeneralSecurityException unfit) {
            throw new IllegalStateException(unfit);
        }
    }
}
