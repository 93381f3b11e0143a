/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.resource;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.weft.spi.storage.Node;

/** The media type of a file: what the backend keeps, else what its name's ending stands for. */
public final class MediaTypes {

    /** What nobody knows better. */
    public static final String UNKNOWN = "application/octet-stream";

    private static final int LONGEST_ENDING = 10;

    private static final Map<String, String> BY_ENDING = table("""
            application/epub+zip epub
            application/fits fits fit
            application/gzip gz tgz
            application/java-archive jar war
            application/json json geojson
            application/ld+json jsonld
            application/msword doc dot
            application/pdf pdf
            application/postscript ps eps ai
            application/sql sql
            application/vnd.apache.parquet parquet
            application/vnd.jgraph.mxfile drawio
            application/vnd.ms-excel xls
            application/vnd.ms-powerpoint ppt pps
            application/vnd.oasis.opendocument.graphics odg
            application/vnd.oasis.opendocument.presentation odp
            application/vnd.oasis.opendocument.spreadsheet ods
            application/vnd.oasis.opendocument.text odt
            application/vnd.openxmlformats-officedocument.presentationml.presentation pptx
            application/vnd.openxmlformats-officedocument.spreadsheetml.sheet xlsx
            application/vnd.openxmlformats-officedocument.wordprocessingml.document docx
            application/vnd.rar rar
            application/vnd.sqlite3 sqlite sqlite3 db
            application/wasm wasm
            application/x-7z-compressed 7z
            application/x-bzip2 bz2
            application/x-hdf5 h5 hdf5 hdf
            application/x-ipynb+json ipynb
            application/x-netcdf nc cdf
            application/x-root root
            application/x-sh sh bash
            application/x-tar tar
            application/x-xz xz
            application/xml xml
            application/zip zip
            application/zstd zst
            audio/flac flac
            audio/mp4 m4a
            audio/mpeg mp3
            audio/ogg ogg oga opus
            audio/wav wav
            font/otf otf
            font/ttf ttf
            font/woff woff
            font/woff2 woff2
            image/avif avif
            image/bmp bmp
            image/gif gif
            image/heic heic
            image/jpeg jpg jpeg jpe
            image/png png
            image/svg+xml svg
            image/tiff tif tiff
            image/vnd.djvu djvu
            image/vnd.microsoft.icon ico
            image/webp webp
            message/rfc822 eml
            text/calendar ics ifb
            text/css css
            text/csv csv
            text/html html htm
            text/javascript js mjs
            text/markdown md markdown
            text/plain txt text log conf ini toml cfg def
            text/rtf rtf
            text/tab-separated-values tsv
            text/vcard vcf
            text/x-bibtex bib
            text/x-c c h
            text/x-c++ cpp cc hpp cxx
            text/x-go go
            text/x-java java
            text/x-python py
            text/x-r r
            text/x-rust rs
            text/x-tex tex latex
            text/xml xsl xsd
            text/yaml yaml yml
            video/mp4 mp4 m4v
            video/mpeg mpg mpeg
            video/quicktime mov
            video/webm webm
            video/x-matroska mkv
            video/x-msvideo avi
            """);

    private MediaTypes() {}

    private static Map<String, String> table(String lines) {
        Map<String, String> table = new HashMap<>();
        lines.lines().forEach(line -> {
            List<String> words = List.of(line.split(" ", -1));
            for (String ending : words.subList(1, words.size())) {
                table.put(ending, words.getFirst());
            }
        });
        return Map.copyOf(table);
    }

    /** Of a file. */
    public static String of(Node node) {
        return node.mediaType().orElseGet(() -> ofName(node.name()));
    }

    /** Of a file that bears this name. */
    public static String ofName(String name) {
        int dot = name.lastIndexOf('.');
        if (dot < 0 || dot == name.length() - 1 || name.length() - dot > LONGEST_ENDING) {
            return UNKNOWN;
        }
        return BY_ENDING.getOrDefault(name.substring(dot + 1).toLowerCase(Locale.ROOT), UNKNOWN);
    }
}
