package io.sluice.config;

import io.sluice.config.http.Word;
import io.sluice.config.http.Words;
import io.sluice.config.text.BadText;
import io.sluice.config.text.Nearest;
import io.sluice.config.text.OneLine;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Goes through the words of one step of a check. */
final class StepWords {
  private static final Pattern FILLED =
      Pattern.compile("%\\[var\\(check\\.([A-Za-z0-9_.]{1,64})\\)]");

  private final List<Word> words;
  private final int end;
  private int at;

  StepWords(final String text) throws BadText {
    words = Words.of(text);
    end = text.length();
  }

  boolean hasNext() {
    return at < words.size();
  }

  int offset() {
    return hasNext() ? words.get(at).offset() : end;
  }

  /** The next word, which stays the next; empty: there is none. */
  Optional<String> peek() {
    return hasNext() ? Optional.of(words.get(at).text()) : Optional.empty();
  }

  /** Takes the next word where it is that one. */
  boolean skip(final String word) {
    final boolean is = hasNext() && words.get(at).text().equals(word);
    at += is ? 1 : 0;
    return is;
  }

  /** Takes the next word. */
  String next(final String what) throws BadText {
    if (!hasNext()) {
      throw new BadText(end, "ends where " + what + " is missing", "write " + what);
    }
    return words.get(at++).text();
  }

  int number(final String what, final int min, final int max) throws BadText {
    final int place = offset();
    final String text = next(what);
    if (!text.matches("[0-9]{1,9}")
        || Integer.parseInt(text) < min
        || Integer.parseInt(text) > max) {
      throw new BadText(
          place,
          OneLine.quoted(text) + " is not " + what,
          "write a number from " + min + " to " + max);
    }
    return Integer.parseInt(text);
  }

  String choice(final String what, final Collection<String> known) throws BadText {
    final int place = offset();
    final String word = next(what);
    if (!known.contains(word)) {
      throw new BadText(
          place, OneLine.quoted(word) + " is not " + what, Nearest.remedy(word, known));
    }
    return word;
  }

  /** Takes a word that is sent or looked for as it stands. */
  CheckStep.Text literal(final String what) throws BadText {
    return CheckStep.Text.of(bytes(next(what)));
  }

  /** Takes a word with variables of the check in it. */
  CheckStep.Text format(final String what) throws BadText {
    final int place = offset();
    return format(next(what), place);
  }

  static CheckStep.Text format(final String text, final int place) throws BadText {
    final List<CheckStep.Part> parts = new ArrayList<>();
    final Matcher filled = FILLED.matcher(text);
    int from = 0;
    while (filled.find()) {
      plain(text.substring(from, filled.start()), place, parts);
      parts.add(new CheckStep.Part(filled.group(1), true));
      from = filled.end();
    }
    plain(text.substring(from), place, parts);
    return new CheckStep.Text(parts);
  }

  private static void plain(final String text, final int place, final List<CheckStep.Part> parts)
      throws BadText {
    final String once = text.replace("%%", "\0");
    if (once.indexOf('%') >= 0) {
      throw new BadText(
          place,
          OneLine.quoted(text) + " has a % that fills in nothing",
          "write %[var(check.NAME)], or %% for the character");
    }
    if (!once.isEmpty()) {
      parts.add(new CheckStep.Part(bytes(once.replace('\0', '%')), false));
    }
  }

  /** Takes a word of hexadecimal digits. */
  CheckStep.Text hex() throws BadText {
    final int place = offset();
    final String text = next("bytes in hexadecimal");
    if (text.isEmpty() || !text.matches("(?:[0-9A-Fa-f]{2})+")) {
      throw new BadText(
          place,
          OneLine.quoted(text) + " is not bytes in hexadecimal",
          "write two digits for each byte, such as 50494e47");
    }
    final StringBuilder bytes = new StringBuilder();
    for (int i = 0; i < text.length(); i += 2) {
      bytes.append((char) Integer.parseInt(text.substring(i, i + 2), 16));
    }
    return CheckStep.Text.of(bytes.toString());
  }

  /** Each byte of the text as it is sent, one character. */
  private static String bytes(final String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  void end(final String remedy) throws BadText {
    if (hasNext()) {
      throw new BadText(offset(), "goes on with " + OneLine.quoted(words.get(at).text()), remedy);
    }
  }
}
