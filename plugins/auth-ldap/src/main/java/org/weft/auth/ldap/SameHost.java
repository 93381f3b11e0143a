/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.ldap;

import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.util.ssl.HostNameSSLSocketVerifier;
import com.unboundid.util.ssl.SSLSocketVerifier;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;

/**
 * Whether the certificate is for the host in the address (RFC 4513, 3.1.3). The library looks the name of an address up
 * and is content when that is in the certificate, so who is called by address has to have the address in it.
 */
final class SameHost extends SSLSocketVerifier {

    private static final Pattern ADDRESS = Pattern.compile("\\d+(\\.\\d+){3}|.*:.*");
    private static final int ADDRESS_IN_CERTIFICATE = 7;

    private final HostNameSSLSocketVerifier byName = new HostNameSSLSocketVerifier(true);

    @Override
    public void verifySSLSocket(String host, int port, SSLSocket socket) throws LDAPException {
        if (!ADDRESS.matcher(host).matches()) {
            byName.verifySSLSocket(host, port, socket);
            return;
        }
        try {
            X509Certificate certificate = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            if (names == null || names.stream().noneMatch(name -> isFor(host, name))) {
                throw new LDAPException(
                        ResultCode.CONNECT_ERROR, "the certificate of " + host + " does not name this address");
            }
        } catch (SSLPeerUnverifiedException | CertificateParsingException unfit) {
            throw new LDAPException(
                    ResultCode.CONNECT_ERROR,
                    "the certificate of " + host + " can't be checked: " + unfit.getMessage());
        }
    }

    private static boolean isFor(String host, List<?> name) {
        try {
            return name.getFirst().equals(ADDRESS_IN_CERTIFICATE)
                    && InetAddress.getByName((String) name.get(1)).equals(InetAddress.getByName(host));
        } catch (UnknownHostException noAddress) {
            return false;
        }
    }
}
