/**
 * The cluster framework of Broker for Java: layouts of nodes, membership, topics, pools that spread
 * keys and work over nodes as Zeek does, stores, and logs.
 */
module org.jbroker.cluster {
  requires transitive org.jbroker.api;
  requires org.snakeyaml.engine;

  exports org.jbroker.cluster;
  exports org.jbroker.cluster.log;
}
