/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.plugin;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.CodeSigner;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;

/**
 * Who signed an archive: those who signed every entry of it.
 *
 * @param signers empty when it is not signed
 */
record ArchiveSignature(List<CodeSigner> signers) {

    /**
     * Reads the whole archive and compares it with its signatures.
     *
     * @throws PluginRefused when it was changed after it was signed, or is signed in part
     */
    static ArchiveSignature of(Path archive) throws PluginRefused {
        Set<CodeSigner> common = new HashSet<>();
        List<String> unsigned = new ArrayList<>();
        boolean first = true;
        try (JarFile jar = new JarFile(archive.toFile(), true)) {
            for (JarEntry entry : (Iterable<JarEntry>) jar.stream()::iterator) {
                if (entry.isDirectory() || belongsToSignature(entry.getName())) {
                    continue;
                }
                try (InputStream in = jar.getInputStream(entry)) {
                    in.transferTo(OutputStream.nullOutputStream());
                }
                CodeSigner[] signed = entry.getCodeSigners();
                if (signed == null || signed.length == 0) {
                    unsigned.add(entry.getName());
                } else if (first) {
                    common.addAll(Arrays.asList(signed));
                    first = false;
                } else {
                    common.retainAll(Arrays.asList(signed));
                }
            }
        } catch (SecurityException changed) {
            throw new PluginRefused("its signature is broken: " + changed.getMessage(), changed);
        } catch (IOException unreadable) {
            throw new PluginRefused("it cannot be read: " + PluginRefused.describe(unreadable), unreadable);
        }
        if (!first && !unsigned.isEmpty()) {
            throw new PluginRefused("it is signed in part only; " + unsigned.getFirst() + " is not");
        }
        return new ArchiveSignature(List.copyOf(common));
    }

    /** The files of the signature itself, which nobody can sign. */
    private static boolean belongsToSignature(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        if (!upper.startsWith("META-INF/") || upper.indexOf('/', "META-INF/".length()) >= 0) {
            return false;
        }
        return upper.equals(JarFile.MANIFEST_NAME)
                || upper.startsWith("META-INF/SIG-")
                || List.of(".SF", ".DSA", ".RSA", ".EC").stream().anyMatch(upper::endsWith);
    }

    boolean isTrusted(Signers trusted) {
        return signers.stream()
                .anyMatch(signer -> trusted.trusts(
                        signer.getSignerCertPath().getCertificates(),
                        Optional.ofNullable(signer.getTimestamp()).map(stamp -> stamp.getTimestamp())));
    }

    /** Who signed, by the subjects of their certificates; empty when nobody did. */
    String words() {
        return signers.stream()
                .map(signer -> signer.getSignerCertPath().getCertificates().getFirst())
                .map(own -> own instanceof X509Certificate certificate
                        ? certificate.getSubjectX500Principal().getName()
                        : own.getType())
                .sorted()
                .collect(Collectors.joining(", "));
    }
}
