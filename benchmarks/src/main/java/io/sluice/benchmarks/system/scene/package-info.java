/** The servers and the proxies before them, with the configurations that they run. */
package io.sluice.benchmarks.system.scene;
