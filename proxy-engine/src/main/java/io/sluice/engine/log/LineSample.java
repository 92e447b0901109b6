package io.sluice.engine.log;

/**
 * A sample in a log format, such as {@code %[ssl_fc]}, ready to be worked out. Confined to one
 * event loop while it is.
 */
@FunctionalInterface
public interface LineSample {
  /**
   * Puts the sample as text.
   *
   * @param transaction the record's {@link SessionRecord#transaction}, which is not null
   * @param to has room for {@link LineFormat#MAX_SAMPLE_BYTES} from {@code at} on; what is longer
   *     is to be cut
   * @return the index behind the text; {@code at} where the sample is empty or there is none
   */
  int append(Object transaction, byte[] to, int at);
}
