package io.sluice.engine.log;

/**
 * What the line of one HTTP request says. One for each event loop, filled and printed by it and
 * filled anew for the next request.
 *
 * <p>What the fields of {@link SessionRecord} mean here: {@link #acceptedMillis} is when the client
 * was accepted or, for a further request of its connection, when the one before had ended; {@link
 * #totalMillis} counts from there. {@link #queueMillis} counts from the whole request, {@link
 * #connectMillis} from the end of the queue. {@link #cause} and {@link #phase} are the first two
 * letters of the termination state.
 *
 * <pre>
 *   accepted -- Th -- Ti -- TR -- Tw -- Tc -- Tr -- Td -- end
 *                    |<-------------- Ta -------------->|
 * </pre>
 *
 * <p>Source: HAProxy configuration manual, "HTTP log format" and "Timing events".
 */
public final class HttpRecord extends SessionRecord {
  /** What HAProxy prints of a request line unless told, bytes. */
  private static final int USUAL_REQUEST_LINE_BYTES = 1023;

  /** Before the first byte of the request came, milliseconds ({@code %Ti}); -1: none came. */
  public long idleMillis;

  /** From there until the head was whole, milliseconds ({@code %TR}); -1: it never was. */
  public long requestMillis;

  /**
   * From the connection until the head of the response was whole, milliseconds ({@code %Tr}); -1:
   * it never was.
   */
  public long responseMillis;

  /**
   * The status that the client was sent; 0: none; -1: none, though the request was whole ({@code
   * %ST}).
   */
  public int status;

  /** The third letter of the termination state: the client's cookie; 0 prints {@code -}. */
  public byte cookieState;

  /** The fourth letter: what was done to the server's cookie; 0 prints {@code -}. */
  public byte setCookieState;

  /** The cookie that was captured in the request, whole ({@code %CC}); null: none. */
  public byte[] requestCookie;

  /** How many bytes of it count. */
  public int requestCookieLength;

  /** The cookie that was captured in the response, whole ({@code %CS}); null: none. */
  public byte[] responseCookie;

  /** How many bytes of it count. */
  public int responseCookieLength;

  /** Captured request headers; null: none are configured, or the head was never whole. */
  public Captures requestCaptures;

  /** Captured response headers; null: none are configured, or no request was ever whole. */
  public Captures responseCaptures;

  /**
   * Where the request line is as it came, before any rule; null: the request was none, printed as
   * {@code <BADREQ>}.
   */
  public byte[] requestLine;

  /** Where it begins there. */
  public int requestLineOffset;

  /** Its length without the line end, bytes; what is above {@link #mostRequestLineBytes} is cut. */
  public int requestLineLength;

  /** What is printed of it, bytes ({@code tune.http.logurilen} less one). */
  public int mostRequestLineBytes = USUAL_REQUEST_LINE_BYTES;

  /** Forgets everything, so that nothing of one request is printed for the next. */
  public void clear() {
    clearSession();
    idleMillis = -1;
    requestMillis = -1;
    responseMillis = -1;
    status = 0;
    cookieState = 0;
    setCookieState = 0;
    requestCookie = null;
    responseCookie = null;
    requestCaptures = null;
    responseCaptures = null;
    requestLine = null;
    requestLineLength = 0;
  }
}
