/** A storage driver for Weft. */
package org.example.greetings;
