package io.sluice.config;

/**
 * Whether bytes may pass from one connection to the other within the kernel, without being copied
 * into the process (splice(2)).
 */
public enum ZeroCopy {
  /** Never. */
  OFF,
  /** While there is so much of them that it is cheaper (HAProxy {@code option splice-auto}). */
  AUTO,
  /** Always (HAProxy {@code option splice-request} and {@code option splice-response}). */
  SPLICE;

  /** What holds between a frontend and a backend: what one of them has switched off is off. */
  public ZeroCopy with(final ZeroCopy other) {
    if (this == OFF || other == OFF) {
      return OFF;
    }
    return this == SPLICE ? this : other;
  }
}
