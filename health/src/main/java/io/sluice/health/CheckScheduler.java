package io.sluice.health;

import io.netty.channel.IoEventLoop;
import io.sluice.backends.Server;
import io.sluice.config.CheckConfig;
import java.util.List;

/**
 * Runs checks when they are due, one probe for all servers that would send the same one.
 *
 * <p>Its state is confined to the check loop; {@link #post} may be called from anywhere.
 */
public final class CheckScheduler implements AutoCloseable {
  public CheckScheduler(
      final IoEventLoop eventLoop,
      final Checks checks,
      final CheckListener listener,
      final int spreadPercent) {
    throw new UnsupportedOperationException();
  }

  /**
   * A server to be checked.
   *
   * @param server whom the verdict is for
   * @param check how and how often
   * @param target where
   */
  public record Watch(Server server, CheckConfig check, Target target) {}

  /** Replaces what is checked. Servers whose watch is unchanged go on where they are. */
  public void post(final List<Watch> watches) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
