/** @A-word@ driver for Weft. */
package @package@;
