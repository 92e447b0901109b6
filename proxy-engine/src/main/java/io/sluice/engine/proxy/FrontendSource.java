package io.sluice.engine.proxy;

/** Where a client came in, which may be another frontend's by now. Any thread. */
public interface FrontendSource {
  /** The frontend that has it now; null: it was closed, and nobody takes its clients any more. */
  FrontendRuntime current();
}
