package io.sluice.engine.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.engine.testkit.LoopAllocation;
import io.sluice.engine.testkit.Pace;
import io.sluice.engine.testkit.Peer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A request and its response allocate nothing on a connection that stays, log line included. What
 * the event loop allocates is measured by thread, and the bound leaves room for what is not of the
 * requests: a timer, the compiler.
 */
@ExtendWith(LoopAllocation.class)
@Isolated("the leak detector is switched for the whole JVM")
class HttpAllocationIT {
  private static final Logger LOG = LoggerFactory.getLogger(HttpAllocationIT.class);
  private static final int REQUESTS = 20_000;

  /** More than one worker would keep heads for by habit. */
  private static final int CLIENTS = 800;

  private static final int TURNS = 20;
  private static final byte[] REQUEST =
      bytes(
          "GET /v3/auth/tokens?nocatalog HTTP/1.1",
          "Host: keystone.example.org:5000",
          "User-Agent: openstacksdk/4.0.0 keystoneauth1/5.6.0 python-requests/2.31.0",
          "Accept-Encoding: gzip, deflate",
          "Accept: application/json",
          "Connection: keep-alive",
          "X-Auth-Token: gAAAAABmVtoken",
          "",
          "");
  private static final byte[] RESPONSE =
      bytes(
          "HTTP/1.1 200 OK",
          "Date: Sun, 22 Nov 2026 06:00:00 GMT",
          "Server: Apache",
          "Content-Length: 15",
          "Vary: X-Auth-Token",
          "Content-Type: application/json",
          "",
          "{\"token\": \"no\"}");

  /**
   * What a request meets in real use: lists, fields, a table, a variable, captures for its line.
   */
  private static final String RULES =
      """
      forwardfor = on
      capture.request = "User-Agent 32"
      stick-table { type = ip, size = 1000, expire = 10m, store = "http_req_rate(10s)" }
      acl {
        identity = "path_beg /v3/auth"
        office = "src 10.0.0.0/8 192.168.0.0/16"
      }
      http-request = [
        "track-sc0 src"
        "deny if identity office"
        "deny deny_status 429 if { sc_http_req_rate(0) gt 100000000 }"
        "set-var(txn.host) req.hdr(host),lower"
        "set-header X-Forwarded-Proto http"
        "set-header X-Host %[var(txn.host)]"
        "del-header X-Trace"
      ]
      http-response = [
        "set-header X-Rate 1 if { status 200 }"
        "del-header Server"
      ]
      """;

  @Test
  void shouldAllocateNothingForARequest() throws Exception {
    // Given
    final int forwarded = REQUEST.length - "Connection: keep-alive\r\n".length();
    try (var rig =
            HttpRig.of(
                peer -> {
                  while (peer.receiveSum(forwarded, Pace.FULL).bytes() == forwarded) {
                    peer.send(RESPONSE);
                  }
                },
                "");
        var client = rig.connect()) {
      ask(client, RESPONSE.length, REQUESTS);
      // When
      final long before = LoopAllocation.bytes();
      ask(client, RESPONSE.length, REQUESTS);
      // Then
      final double perRequest = (LoopAllocation.bytes() - before) / (double) REQUESTS;
      LOG.atInfo().log(() -> "%.4f bytes were allocated for each request".formatted(perRequest));
      assertThat(perRequest).isLessThan(1);
    }
  }

  @Test
  void shouldAllocateNothingForRequestsThatAreManyAtOneTime() throws Exception {
    // Given
    final var allAreHere = new CyclicBarrier(CLIENTS);
    try (var rig = HttpRig.of(peer -> answerTogether(peer, allAreHere), "");
        var clients = new Clients(rig)) {
      clients.ask(TURNS);
      // When
      final long before = LoopAllocation.bytes();
      clients.ask(TURNS);
      // Then
      final double perRequest = (LoopAllocation.bytes() - before) / (double) (TURNS * CLIENTS);
      LOG.atInfo().log(() -> "%.4f bytes for each of many requests".formatted(perRequest));
      assertThat(perRequest).isLessThan(64);
    }
  }

