package io.sluice.engine.http1;

/**
 * Why a message is refused. After it the connection that it came on cannot be used any more: what
 * follows cannot be told from a message.
 *
 * <p>{@link #status} is what a client is answered. A server's message that is refused is a 502 to
 * the client, whatever the reason.
 */
public enum Refusal {
  /** There is a byte in the method that no token has, or no method. */
  BAD_METHOD(400, "the method is not a token"),
  /** The method is longer than any that there is. */
  METHOD_TOO_LONG(400, "the method is too long"),
  /** The target is none of the four forms, or has a byte that none has. */
  BAD_TARGET(400, "the request target is not valid"),
  /** The target is longer than {@link Limits#maxTargetBytes}. */
  TARGET_TOO_LONG(414, "the request target is too long"),
  /** The end of the request line is not a version; an HTTP/0.9 request has none. */
  BAD_VERSION(400, "the HTTP version is not valid"),
  /** Another major version than 1. */
  VERSION_NOT_SUPPORTED(505, "the HTTP version is not supported"),
  /** The first line of a response is not a status line. */
  BAD_STATUS_LINE(400, "the status line is not valid"),
  /** A CR without its LF, or a bare LF where none is accepted. */
  BAD_LINE_END(400, "a line does not end with CR LF"),
  /** More empty lines before the first one than are skipped. */
  EMPTY_LINES(400, "too many empty lines before the message"),
  /**
   * A field name that is empty, has a byte that no token has, space before the colon, or no colon.
   */
  BAD_FIELD_NAME(400, "a field name is not valid"),
  /** A field name of more than 255 bytes. */
  FIELD_NAME_TOO_LONG(400, "a field name is too long"),
  /** A control byte in a field value. */
  BAD_FIELD_VALUE(400, "a field value has a control byte"),
  /** A field that goes on in the next line (obs-fold). */
  FOLDED_FIELD(400, "a field is folded"),
  /** More than {@link Limits#maxHeadBytes}. */
  HEAD_TOO_LARGE(431, "the head is too large"),
  /** More than {@link Limits#maxFields}. */
  TOO_MANY_FIELDS(431, "there are too many fields"),
  /** HTTP/1.1 without Host. */
  NO_HOST(400, "there is no Host"),
  /** More than one Host. */
  MANY_HOSTS(400, "there is more than one Host"),
  /** Host, or the authority of the target, is not a host with an optional port. */
  BAD_HOST(400, "the Host is not valid"),
  /** The authority of the target is another than Host. */
  HOST_MISMATCH(400, "the target and Host disagree"),
  /** Content-Length is not a number, or one that is too large. */
  BAD_CONTENT_LENGTH(400, "Content-Length is not valid"),
  /** There are several Content-Length, and not the same. */
  CONTENT_LENGTHS_DIFFER(400, "Content-Length has different values"),
  /** Transfer-Encoding does not end with its only chunked. */
  BAD_TRANSFER_CODING(400, "Transfer-Encoding is not valid"),
  /** Transfer-Encoding names another coding beside the chunked at its end. */
  UNKNOWN_TRANSFER_CODING(501, "Transfer-Encoding is not supported"),
  /** Transfer-Encoding in a message of HTTP/1.0. */
  TRANSFER_CODING_IN_1_0(400, "Transfer-Encoding in HTTP/1.0"),
  /** Content-Length and Transfer-Encoding in a response. */
  LENGTH_AND_CODING(400, "Content-Length and Transfer-Encoding in a response"),
  /** An Expect that is not 100-continue. */
  EXPECTATION_FAILED(417, "the expectation is not known"),
  /** A method that the frontend does not allow. The parser refuses none. */
  METHOD_NOT_ALLOWED(405, "the method is not allowed"),
  /** A chunk size that is not hexadecimal, too large, or not followed by CR LF. */
  BAD_CHUNK_SIZE(400, "a chunk size is not valid"),
  /** No CR LF behind the data of a chunk. */
  BAD_CHUNK_END(400, "a chunk does not end with CR LF"),
  /** A chunk extension that is not {@code ;name[=value]}. */
  BAD_CHUNK_EXTENSION(400, "a chunk extension is not valid"),
  /** More than {@link Limits#maxChunkExtensionBytes}. */
  CHUNK_EXTENSIONS_TOO_LONG(400, "the chunk extensions are too long"),
  /** More than {@link Limits#maxTrailerBytes}, or than {@link Limits#maxFields}. */
  TRAILERS_TOO_LARGE(400, "the trailers are too large");

  private final int status;
  private final String words;

  Refusal(final int status, final String words) {
    this.status = status;
    this.words = words;
  }

  /** The status that a client is answered: 400, 405, 414, 417, 431, 501 or 505. */
  public int status() {
    return status;
  }

  /** The reason in words, for logs. */
  public String words() {
    return words;
  }
}
