/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.service;

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
            text/plain txt text log conf ini toml
            text/markdown md markdown
            text/html html htm
            text/css css
            text/csv csv
            text/tab-separated-values tsv
            text/calendar ics
            text/vcard vcf
            text/xml xsl xsd
            text/x-c c h
            text/x-c++ cpp cc hpp
            text/x-java java
            text/x-python py
            text/x-r r
            text/x-tex tex
            text/x-bibtex bib
            text/yaml yaml yml
            text/rtf rtf
            text/javascript js mjs
            application/json json geojson
            application/x-ipynb+json ipynb
            application/xml xml
            application/pdf pdf
            application/postscript ps eps
            application/zip zip
            application/gzip gz tgz
            application/zstd zst
            application/x-bzip2 bz2
            application/x-xz xz
            application/x-tar tar
            application/x-7z-compressed 7z
            application/vnd.rar rar
            application/java-archive jar
            application/wasm wasm
            application/x-sh sh
            application/sql sql
            application/x-hdf5 h5 hdf5
            application/x-netcdf nc
            application/fits fits
            application/x-root root
            application/vnd.apache.parquet parquet
            application/epub+zip epub
            application/msword doc
            application/vnd.ms-excel xls
            application/vnd.ms-powerpoint ppt
            application/vnd.openxmlformats-officedocument.wordprocessingml.document docx
            application/vnd.openxmlformats-officedocument.spreadsheetml.sheet xlsx
            application/vnd.openxmlformats-officedocument.presentationml.presentation pptx
            application/vnd.oasis.opendocument.text odt
            application/vnd.oasis.opendocument.spreadsheet ods
            application/vnd.oasis.opendocument.presentation odp
            application/vnd.oasis.opendocument.graphics odg
            application/vnd.jgraph.mxfile drawio
            image/png png
            image/jpeg jpg jpeg
            image/gif gif
            image/webp webp
            image/avif avif
            image/heic heic
            image/tiff tif tiff
            image/bmp bmp
            image/svg+xml svg
            image/vnd.microsoft.icon ico
            image/vnd.djvu djvu
            audio/mpeg mp3
            audio/ogg ogg oga opus
            audio/flac flac
            audio/wav wav
            audio/mp4 m4a
            video/mp4 mp4 m4v
            video/webm webm
            video/quicktime mov
            video/x-matroska mkv
            video/x-msvideo avi
            video/mpeg mpg mpeg
            font/woff woff
            font/woff2 woff2
            font/ttf ttf
            font/otf otf
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
