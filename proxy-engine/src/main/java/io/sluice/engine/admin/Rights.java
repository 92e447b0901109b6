package io.sluice.engine.admin;

import io.sluice.config.AdminBind;

/**
 * What may be done at a bind besides reading.
 *
 * @param commands whether what runs may be changed
 * @param push whether a cluster may say that it has changed
 */
record Rights(boolean commands, boolean push) {
  static Rights of(final AdminBind bind) {
    return new Rights(bind.commands(), bind.push());
  }
}
