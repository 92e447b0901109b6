package io.sluice.config;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a check sends and what it expects. Two servers whose probes are equal, at one address, share
 * one.
 */
public sealed interface ProbeConfig {
  /** The name it has in a configuration, such as {@code tcp}. */
  String type();

  /** A connection can be opened. */
  record Tcp() implements ProbeConfig {
    @Override
    public String type() {
      return "tcp";
    }
  }

  /**
   * An HTTP/1.1 request is answered as expected.
   *
   * @param method such as {@code GET}
   * @param path the request target, such as {@code /healthcheck}
   * @param headers sent in this order; Host and Connection are added where not given
   * @param status what passes, at least one range
   * @param body text that the body must hold; empty: any body
   * @param bodyRegex expression of RE2 that the body must match somewhere; empty: any body
   */
  record Http(
      String method,
      String path,
      List<Header> headers,
      List<StatusRange> status,
      Optional<String> body,
      Optional<String> bodyRegex)
      implements ProbeConfig {
    public Http {
      headers = List.copyOf(headers);
      status = List.copyOf(status);
    }

    @Override
    public String type() {
      return "http";
    }
  }

  /**
   * What is sent and expected, step by step, over one connection or several.
   *
   * @param http whether HTTP is spoken, or bytes are
   * @param steps in order; empty: a connection can be opened
   * @param keepAlive whether the connection is kept for the next run, where there is one alone
   */
  record Sequence(boolean http, List<CheckStep> steps, boolean keepAlive) implements ProbeConfig {
    public Sequence {
      steps = List.copyOf(steps);
    }

    @Override
    public String type() {
      return http ? "http" : "tcp";
    }
  }

  /** {@code version} is answered with {@code VERSION ...}. */
  record Memcached() implements ProbeConfig {
    @Override
    public String type() {
      return "memcached";
    }
  }

  /**
   * A MySQL server greets, and lets a user log in.
   *
   * @param user who logs in; empty: the greeting is enough
   * @param password the user's; empty: there is none
   */
  record MySql(Optional<String> user, Optional<Secret> password) implements ProbeConfig {
    @Override
    public String type() {
      return "mysql";
    }
  }

  /**
   * Redis answers, and has the role that is asked for.
   *
   * @param role {@link RedisRole#ANY}: the role does not matter, and is not asked for
   * @param password for AUTH; empty: there is none
   */
  record Redis(RedisRole role, Optional<Secret> password) implements ProbeConfig {
    @Override
    public String type() {
      return "redis";
    }
  }

  /**
   * PostgreSQL takes a start of a session, or asks for a password. With a role or a password, the
   * user logs in and asks whether the server is in recovery.
   *
   * @param user in whose name
   * @param database empty: the server's default, which is named like the user
   * @param role what the server must be; empty: nobody logs in to see, unless there is a password
   * @param password the user's; empty: there is none
   */
  record Pgsql(
      String user, Optional<String> database, Optional<PgsqlRole> role, Optional<Secret> password)
      implements ProbeConfig {
    @Override
    public String type() {
      return "pgsql";
    }
  }

  /** A broker greets in AMQP 0-9-1, or answers with the version of AMQP that it speaks. */
  record Amqp() implements ProbeConfig {
    @Override
    public String type() {
      return "amqp";
    }
  }

  /**
   * A TLS handshake completes.
   *
   * @param sni the name to ask for; empty: none
   * @param verify whether the certificate must be good: signed by an authority, and for {@code sni}
   *     where there is one
   * @param authorities whose signature is good; empty: those that the JVM trusts
   */
  record Tls(Optional<String> sni, boolean verify, List<X509Certificate> authorities)
      implements ProbeConfig {
    public Tls {
      authorities = List.copyOf(authorities);
    }

    @Override
    public String type() {
      return "tls";
    }
  }

  /**
   * A program is run, and its exit code is the verdict.
   *
   * @param command the program, an absolute path
   * @param arguments its first arguments
   * @param searchPath PATH in its environment
   */
  record External(Path command, List<String> arguments, String searchPath) implements ProbeConfig {
    public External {
      arguments = List.copyOf(arguments);
    }

    @Override
    public String type() {
      return "external";
    }
  }

  /**
   * A node of a Galera cluster says what it is good for.
   *
   * @param user who logs in
   * @param password the user's; empty: there is none
   * @param tls how the connection is encrypted; empty: it is not
   * @param donor whether a node that gives its state to another one may be the writer
   * @param lagLimit transactions that a node may have received and not applied, and still be as
   *     good as any; empty: any number
   * @param standalone whether a server without Galera is a good one
   * @param row what load balancers agree by, to be read as well; empty: nothing
   */
  record Galera(
      String user,
      Optional<Secret> password,
      Optional<Tls> tls,
      Donor donor,
      OptionalLong lagLimit,
      boolean standalone,
      Optional<RowConfig> row)
      implements ProbeConfig {
    @Override
    public String type() {
      return "galera";
    }

    /** The same, with a row. */
    public Galera withRow(final RowConfig newRow) {
      return new Galera(user, password, tls, donor, lagLimit, standalone, Optional.of(newRow));
    }
  }

  /**
   * An agent beside the server is asked how the server does. No check of a server is one.
   *
   * @param send what it is sent first, as it stands; empty: nothing
   */
  record Agent(String send) implements ProbeConfig {
    @Override
    public String type() {
      return "agent";
    }
  }

  /**
   * A check that was added by ServiceLoader.
   *
   * @param type its name
   * @param options what the configuration says to it, as text
   */
  record Custom(String type, Map<String, String> options) implements ProbeConfig {
    public Custom {
      options = Map.copyOf(options);
    }
  }

  /** Whether a donor may be the writer, where the method of the transfer does not block it. */
  enum Donor {
    /** It may not. */
    NEVER,
    /** Where no other node may. */
    LAST_RESORT,
    /** Like any other. */
    OK
  }

  /**
   * Where the row is that load balancers agree by.
   *
   * @param table as {@code database.table}, of letters, digits, {@code _} and {@code $}
   * @param group the key of the row
   */
  record RowConfig(String table, String group) {}

  /** What a Redis server may be to others. */
  enum RedisRole {
    /** Writes go there. */
    MASTER,
    /** It follows a master. */
    SLAVE,
    /** Either. */
    ANY
  }

  /** What a PostgreSQL server may be to others. */
  enum PgsqlRole {
    /** Not in recovery: it takes writes. */
    PRIMARY,
    /** In recovery: it follows a primary. */
    STANDBY,
    /** Either. */
    ANY
  }

  /** A header field of a request. */
  record Header(String name, String value) {}

  /**
   * Status codes from {@code first} to {@code last}, both included, 100 to 599.
   *
   * @param first at most {@code last}
   */
  record StatusRange(int first, int last) {}
}
