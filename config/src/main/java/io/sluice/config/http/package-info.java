/**
 * What a configuration says of HTTP and of rules, as data: conditions, sample expressions, log
 * formats, rules, stick tables. The texts that say it are HAProxy's. Nothing here runs; the engine
 * compiles it once for each generation. Knows nothing of files and of the other sections.
 */
package io.sluice.config.http;
