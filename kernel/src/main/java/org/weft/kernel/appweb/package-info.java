/**
 * Apps over HTTP: what web clients ask ({@code /app/…}, in the shapes that Reva's clients know), and the addresses below which
 * apps call back. What an app says there is its plugin's; nothing of it is understood here.
 */
@NullMarked
package org.weft.kernel.appweb;

import org.jspecify.annotations.NullMarked;
