package io.sluice.engine.testkit;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * A server program that runs as a child process on a free port of 127.0.0.1, with its data in a
 * temporary folder. For one test thread.
 *
 * <p>It may end and start again, on the same port with the same data.
 */
public abstract class RealServer implements AutoCloseable {
  private static final long RETRY_NANOS = 10_000_000;

  private final TempFolder folder;
  private final int port = Ports.free();
  private Child child;

  RealServer(String name) {
    folder = TempFolder.create(name);
  }

  /** The program and its arguments. */
  abstract List<String> command();

  /** What is added to this JVM's environment. */
  Map<String, String> environment() {
    return Map.of();
  }

  /** Whether the server answers in its own protocol; an exception means no. */
  abstract boolean answers() throws IOException;

  final TempFolder files() {
    return folder;
  }

  /** Where its data is. */
  public final Path folder() {
    return folder.path();
  }

  public final int port() {
    return port;
  }

  /** 127.0.0.1 and the port. */
  public final InetSocketAddress address() {
    return Ports.on(port);
  }

  public final long pid() {
    return child.pid();
  }

  public final boolean isRunning() {
    return child != null && child.isAlive();
  }

  /** What it wrote since its last start. */
  public final Log log() {
    return child.log();
  }

  /** Starts it, again after an end too, and waits until it answers. */
  public final void start() {
    if (isRunning()) {
      throw new IllegalStateException("process " + pid() + " runs already");
    }
    child = Child.start(folder.path(), environment(), command());
    try {
      awaitAnswer();
    } catch (AssertionError e) {
      child.close();
      throw e;
    }
  }

  /** Waits until it answers, after {@link #resume()} for example. */
  public final void awaitAnswer() {
    var deadline = new Deadline(Deadline.USUAL);
    while (!answersNow()) {
      if (deadline.passed() || !child.isAlive()) {
        throw new AssertionError(command() + " does not answer; its log:\n" + child.log());
      }
      LockSupport.parkNanos(RETRY_NANOS);
    }
  }

  private boolean answersNow() {
    try {
      return answers();
    } catch (IOException _) {
      return false;
    }
  }

  /** Asks it to end, and waits; kills it when it does not. */
  public final void stop() {
    child.close();
  }

  /** Ends it at once: the kernel closes its connections. */
  public final void kill9() {
    child.kill9();
  }

  /** Sends it a signal, such as {@code HUP}. */
  final void signal(String name) {
    child.signal(name);
  }

  /** Freezes it: its connections stay, connects succeed, nothing answers. */
  public final void pause() {
    child.signal("STOP");
  }

  /** Lets it run on. */
  public final void resume() {
    child.signal("CONT");
  }

  /** Stops it and deletes its data. */
  @Override
  public void close() {
    if (isRunning()) {
      child.signalUnlessOver("CONT");
      child.close();
    }
    folder.close();
  }

  /** Bounds one try of {@link #answers()}. */
  static Duration tryTimeout() {
    return Duration.ofSeconds(2);
  }
}
