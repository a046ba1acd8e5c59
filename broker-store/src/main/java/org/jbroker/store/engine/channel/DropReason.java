package org.jbroker.store.engine.channel;

/** Why a producer gave up a consumer. */
public enum DropReason {
  /** No message from it during {@link ChannelTimes#connectionTimeoutTicks}. */
  TIMED_OUT,
  /** It held more unacknowledged events than {@link ChannelLimits} allow. */
  TOO_FAR_BEHIND
}
