package io.sluice.health;

import io.netty.channel.IoEventLoop;

/**
 * The loop that checks run on, and what a probe needs of it.
 *
 * @param eventLoop one epoll loop, of checks alone
 */
public record CheckLoop(IoEventLoop eventLoop) {}
