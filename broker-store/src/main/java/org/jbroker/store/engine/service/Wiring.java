package org.jbroker.store.engine.service;

import org.jbroker.EndpointId;
import org.jbroker.Topic;
import org.jbroker.spi.ByteWriter;
import org.jbroker.spi.StoreHost;
import org.jbroker.store.engine.command.CommandCodec;
import org.jbroker.store.engine.command.StoreCommand;

/**
 * Carries the commands of one store in one direction: encodes them and hands them to the endpoint,
 * under the topics of the C++ Broker. Used by one thread at a time, as the ports say.
 */
final class Wiring {

  private static final String SUFFIX = Topic.RESERVED + "/data/";

  /** No more room is kept from one command to the next; parts of contents need less. */
  private static final int KEPT_BYTES = 256 << 10;

  private final StoreHost host;
  private final Topic topic;
  private ByteWriter writer = new ByteWriter();

  private Wiring(StoreHost host, Topic topic) {
    this.host = host;
    this.topic = topic;
  }

  /** Where a master listens, and its clones send to. */
  static Topic masterTopic(String store) {
    return Topic.of(store).append(SUFFIX + "master");
  }

  /** Where clones listen, and their master sends to. */
  static Topic cloneTopic(String store) {
    return Topic.of(store).append(SUFFIX + "clone");
  }

  /** The way of a master to its clones. */
  static org.jbroker.store.engine.master.CommandPort toClones(StoreHost host, String store) {
    Wiring wiring = new Wiring(host, cloneTopic(store));
    return new org.jbroker.store.engine.master.CommandPort() {
      @Override
      public void broadcast(StoreCommand command) {
        wiring.broadcast(command);
      }

      @Override
      public boolean send(StoreCommand command) {
        return wiring.send(command.receiver().endpoint(), command);
      }
    };
  }

  /** The way of a clone to its master. */
  static org.jbroker.store.engine.clone.CommandPort toMaster(StoreHost host, String store) {
    Wiring wiring = new Wiring(host, masterTopic(store));
    return new org.jbroker.store.engine.clone.CommandPort() {
      @Override
      public void broadcast(StoreCommand command) {
        wiring.broadcast(command);
      }

      @Override
      public void send(EndpointId master, StoreCommand command) {
        wiring.send(master, command);
      }
    };
  }

  private void broadcast(StoreCommand command) {
    host.broadcast(topic, encode(command));
  }

  private byte[] encode(StoreCommand command) {
    CommandCodec.encode(command, writer);
    byte[] bytes = writer.toBytes();
    if (bytes.length <= KEPT_BYTES) {
      writer.reset();
    } else {
      writer = new ByteWriter();
    }
    return bytes;
  }

  /**
   * To an endpoint without a known path it goes to all that listen, who ignore what is not for
   * them: behind a relay of version 1 nobody knows the paths.
   */
  private boolean send(EndpointId receiver, StoreCommand command) {
    byte[] bytes = encode(command);
    boolean known = host.send(receiver, topic, bytes);
    if (!known) {
      host.broadcast(topic, bytes);
    }
    return known;
  }
}
