/** Users and their passwords: userlists, and crypt(3). */
package io.sluice.engine.sample.auth;
