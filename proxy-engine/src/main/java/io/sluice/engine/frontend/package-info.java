/**
 * Where clients come in: listening sockets, one for each worker, and the limits that are held at
 * the door.
 */
package io.sluice.engine.frontend;
