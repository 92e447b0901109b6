package io.sluice.benchmarks.system;

/**
 * What one round on one way came to.
 *
 * @param perSecond requests for each second
 * @param userMicros CPU time of the proxy's own code for each request, microseconds
 * @param systemMicros the same of the kernel on its behalf
 * @param machineMicros the same of the whole machine
 * @param p50Micros half of the requests took no longer
 * @param p99Micros 99 of 100 took no longer
 * @param residentMiB memory of the proxy behind the load
 * @param failed requests without a good answer
 */
record Reading(
    double perSecond,
    double userMicros,
    double systemMicros,
    double machineMicros,
    double p50Micros,
    double p99Micros,
    double residentMiB,
    long failed) {
  /** CPU time of the proxy for each request, microseconds. */
  double proxyMicros() {
    return userMicros + systemMicros;
  }
}
