package org.example.greetings;

import org.weft.spi.config.Default;
import org.weft.spi.config.Doc;

/** What the configuration may say. */
@Doc("A read-only storage of two files.")
public record GreetingsConfig(@Doc("What the files say.") @Default("Hello") String text) {}
