/**
 * An experiment: TCP sessions relayed by the kernel alone, with sockmap. Decision 017 has what came
 * out of it; the product has none of it.
 *
 * <pre>
 *   Kernel, Tcp, Poll            system calls, sockets and epoll through the FFM API
 *   Bpf, Assembler               bpf(2), and the programs for it
 *   Verdicts, Gate, Maps         which bytes the kernel redirects, and what it shares with user space
 *   Way, Keeper                  user space's part: limits, bytes that it moves itself, ends
 *   OrderTrials, BoundTrials,
 *   EndTrials, RightsTrial       the questions, each with a main method
 *   Load, Relay                  messages and bulk through relays, side by side
 * </pre>
 */
package io.sluice.benchmarks.sockmap;
