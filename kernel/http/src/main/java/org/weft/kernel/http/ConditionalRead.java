/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.http;

import java.util.List;
import java.util.Optional;
import org.weft.kernel.storage.files.FileService;
import org.weft.kernel.storage.resource.Resource;
import org.weft.spi.storage.ReadSpec.Span;

/**
 * A read with the request's conditions and ranges, judged on the file that was really opened. Give it to {@link
 * FileService#open} as the selection, then to {@link ContentSender#content}. For one request.
 */
public final class ConditionalRead implements FileService.Selection {

    private final ConditionalHeaders conditions;
    private final Optional<String> range;
    private final Optional<String> ifRange;
    private List<Span> spans = List.of();

    private ConditionalRead(ConditionalHeaders conditions, Optional<String> range, Optional<String> ifRange) {
        this.conditions = conditions;
        this.range = range;
        this.ifRange = ifRange;
    }

    public static ConditionalRead of(HttpExchange exchange) {
        Optional<String> range = exchange.method().equals("GET") ? exchange.header("Range") : Optional.empty();
        return new ConditionalRead(ConditionalHeaders.of(exchange), range, exchange.header("If-Range"));
    }

    @Override
    public Span of(Resource opened) {
        conditions.judgeRead(opened);
        long size = opened.node().size();
        spans = range.isPresent() && isSame(opened) ? RangeHeader.parse(range.get(), size) : List.of();
        if (spans.isEmpty()) {
            return new Span(0, size);
        }
        Span last = spans.getLast();
        long first = spans.getFirst().offset();
        return new Span(first, last.offset() + last.length() - first);
    }

    /** Judges the conditions alone, for HEAD. */
    void judge(Resource resource) {
        conditions.judgeRead(resource);
    }

    private boolean isSame(Resource opened) {
        if (ifRange.isEmpty()) {
            return true;
        }
        String value = ifRange.get().strip();
        if (value.startsWith("\"") || value.startsWith("W/")) {
            return value.equals('"' + opened.node().etag() + '"');
        }
        return HttpDate.parse(value)
                .map(date -> date.getEpochSecond() == opened.node().mtime().getEpochSecond())
                .orElse(false);
    }

    /** The parts that will be sent; empty for the whole file. */
    List<Span> spans() {
        return spans;
    }
}
