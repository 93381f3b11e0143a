/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.http;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.weft.spi.storage.Node;

/** Media types by the ending of the name; no file is ever opened to find one. */
public final class MediaTypes {

    /** What nothing else is known of. */
    public static final String BYTES = "application/octet-stream";

    private static final Map<String, String> BY_ENDING = new HashMap<>();

    static {
        String table = """
                text/plain txt text log conf ini cfg def
                text/markdown md markdown
                text/csv csv
                text/tab-separated-values tsv
                text/html html htm
                text/css css
                text/javascript js mjs
                text/calendar ics ifb
                text/vcard vcf
                text/x-python py
                text/x-r r
                text/x-java java
                text/x-c c h
                text/x-c++ cc cpp cxx hpp
                text/x-tex tex latex
                text/x-bibtex bib
                text/x-rust rs
                text/x-go go
                application/x-sh sh bash
                application/json json geojson ipynb
                application/ld+json jsonld
                application/yaml yaml yml
                application/toml toml
                application/xml xml xsl xsd
                application/pdf pdf
                application/postscript ps eps ai
                application/rtf rtf
                application/zip zip
                application/gzip gz tgz
                application/x-bzip2 bz2
                application/x-xz xz
                application/zstd zst
                application/x-tar tar
                application/x-7z-compressed 7z
                application/vnd.rar rar
                application/java-archive jar war
                application/wasm wasm
                application/epub+zip epub
                application/sql sql
                application/vnd.sqlite3 sqlite sqlite3 db
                application/x-hdf5 h5 hdf5 hdf
                application/x-netcdf nc cdf
                application/fits fits fit
                application/x-root root
                application/vnd.apache.parquet parquet
                application/msword doc dot
                application/vnd.ms-excel xls
                application/vnd.ms-powerpoint ppt pps
                application/vnd.openxmlformats-officedocument.wordprocessingml.document docx
                application/vnd.openxmlformats-officedocument.spreadsheetml.sheet xlsx
                application/vnd.openxmlformats-officedocument.presentationml.presentation pptx
                application/vnd.oasis.opendocument.text odt
                application/vnd.oasis.opendocument.spreadsheet ods
                application/vnd.oasis.opendocument.presentation odp
                application/vnd.oasis.opendocument.graphics odg
                image/png png
                image/jpeg jpg jpeg jpe
                image/gif gif
                image/svg+xml svg
                image/webp webp
                image/avif avif
                image/heic heic
                image/tiff tif tiff
                image/bmp bmp
                image/vnd.microsoft.icon ico
                image/vnd.djvu djvu
                audio/mpeg mp3
                audio/ogg ogg oga opus
                audio/wav wav
                audio/flac flac
                audio/mp4 m4a
                video/mp4 mp4 m4v
                video/webm webm
                video/x-matroska mkv
                video/quicktime mov
                video/x-msvideo avi
                video/mpeg mpg mpeg
                font/ttf ttf
                font/otf otf
                font/woff woff
                font/woff2 woff2
                message/rfc822 eml
                """;
        for (String line : table.lines().toList()) {
            String[] words = line.split(" ", -1);
            for (int i = 1; i < words.length; i++) {
                BY_ENDING.put(words[i], words[0]);
            }
        }
    }

    private MediaTypes() {}

    /** The type of a file: what the storage keeps, else what the name tells. */
    public static String of(Node node) {
        return node.mediaType().orElseGet(() -> ofName(node.name()));
    }

    /** The type that a name tells. */
    public static String ofName(String name) {
        int dot = name.lastIndexOf('.');
        if (dot < 0 || name.length() - dot > 9) {
            return BYTES;
        }
        String type = BY_ENDING.get(name.substring(dot + 1).toLowerCase(Locale.ROOT));
        return type == null ? BYTES : type;
    }
}
