package io.sluice.backends;

/**
 * First come, first served: those who wait for one server, or for any of a backend. Guarded by the
 * backend's lock.
 */
final class SlotQueue {}
