package io.sluice.benchmarks;

import org.openjdk.jmh.annotations.Fork;

/** A benchmark whose JVM has the flags of the product that change what its buffers do. */
@Fork(
    value = 2,
    jvmArgsAppend = {
      "--enable-native-access=ALL-UNNAMED",
      "--sun-misc-unsafe-memory-access=allow",
      "--add-opens=java.base/java.nio=ALL-UNNAMED",
      "-Dio.netty.tryReflectionSetAccessible=true"
    })
public abstract class AsShipped {}
