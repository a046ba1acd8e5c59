package org.jbroker.tools.cluster;

import java.util.Locale;
import org.jbroker.cluster.ClusterTopics;

/** The topics of a cluster, as the command line names them. */
enum TopicPreset {
  /** Topics below {@code bro/}. */
  BRO,
  /** Topics below {@code zeek/}. */
  ZEEK;

  ClusterTopics topics() {
    return this == BRO ? ClusterTopics.bro() : ClusterTopics.zeek();
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
