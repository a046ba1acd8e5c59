package org.jbroker.cluster;

/** Why a peer is not taken for the node that it says it is. */
public enum RefusalReason {
  /** The layout has no node of that name. */
  UNKNOWN_NAME("the layout has no node of that name"),
  /** A node of that name is connected, under another id, and alive; or it is the local node. */
  DUPLICATE_NAME("another node of that name is connected"),
  /** The peer has said before that it is another node. */
  OTHER_NAME_BEFORE("it had another name before");

  private final String text;

  RefusalReason(String text) {
    this.text = text;
  }

  /** The same for people. */
  public String text() {
    return text;
  }
}
