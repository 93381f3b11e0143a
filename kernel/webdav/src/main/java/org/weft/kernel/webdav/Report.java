/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.webdav;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.xml.stream.XMLStreamException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.kernel.http.HttpExchange;
import org.weft.kernel.storage.files.FileService;
import org.weft.kernel.storage.metadata.Labels;
import org.weft.kernel.storage.resource.Resource;
import org.weft.kernel.storage.resource.ResourceId;
import org.weft.kernel.storage.resource.StatSpec;
import org.weft.kernel.storage.resource.Target;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.storage.PropertyName;
import org.weft.spi.storage.RelPath;

/**
 * REPORT (RFC 3253, section 3.6) with ownCloud's {@code filter-files}: the caller's favourites at and below an address,
 * with the properties that are asked for.
 */
final class Report {

    /** What is served, as capabilities name it. */
    static final List<String> SERVED = List.of("filter-files");

    private static final Logger LOG = LoggerFactory.getLogger(Report.class);

    private final FileService files;
    private final Labels labels;
    private final PropertyContext.Names names;

    Report(FileService files, Labels labels, PropertyContext.Names names) {
        this.files = files;
        this.labels = labels;
        this.names = names;
    }

    /**
     * What is asked for.
     *
     * @param root the name of the report
     * @param rules the names of the rules that have a true value
     */
    private record Question(PropertyName root, List<PropertyName> properties, List<PropertyName> rules) {}

    void answer(DavRequest dav) throws IOException {
        HttpExchange exchange = dav.exchange();
        XmlReader body = XmlReader.of(exchange).orElseThrow(() -> new InvalidArgument("REPORT needs a body"));
        Question question = body.read(() -> read(body));
        if (!question.root().equals(new PropertyName(XmlNames.OWNCLOUD, "filter-files"))) {
            refuse(exchange, "of the reports only filter-files of ownCloud is served here");
            return;
        }
        if (!question.rules().equals(List.of(LiveProperties.FAVORITE))) {
            refuse(exchange, "of the rules of filter-files only 'favorite' is served, with the value 1");
            return;
        }
        PropertyPlan plan = PropertyPlan.of(PropFindRequest.some(question.properties()), false);
        Resource base = files.stat(dav.caller(), dav.target(), StatSpec.node());
        Resource top = dav.address().isTop()
                ? base
                : files.stat(dav.caller(), dav.address().top(), StatSpec.node());
        exchange.status(207).header("Content-Type", "application/xml; charset=utf-8");
        XmlWriter xml = new XmlWriter(exchange);
        PropertyContext view = new PropertyContext(files, dav, names);
        xml.raw(XmlNames.MULTISTATUS);
        labels.listed(dav.caller(), "favorite", id -> {
            try {
                write(dav, id, top, plan, view, xml);
            } catch (IOException gone) {
                throw new UncheckedIOException(gone);
            }
            return true;
        });
        xml.raw(XmlNames.MULTISTATUS_END).flush();
    }

    /** RFC 3253, section 3.6: a report that is not supported. */
    private static void refuse(HttpExchange exchange, String message) throws IOException {
        DavErrors.write(exchange, 403, "<d:supported-report/>", message);
    }

    private static Question read(XmlReader body) throws XMLStreamException {
        PropertyName root = name(body);
        Set<PropertyName> properties = new LinkedHashSet<>();
        List<PropertyName> rules = new ArrayList<>();
        body.children(() -> {
            if (body.isDav("prop")) {
                PropFindRequest.names(body, properties);
            } else if (body.is(XmlNames.OWNCLOUD, "filter-rules")) {
                body.children(() -> {
                    rules.add(name(body));
                    String value = body.text().strip();
                    if (value.equals("0") || value.equalsIgnoreCase("false")) {
                        rules.add(new PropertyName(XmlNames.OWNCLOUD, "none"));
                    }
                });
            } else {
                body.skip();
            }
        });
        return new Question(root, List.copyOf(properties), List.copyOf(rules));
    }

    private static PropertyName name(XmlReader body) {
        return new PropertyName(body.namespace(), body.reader().getLocalName());
    }

    /** What is gone, or out of the caller's reach, or elsewhere, is left out. */
    private void write(
            DavRequest dav, ResourceId id, Resource top, PropertyPlan plan, PropertyContext view, XmlWriter xml)
            throws IOException {
        if (!id.storage().equals(top.id().storage())
                || !id.space().equals(top.id().space())) {
            return;
        }
        Resource found;
        try {
            found = files.stat(dav.caller(), Target.id(id), plan.wanted());
        } catch (WeftException.NotFound | WeftException.Forbidden gone) {
            LOG.atDebug().addKeyValue("reason", gone.text()).log("favourite-left-out");
            return;
        }
        if (!found.path().startsWith(top.path())) {
            return;
        }
        RelPath below = found.path().relativeTo(top.path());
        if (!below.startsWith(dav.address().below())) {
            return;
        }
        String href = new DavPath(dav.address().base(), dav.address().top(), below, false).href(found.isFolder());
        xml.response().raw(href).raw(XmlNames.HREF_END);
        plan.write(xml, view.of(found, href, below.isRoot()));
        xml.raw(XmlNames.RESPONSE_END);
    }
}
