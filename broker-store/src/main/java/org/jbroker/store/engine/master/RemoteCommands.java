package org.jbroker.store.engine.master;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jbroker.data.Data;
import org.jbroker.spi.BackendException;
import org.jbroker.spi.StoreBackend;
import org.jbroker.store.EntityId;
import org.jbroker.store.engine.command.StoreCommand.Action;
import org.jbroker.store.engine.command.StoreCommand.Add;
import org.jbroker.store.engine.command.StoreCommand.Clear;
import org.jbroker.store.engine.command.StoreCommand.Erase;
import org.jbroker.store.engine.command.StoreCommand.Put;
import org.jbroker.store.engine.command.StoreCommand.PutUnique;
import org.jbroker.store.engine.command.StoreCommand.PutUniqueResult;
import org.jbroker.store.engine.command.StoreCommand.Subtract;
import org.jbroker.store.engine.master.EffectQueue.Kind;
import org.jbroker.store.engine.ops.LibraryOps;
import org.jbroker.store.engine.ops.Outcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies the commands of writing clones, with the meaning that the C++ library gives them. One
 * that does not fit the value is counted and changes nothing, as there.
 *
 * <p>Not thread-safe: guarded by the master's lock.
 */
final class RemoteCommands implements WriterInput.Host {

  private static final Logger LOG = LoggerFactory.getLogger(RemoteCommands.class);

  private final MasterContext context;
  private final StoreBackend backend;
  private final Contents contents;
  private final EffectQueue effects;
  private final Consumer<Action> replay;
  private final Consumer<BackendException> onFailure;
  private long refused;
  private long lost;

  RemoteCommands(
      MasterContext context,
      StoreBackend backend,
      Contents contents,
      EffectQueue effects,
      Consumer<Action> replay,
      Consumer<BackendException> onFailure) {
    this.context = context;
    this.backend = backend;
    this.contents = contents;
    this.effects = effects;
    this.replay = replay;
    this.onFailure = onFailure;
  }

  /** How many did not fit. */
  long refused() {
    return refused;
  }

  /** How many were lost on the way for good. */
  long lost() {
    return lost;
  }

  @Override
  public void lostCommand() {
    lost++;
  }

  @Override
  public void whenDurable(Runnable action) {
    effects.add(backend.writeSequence(), Kind.OTHER, action, cause -> {});
  }

  @Override
  public void apply(Action action) {
    try {
      dispatch(action);
    } catch (BackendException e) {
      onFailure.accept(e);
      throw e;
    }
  }

  private void dispatch(Action action) {
    if (action instanceof Put put) {
      contents.put(put.key(), put.value(), put.expiryNanos(), put.publisher(), Kind.OTHER);
    } else if (action instanceof PutUnique put) {
      putUnique(put);
    } else if (action instanceof Erase erase) {
      contents.erase(erase.key(), erase.publisher(), Kind.OTHER);
    } else if (action instanceof Add add) {
      update(
          add.key(),
          current -> LibraryOps.add(current, add.value(), add.initialType()),
          add.expiryNanos(),
          add.publisher());
    } else if (action instanceof Subtract subtract) {
      update(
          subtract.key(),
          current -> LibraryOps.subtract(current, subtract.value()),
          subtract.expiryNanos(),
          subtract.publisher());
    } else if (action instanceof Clear clear) {
      contents.clear(clear.publisher(), Kind.OTHER);
    } else {
      // Expire and PutUniqueResult are a master's to say.
      refuse("a clone sent " + action.getClass().getSimpleName());
    }
  }

  /** The answer comes behind the put in the stream, so its asker then sees the entry. */
  private void putUnique(PutUnique put) {
    boolean inserted =
        contents.putUnique(put.key(), put.value(), put.expiryNanos(), put.publisher(), Kind.OTHER);
    PutUniqueResult result =
        new PutUniqueResult(inserted, put.who(), put.requestId(), context.id());
    whenDurable(() -> replay.accept(result));
  }

  private void update(
      Data key,
      Function<? super Optional<Data>, ? extends Outcome> operation,
      OptionalLong expiryNanos,
      EntityId publisher) {
    Outcome outcome = contents.update(key, operation, expiryNanos, publisher, Kind.OTHER);
    if (outcome instanceof Outcome.Refused no) {
      refuse(no.message());
    }
  }

  private void refuse(String why) {
    refused++;
    LOG.debug("{}: a command changes nothing: {}", context.name(), why);
  }
}
