/**
 * Rules, compiled: {@link io.sluice.engine.rules.RuleList} runs one list for one exchange, {@link
 * io.sluice.engine.rules.RuleRun} is how far it came and what it decided. One small class for each
 * action; {@code Actions} lists them.
 */
package io.sluice.engine.rules;