  @Test
  void shouldAllocateNothingForARequestWithRules() throws Exception {
    // Given
    try (var rig = HttpRig.of(HttpAllocationIT::answer, RULES);
        var client = rig.connect()) {
      client.send(REQUEST);
      final String head = HttpRig.head(client);
      client.receive(HttpRig.length(head));
      assertThat(head).contains("X-Rate: 1").doesNotContain("Server");
      final int response = head.length() + HttpRig.length(head);
      ask(client, response, REQUESTS);
      // When
      final long before = LoopAllocation.bytes();
      ask(client, response, REQUESTS);
      // Then
      final double perRequest = (LoopAllocation.bytes() - before) / (double) REQUESTS;
      LOG.atInfo().log(() -> "%.4f bytes for each request with rules".formatted(perRequest));
      assertThat(perRequest).isLessThan(1);
    }
  }

  @Test
  void shouldAllocateNothingForACompressedResponse() throws Exception {
    // Given
    final int forwarded = REQUEST.length - "Connection: keep-alive\r\n".length();
    try (var rig =
            HttpRig.of(
                peer -> {
                  while (peer.receiveSum(forwarded, Pace.FULL).bytes() == forwarded) {
                    peer.send(RESPONSE);
                  }
                },
                "compression = on");
        var client = rig.connect()) {
      client.send(REQUEST);
      final String head = HttpRig.head(client);
      final String size = client.readLine();
      final int chunk = Integer.parseInt(size, 16);
      client.receive(chunk + "\r\n0\r\n\r\n".length());
      final int response = head.length() + size.length() + chunk + "\r\n\r\n0\r\n\r\n".length();
      assertThat(head).contains("Content-Encoding: gzip");
      ask(client, response, REQUESTS);
      // When
      final long before = LoopAllocation.bytes();
      ask(client, response, REQUESTS);
      // Then
      final double perRequest = (LoopAllocation.bytes() - before) / (double) REQUESTS;
      LOG.atInfo().log(() -> "%.4f bytes for each compressed response".formatted(perRequest));
      assertThat(perRequest).isLessThan(1);
    }
  }

  /** Answers a request when each client has one under way. */
  private static void answerTogether(final Peer peer, final CyclicBarrier allAreHere)
      throws IOException {
    while (!HttpRig.head(peer).isEmpty()) {
      try {
        allAreHere.await();
      } catch (final InterruptedException | BrokenBarrierException e) {
        throw new IOException(e);
      }
      peer.send(RESPONSE);
    }
  }

  /** Clients that ask at one time. */
  private static final class Clients implements AutoCloseable {
    private final List<Peer> peers = new ArrayList<>();

    Clients(final HttpRig rig) throws IOException {
      for (int i = 0; i < CLIENTS; i++) {
        peers.add(rig.connect());
      }
    }

    void ask(final int turns) throws IOException {
      for (int turn = 0; turn < turns; turn++) {
        for (final Peer peer : peers) {
          peer.send(REQUEST);
        }
        for (final Peer peer : peers) {
          peer.receiveSum(RESPONSE.length, Pace.FULL);
        }
      }
    }

    @Override
    public void close() throws IOException {
      for (final Peer peer : peers) {
        peer.close();
      }
    }
  }

  private static void answer(final Peer peer) throws IOException {
    while (!HttpRig.head(peer).isEmpty()) {
      peer.send(RESPONSE);
    }
  }

  private static byte[] bytes(final String... lines) {
    return String.join("\r\n", lines).getBytes(StandardCharsets.ISO_8859_1);
  }

  private static void ask(final Peer client, final int responseBytes, final int times)
      throws IOException {
    for (int i = 0; i < times; i++) {
      client.send(REQUEST);
      client.receiveSum(responseBytes, Pace.FULL);
    }
  }
}
