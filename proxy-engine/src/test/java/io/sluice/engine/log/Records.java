package io.sluice.engine.log;

/** Records to print. */
final class Records {
  private Records() {}

  /** A session as most are: relayed, ended by neither side's fault. */
  static SessionRecord usual() {
    final SessionRecord record = new SessionRecord();
    record.client = "10.0.0.1:4711";
    record.acceptedMillis = 1_233_918_771_443L;
    record.frontend = "fnt";
    record.backend = "bck";
    record.server = "srv1";
    record.queueMillis = 0;
    record.connectMillis = 1;
    record.totalMillis = 5007;
    record.bytesOut = 212;
    record.cause = '-';
    record.phase = '-';
    record.processConnections = 1;
    record.frontendConnections = 2;
    record.backendConnections = 3;
    record.serverConnections = 4;
    return record;
  }
}
