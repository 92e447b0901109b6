/**
 * What every reader of configuration texts says of a text: how it is shown, what was meant, why it
 * is wrong.
 */
package io.sluice.config.text;
