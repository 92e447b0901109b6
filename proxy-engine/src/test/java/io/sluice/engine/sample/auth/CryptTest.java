package io.sluice.engine.sample.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hashes that crypt(3) of glibc and openssl-passwd(1) made. */
class CryptTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "secret|$1$abcdefgh$cHJi5PXp/ki/ktXzqlk6I1",
        "p\u00e4ss|$1$ab$HKU0BHffVFSU9ZlG98TKC/",
        "secret|$5$saltsalt$0IyaXrmV7.sGNS6tirgqHLqX/G.FBvgkYA.lpPdS5sA",
        "Hello world!|$5$rounds=10000$saltstringsaltst$3xv.VbSHBb41AL9AvLeujZkZRBAwqFMz2.opqey6IcA",
        "Hello world!|$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLi"
            + "BFdcbYEdFCoEOfaS35inz1",
        "a very much longer text to encrypt.  This one even stretches over morethan one line."
            + "|$6$rounds=1400$anotherlongsalts$POfYwTEok97VWcjxIiSOjiykti.o/pQs.wPvMxQ6Fm7I6IoYN3CmLs6"
            + "6x9t0oSwbtEW7o7UmJEiDwGqd8p4ur1"
      })
  void shouldMakeWhatCryptMakes(final String password, final String hash) {
    // When
    final String made = Crypt.crypt(password.getBytes(StandardCharsets.UTF_8), hash);

    // Then
    assertThat(Crypt.isKnown(hash)).isTrue();
    assertThat(made).isEqualTo(hash);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "$2b$10$abcdefghijklmnopqrstuuAbCdEfGhIjKlMnOpQrStUvWxYz01234",
        "$y$j9T$F5Jx5fExrKuPp53xLKQ..1$X3DX6M94c7o.9agCG9G317fhZg9SqC.5i5rd.RhAtQ7",
        "$6$salt$short",
        "plain",
        ""
      })
  void shouldNotKnowOtherHashes(final String hash) {
    // When
    final boolean known = Crypt.isKnown(hash);

    // Then
    assertThat(known).isFalse();
  }
}
