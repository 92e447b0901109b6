package io.sluice.engine.admin;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;

/** Finds who answers a request. Called by virtual threads, several at once. */
final class Router {
  private static final String READING = "GET, HEAD";

  private final Pages pages;
  private final Commands commands;
  private final Tables tables;

  Router(final Pages pages, final Commands commands, final Tables tables) {
    this.pages = pages;
    this.commands = commands;
    this.tables = tables;
  }

  /**
   * Answers.
   *
   * @param rights of the bind that it came by
   * @param caller who asks
   */
  Page answer(final AdminRequest request, final Rights rights, final Caller caller) {
    if (Tables.isTables(request.path())) {
      return tables.answer(request, rights, caller.name());
    }
    if (Commands.isCommand(request.path())) {
      return commands.answer(request, rights, caller.name());
    }
    final boolean nowhere =
        request.method().equals(HttpMethod.POST) && !Pages.PATHS.contains(request.path());
    return request.reads() || nowhere
        ? pages.render(request.path(), request.accept())
        : Page.plain(HttpResponseStatus.METHOD_NOT_ALLOWED).allowing(READING);
  }
}
