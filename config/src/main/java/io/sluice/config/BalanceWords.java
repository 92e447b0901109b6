package io.sluice.config;

import io.sluice.config.BalanceConfig.Hashing;
import io.sluice.config.http.Place;
import io.sluice.config.http.Reading;
import io.sluice.config.http.ReplyFiles;
import io.sluice.config.http.SampleReader;
import io.sluice.config.http.Stage;
import io.sluice.config.http.Word;
import io.sluice.config.http.Words;
import io.sluice.config.text.BadText;
import io.sluice.config.text.Nearest;
import io.sluice.config.text.OneLine;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads algorithms that look at the request, in HAProxy's words.
 *
 * <p>Source: HAProxy configuration manual, {@code balance}.
 */
final class BalanceWords {
  private static final Pattern FORM = Pattern.compile("([a-z_-]+)(?:\\((.*)\\))?");
  private static final Pattern FIELD = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");
  private static final int MAX = 1 << 20;

  private final String text;
  private final Hashing hash;
  private List<Word> words = List.of();
  private int at = 1;

  BalanceWords(final String text, final Hashing hash) {
    this.text = text;
    this.hash = hash;
  }

  /** The algorithm of a text, without what is behind it. */
  static String algorithm(final String text) {
    final Matcher m = FORM.matcher(text.strip().split("[\\s(]", 2)[0]);
    return m.matches() ? m.group(1) : text;
  }

  BalanceConfig read() throws BadText {
    words = Words.of(text);
    final Matcher m = FORM.matcher(words.getFirst().text());
    final String argument = m.matches() && m.group(2) != null ? m.group(2) : "";
    final BalanceConfig config =
        switch (algorithm(text)) {
          case "uri" -> uri();
          case "url_param" -> urlParam();
          case "hdr" -> header(argument);
          case "rdp-cookie" ->
              new BalanceConfig.RdpCookie(hash, argument.isEmpty() ? "mstshash" : argument);
          default -> hash();
        };
    if (at < words.size()) {
      throw new BadText(
          words.get(at).offset(),
          OneLine.quoted(words.get(at).text()) + " has no meaning there",
          "remove it");
    }
    return config;
  }

  private BalanceConfig uri() throws BadText {
    boolean whole = false;
    boolean pathOnly = false;
    int length = 0;
    int depth = 0;
    while (at < words.size()) {
      final Word word = words.get(at++);
      switch (word.text()) {
        case "whole" -> whole = true;
        case "path-only" -> pathOnly = true;
        case "len" -> length = number();
        case "depth" -> depth = number();
        default ->
            throw new BadText(
                word.offset(),
                OneLine.quoted(word.text()) + " is not an option of uri",
                Nearest.remedy(word.text(), List.of("whole", "path-only", "len", "depth")));
      }
    }
    return new BalanceConfig.Uri(hash, whole, pathOnly, length, depth);
  }

  private BalanceConfig urlParam() throws BadText {
    final String name = next("url_param userid");
    final boolean checkPost = skip("check_post");
    if (checkPost && at < words.size() && words.get(at).text().matches("[0-9]{1,9}")) {
      at++;
    }
    return new BalanceConfig.UrlParam(hash, name, checkPost);
  }

  private BalanceConfig header(final String argument) throws BadText {
    if (!FIELD.matcher(argument).matches()) {
      throw new BadText(0, "names no header field", "write one, such as hdr(X-User)");
    }
    return new BalanceConfig.Header(hash, argument, skip("use_domain_only"));
  }

  private BalanceConfig hash() throws BadText {
    final int offset = at < words.size() ? words.get(at).offset() : text.length();
    final Reading reading =
        new Reading(new Place(Stage.USE_SERVER, true, true), Map.of(), ReplyFiles.NONE);
    return new BalanceConfig.Hash(
        hash, SampleReader.read(next("hash req.cook(user)"), offset, reading));
  }

  private boolean skip(final String word) {
    final boolean is = at < words.size() && words.get(at).text().equals(word);
    at += is ? 1 : 0;
    return is;
  }

  private String next(final String example) throws BadText {
    if (at >= words.size()) {
      throw new BadText(text.length(), "ends where more is needed", "write " + example);
    }
    return words.get(at++).text();
  }

  private int number() throws BadText {
    final String digits = next("a number behind it, such as depth 3");
    if (!digits.matches("[0-9]{1,7}")
        || Integer.parseInt(digits) < 1
        || Integer.parseInt(digits) > MAX) {
      throw new BadText(
          words.get(at - 1).offset(),
          OneLine.quoted(digits) + " is not a number from 1 to " + MAX,
          "write one, such as depth 3");
    }
    return Integer.parseInt(digits);
  }
}
