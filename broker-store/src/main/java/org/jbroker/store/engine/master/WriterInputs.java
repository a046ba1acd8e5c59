package org.jbroker.store.engine.master;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jbroker.EndpointId;
import org.jbroker.store.EntityId;
import org.jbroker.store.engine.channel.AttachWriter;
import org.jbroker.store.engine.channel.Keepalive;
import org.jbroker.store.engine.channel.Producer;
import org.jbroker.store.engine.channel.RetransmitFailed;
import org.jbroker.store.engine.command.StoreCommand.Action;
import org.jbroker.store.engine.command.StoreCommand.RefusalsReceived;
import org.jbroker.store.engine.outbox.Outbox;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The clones that write. One that was given up, since it was silent or out of reach, is remembered
 * for a while: if its stream goes on, it goes on where it was, and no command is applied twice.
 *
 * <pre>
 *            attach_writer              silence, unreachable
 *   unknown --------------&gt; attached -------------------------&gt; retired --(more than
 *                            ^   ^                              |   |      RETIRED)--&gt; unknown
 *                            |   +--- the next event, keepalive +   |
 *                            +------- attach_writer ----------------+
 * </pre>
 *
 * <p>Not thread-safe: guarded by the master's lock.
 */
final class WriterInputs {

  private static final Logger LOG = LoggerFactory.getLogger(WriterInputs.class);

  private static final int RETIRED = 1024;

  private final MasterContext context;
  private final WriterInput.Host host;
  private final Outbox outbox;
  private final WriterPositions positions;
  private final Map<EntityId, WriterInput> attached = new LinkedHashMap<>();
  private final Map<EntityId, WriterInput> retired =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<EntityId, WriterInput> eldest) {
          return size() > RETIRED;
        }
      };

  WriterInputs(
      MasterContext context, WriterInput.Host host, Outbox outbox, WriterPositions positions) {
    this.positions = positions;
    this.context = context;
    this.host = host;
    this.outbox = outbox;
  }

  void attach(EntityId writer, AttachWriter handshake) {
    if (attached.containsKey(writer)) {
      return; // Repeated: the acknowledgement comes with the next tick.
    }
    if (attached.size() >= context.limits().consumers()) {
      LOG.warn("{}: too many writers, {} is refused", context.name(), writer);
      return;
    }
    WriterInput known = retired.remove(writer);
    if (known != null && isContinuation(handshake) && known.hasApplied(handshake.offset())) {
      // It begins where it knows that we are; what we have beyond that must not be applied twice.
      known.resume();
      attached.put(writer, known);
      return;
    }
    long offset =
        isContinuation(handshake) ? positions.take(writer, handshake.offset()) : handshake.offset();
    WriterInput input = new WriterInput(context, writer, host, outbox);
    if (input.open(new AttachWriter(offset, handshake.heartbeatTicks()))) {
      attached.put(writer, input);
    }
  }

  /**
   * At the first offset begins a C++ process that restarted and reuses its ids, and nobody else:
   * streams of Java clones begin later, and under an id that is used once.
   */
  private static boolean isContinuation(AttachWriter handshake) {
    return Long.compareUnsigned(handshake.offset(), Producer.FIRST_OFFSET) > 0;
  }

  void handle(EntityId writer, long sequence, Action action) {
    WriterInput input = find(writer, sequence);
    if (input != null) {
      input.handle(sequence, action);
    }
  }

  void handle(EntityId writer, Keepalive keepalive) {
    WriterInput input = find(writer, keepalive.sequence() + 1);
    if (input != null) {
      input.handle(keepalive);
    }
  }

  void handle(EntityId writer, RetransmitFailed failed) {
    WriterInput input = attached.get(writer);
    if (input != null) {
      input.handle(failed);
    }
  }

  void handle(EntityId writer, RefusalsReceived received) {
    WriterInput input = attached.get(writer);
    if (input != null) {
      input.handle(received);
    }
  }

  /** It writes no more. Should it do so nevertheless, it attaches again. */
  void leave(EntityId writer) {
    if (attached.containsKey(writer)) {
      attached.get(writer).forgetPosition();
      retire(writer);
    }
  }

  private WriterInput find(EntityId writer, long sequence) {
    WriterInput input = attached.get(writer);
    if (input == null) {
      input = retired.get(writer);
      if (input == null
          || !input.continuesWith(sequence)
          || attached.size() >= context.limits().consumers()) {
        return null;
      }
      retired.remove(writer);
      input.resume();
      attached.put(writer, input);
    }
    return input;
  }

  void tick() {
    attached.values().forEach(WriterInput::tick);
    List<EntityId> silent = new ArrayList<>();
    attached.forEach(
        (writer, input) -> {
          if (input.isClosed()) {
            silent.add(writer);
          }
        });
    silent.forEach(this::retire);
  }

  /** Gives up the writers of an endpoint that is gone. */
  void remove(EndpointId endpoint) {
    List<EntityId> gone =
        attached.keySet().stream().filter(writer -> writer.endpoint().equals(endpoint)).toList();
    gone.forEach(this::retire);
  }

  private void retire(EntityId writer) {
    WriterInput input = attached.remove(writer);
    input.close();
    retired.put(writer, input);
  }

  /** After the backend has forgotten what was not durable. */
  void returnToDurable() {
    attached.values().forEach(WriterInput::returnToDurable);
    retired.values().forEach(WriterInput::returnToDurable);
  }

  boolean idle() {
    return attached.values().stream().allMatch(WriterInput::idle);
  }

  long protocolErrors() {
    return attached.values().stream().mapToLong(WriterInput::protocolErrors).sum();
  }
}
