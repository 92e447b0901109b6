package io.sluice.config;

import io.sluice.config.http.Reference;

/**
 * A name in a rule that must be elsewhere in the configuration.
 *
 * @param at the rule
 * @param proxy the section that the rule is in
 * @param frontend whether that section has binds
 */
record Named(Reference reference, RuleText at, String proxy, boolean frontend) {}
