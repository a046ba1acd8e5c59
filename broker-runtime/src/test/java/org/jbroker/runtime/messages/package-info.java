/** Subscribers, publishers and subscriptions as a program uses them, across real links. */
package org.jbroker.runtime.messages;
