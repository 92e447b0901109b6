/**
 * The built-in balancing algorithms, one class each with its factory inside. They see of the module
 * what a third party sees: {@link io.sluice.backends.Balancer} and {@link
 * io.sluice.backends.BalancerFactory}.
 */
package io.sluice.backends.balance;
