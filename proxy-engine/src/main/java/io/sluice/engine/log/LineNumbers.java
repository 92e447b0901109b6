package io.sluice.engine.log;

/** Prints the numbers of a line that are no times. Confined to one event loop. */
final class LineNumbers {
  private static final long PROCESS = ProcessHandle.current().pid();

  private final LineBytes line;

  LineNumbers(final LineBytes line) {
    this.line = line;
  }

  void put(final LineVariable number, final SessionRecord record, final boolean hex) {
    switch (number) {
      case BYTES_UP -> line.putNumber(record.bytesIn);
      case BYTES -> line.putNumber(record.bytesOut);
      case STATUS -> line.putNumber(record instanceof final HttpRecord http ? http.status : 0);
      case PROCESS_CONNECTIONS -> line.putNumber(record.processConnections);
      case FRONTEND_CONNECTIONS -> line.putNumber(record.frontendConnections);
      case BACKEND_CONNECTIONS -> line.putNumber(record.backendConnections);
      case SERVER_CONNECTIONS -> line.putNumber(record.serverConnections);
      case SERVER_QUEUE -> line.putNumber(record.serverQueue);
      case BACKEND_QUEUE -> line.putNumber(record.backendQueue);
      case RETRIES -> {
        if (record.redispatched) {
          line.put('+');
        }
        line.putNumber(record.retries);
      }
      case NUMBER -> counted(record.number, hex);
      case PROCESS -> counted(PROCESS, hex);
      default -> throw new IllegalStateException("not a number: " + number);
    }
  }

  /** Numbers that may be printed in hexadecimal. */
  void counted(final long number, final boolean hex) {
    if (hex) {
      line.putHex(number, 4);
    } else {
      line.putNumber(number);
    }
  }
}
