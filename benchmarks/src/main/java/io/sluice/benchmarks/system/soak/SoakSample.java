package io.sluice.benchmarks.system.soak;

/**
 * What the process held at one moment of a soak.
 *
 * @param second since the load began
 * @param requests answered by then, on all connections
 * @param failed of them
 * @param residentMiB VmRSS
 * @param heapMiB in use behind the last collection, which may have been of the young part alone
 * @param directMiB buffers outside the heap
 * @param descriptors open
 * @param threads of the process
 */
record SoakSample(
    long second,
    long requests,
    long failed,
    double residentMiB,
    double heapMiB,
    double directMiB,
    long descriptors,
    long threads) {
  static final String HEAD =
      "| s | requests | failed | resident MiB | heap after collection MiB | buffers MiB |"
          + " descriptors | threads |";

  String line() {
    return "| %d | %d | %d | %.1f | %.1f | %.2f | %d | %d |"
        .formatted(second, requests, failed, residentMiB, heapMiB, directMiB, descriptors, threads);
  }
}
